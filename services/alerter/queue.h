/* What the database holds of alerts and deliveries, as far as sending goes: one statement, one
 * transaction each, so that no other alerter waits for this process. */
#ifndef GOLDENTHREAD_QUEUE_H
#define GOLDENTHREAD_QUEUE_H

#include <glib.h>

#include "alerter/attempt.h"
#include "alerter/message.h"
#include "alerter/session.h"

/* Longer than an attempt can take. Who holds a delivery for longer has died, or will find that it
 * is somebody else's. */
#define QUEUE_LEASE_MS 30000

struct queue {
    struct session *session; /* with a connection */
    const char *worker;      /* who this is, for the audit */
    struct message_settings message;
};

/* How the alerts of one rule were routed. */
struct routed {
    const char *rule_id, *routing; /* QUIET, UNROUTED, ROUTED; valid during the call */
    int64_t alerts;
};

/* Makes alerts and deliveries of up to `most` changes, and of earlier ones of the same breaches;
 * *expanded gets their number. `tell` is called for every rule. */
bool queue_expand(const struct queue *queue, int64_t most,
                  void (*tell)(void *context, const struct routed *routed), void *context,
                  int64_t *expanded, struct error *error) MUST_CHECK;

/* How many attempts are under way to an endpoint. */
struct lane_load {
    const char *endpoint_id;
    int32_t busy;
};
struct claim_limits {
    const struct lane_load *loads;
    size_t n_loads;
    int64_t per_endpoint; /* attempts at a time */
    int64_t in_all;       /* now */
};

/* Leases what is due, urgent first, and calls `begin` with each attempt, which is its from then on.
 * *lapsed gets the number of those whose last attempt was never recorded. */
bool queue_claim(const struct queue *queue, const struct claim_limits *limits,
                 void (*begin)(void *context, struct attempt *attempt), void *context,
                 int64_t *lapsed, struct error *error) MUST_CHECK;

struct recorded {
    const struct attempt *attempt;
    struct verdict verdict;
    double delivered_after_s; /* out: from the change to the first yes; negative: not delivered */
};

/* Writes what came of attempts, whose leases end, and the audit. Said twice it changes nothing. */
bool queue_record(const struct queue *queue, struct recorded *records, size_t count,
                  struct error *error) MUST_CHECK;

/* After the database's clock was put back: what is pending waits no longer than it was to. *moved
 * gets the number of deliveries. */
bool queue_follow_clock(const struct queue *queue, int64_t *moved, struct error *error) MUST_CHECK;

struct queue_levels {
    int64_t pending, dead, unrouted, unexpanded, unpublished;
    double oldest_s; /* of the pending */
    bool paused;
};
bool queue_levels(const struct queue *queue, struct queue_levels *levels,
                  struct error *error) MUST_CHECK;

#endif
