/* One attempt to deliver an alert to an endpoint, from its lease to what came of it. */
#ifndef GOLDENTHREAD_ATTEMPT_H
#define GOLDENTHREAD_ATTEMPT_H

#include <stdbool.h>
#include <stdint.h>

enum outcome {
    OUTCOME_DELIVERED,   /* 2xx */
    OUTCOME_REFUSED,     /* any other status */
    OUTCOME_BUSY,        /* 429, 503 */
    OUTCOME_GONE,        /* 410: the endpoint does not want to be told any more */
    OUTCOME_REDIRECTED,  /* 3xx, which is not followed */
    OUTCOME_TIMEOUT,     /* no whole answer in time */
    OUTCOME_LOST,        /* the connection ended before the answer did */
    OUTCOME_INVALID,     /* the answer is no HTTP, or the URL is none */
    OUTCOME_UNREACHABLE, /* no address, or nobody listens there */
    OUTCOME_TLS,         /* no agreement, or not the receiver's certificate */
    OUTCOME_BLOCKED,     /* its address is not one that may be sent to */
    OUTCOME_SECRET,      /* nothing to sign with; was not sent */
    OUTCOMES,
};
extern const char *const outcome_names[OUTCOMES];

#define PRIORITIES 4

struct attempt {
    char *delivery_id, *endpoint_id, *lease_token;
    char *url, *secret_file;
    char *body;
    int priority;   /* 1 to 4 */
    int number;     /* from 1 */
    int64_t age_ms; /* since the first attempt of this delivery began */

    /* What came of it. */
    enum outcome outcome;
    int status;     /* HTTP's; 0 when there was no answer */
    char *detail;   /* in words, for the log; NULL when the outcome says it all */
    bool ambiguous; /* it was sent, and whether it arrived is not known */
    int64_t latency_ms;
    int64_t retry_after_ms; /* as the receiver asked; 0 when it did not */
};

void attempt_free(struct attempt *attempt);

enum outcome outcome_of_status(int status);

/* What follows from what came of an attempt. */
struct verdict {
    const char *state; /* of the delivery: DELIVERED, PENDING, DEAD */
    int64_t wait_ms;   /* until the next attempt, when it is PENDING */
    int64_t hold_ms;   /* how long the receiver wants to be spared by every delivery */
};

/* P1 and P2 are tried again after 5, 15, 30, 60 and 120 seconds, then every five minutes for 72
 * hours; P3 and P4 on the schedule that Standard Webhooks recommends, over three days. Waits are
 * spread by a fifth either way, so that what failed together does not come back together: `random`
 * is from 0 up to 1. A receiver that asks for more time gets it, at most an hour for P1 and P2, a
 * day for the others. */
struct verdict attempt_verdict(const struct attempt *attempt, double random);

#endif
