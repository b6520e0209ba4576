/* Publishes events to Kafka, as fast as the broker takes them or at a steady rate. */
#ifndef GOLDENTHREAD_SIMULATOR_PUBLISHER_H
#define GOLDENTHREAD_SIMULATOR_PUBLISHER_H

#include "runtime/error.h"
#include "simulator/feed.h"

struct publisher_settings {
    const char *brokers;
    const char *topic; /* of the marks; the other streams go to the topics of their consumers */
    bool streams[STREAMS];
    const char *schemas;      /* the folder that holds avro/ */
    const char *kafka_config; /* file of librdkafka properties, or NULL */
    int64_t partitions;       /* each topic must have so many */
    int64_t rate;             /* events a second, 0: no limit */
};

struct publisher;

/* Connects and checks the topics. NULL and *error otherwise: ERROR_RETRY when no broker answers,
 * ERROR_CONFIG for a missing topic, another number of partitions, a bad property or schema. */
struct publisher *publisher_new(const struct publisher_settings *settings, struct error *error);

/* The outlet; marks are of the children of `borough`, which may be NULL while none are told. Each
 * child is on the partition that murmur2 gives its pseudonym. */
struct outlet *publisher_begin(struct publisher *publisher, const struct borough *borough);

/* Waits until every event is acknowledged or has failed. False and *error, saying how many are not
 * there, when one is not. */
bool publisher_finish(struct publisher *publisher, struct error *error);

/* Events handed over so far. */
int64_t publisher_sent(const struct publisher *publisher);

void publisher_free(struct publisher *publisher);

#endif
