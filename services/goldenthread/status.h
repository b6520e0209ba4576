/* Asks PostgreSQL and the broker where every consumer stands. */
#ifndef GOLDENTHREAD_STATUS_H
#define GOLDENTHREAD_STATUS_H

#include <glib.h>

#include "goldenthread/partition_status.h"
#include "runtime/error.h"

struct status_sources {
    const char *dsn, *brokers, *kafka_config;
};

struct held {
    const char *consumer;
    char reason[32];
    int64_t count; /* events in quarantine that nobody has dealt with */
};

struct status {
    GArray *partitions; /* struct partition_status, by consumer, topic, partition */
    GArray *held;       /* struct held, by consumer and reason */
};

/* False and *error when one of the two does not answer or is not set up. Free in any case. */
bool status_gather(struct status *status, const struct status_sources *sources,
                   struct error *error) MUST_CHECK;
void status_free(struct status *status);

#endif
