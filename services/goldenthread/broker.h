/* What the operator's commands ask of Kafka: topics, watermarks, publishing. */
#ifndef GOLDENTHREAD_BROKER_H
#define GOLDENTHREAD_BROKER_H

#include <librdkafka/rdkafka.h>
#include <stdbool.h>
#include <stdint.h>

#include "domain/text.h"
#include "runtime/error.h"

#define BROKER_TIMEOUT_MS 5000

struct broker {
    rd_kafka_t *client;
    char reason[256]; /* what librdkafka last said was wrong */
};

/* `config` names a file of librdkafka properties, or is NULL. A broker of type RD_KAFKA_CONSUMER is
 * for broker_unread, all else wants RD_KAFKA_PRODUCER. Nothing is sent yet. NULL and *error
 * (ERROR_CONFIG) otherwise. */
struct broker *broker_open(rd_kafka_type_t type, const char *brokers, const char *config,
                           struct error *error);
void broker_close(struct broker *broker); /* NULL: nothing */

/* The first offset still there and the one after the last. */
bool broker_watermarks(struct broker *broker, const char *topic, int32_t partition, int64_t *low,
                       int64_t *high, struct error *error) MUST_CHECK;

/* Number of partitions, 0 when there is no such topic; negative and *error when the broker does not
 * answer. */
int broker_partitions(struct broker *broker, const char *topic, struct error *error);

struct topic_plan {
    int partitions;
    int replication;      /* -1: the broker's default */
    int64_t retention_ms; /* -1: for ever */
    bool compacted;       /* keeps the last message of each key, whatever its age */
};

/* Creates one topic and waits until the broker shows it. */
bool broker_create_topic(struct broker *broker, const char *topic, const struct topic_plan *plan,
                         struct error *error) MUST_CHECK;

/* A message to publish; bytes NULL is a null key or value. The headers are taken over. */
struct publication {
    const char *topic;
    struct text key, value;
    rd_kafka_headers_t *headers; /* NULL: none */
    bool acknowledged;           /* out: all in-sync replicas have it */
};

/* Publishes and waits for the acknowledgements. False and *error unless each message got its own.
 */
bool broker_publish(struct broker *broker, struct publication *publications, size_t count,
                    struct error *error) MUST_CHECK;

/* A message that a consumer has not read yet. */
struct unread {
    const char *topic;
    int32_t partition;
    int64_t offset;
    int64_t timestamp_ms; /* out: -1 when there is no message from that offset on */
};

/* Fills the timestamps. A topic's partition is there once. */
bool broker_unread(struct broker *broker, struct unread *unread, size_t count,
                   struct error *error) MUST_CHECK;

#endif
