/* Publishes every change of state on topic commitment-breach, at least once and in order for each
 * breach. Quiet changes too: the topic tells how each breach stands, and without them it would say
 * for ever what a rebuild has taken back.
 *
 * One alerter publishes at a time, under an advisory lock of its session. A change counts as
 * published when the broker has acknowledged it; nothing here waits for the broker. */
#ifndef GOLDENTHREAD_PUBLISHER_H
#define GOLDENTHREAD_PUBLISHER_H

#include <stdbool.h>

#include "alerter/session.h"

struct publisher_settings {
    const char *brokers, *kafka_config; /* kafka_config: file of properties, NULL for none */
    const char *schemas;                /* the folder 'schemas' */
};

struct publisher;

/* No broker is asked yet. NULL and *error (ERROR_CONFIG). */
struct publisher *publisher_new(const struct publisher_settings *settings, struct error *error);
void publisher_free(struct publisher *publisher); /* NULL: nothing */

/* Becomes readable when acknowledgements have come. */
int publisher_fd(const struct publisher *publisher);

/* Looks at acknowledgements; when all of a portion are there marks it and publishes the next. With
 * `look` also asks the database whether there is something new. */
bool publisher_work(struct publisher *publisher, struct session *session, bool look,
                    struct error *error) MUST_CHECK;

/* Whether a portion is on its way. */
bool publisher_busy(const struct publisher *publisher);

#endif
