/* librdkafka's mock cluster of one broker in this process, and a producer for it.
 *
 * The mock makes every topic that a client asks for, lets the first member of a group wait three
 * seconds, and does not wake up fetches that wait for data. */
#ifndef GOLDENTHREAD_TESTS_MOCK_KAFKA_H
#define GOLDENTHREAD_TESTS_MOCK_KAFKA_H

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "domain/text.h"

/* A message with this text in it can be damaged on its way to a client. */
#define MOCK_KAFKA_FRAGILE "damage-me"

struct mock_kafka {
    rd_kafka_t *host; /* the cluster lives in a client */
    rd_kafka_mock_cluster_t *cluster;
    const char *brokers; /* for bootstrap.servers */
    rd_kafka_t *producer;
};

struct mock_kafka mock_kafka_start(void);
void mock_kafka_stop(struct mock_kafka *kafka);

/* Waits until everything that `producer` was given is acknowledged; aborts if it is not. */
void mock_kafka_flush(const struct mock_kafka *kafka);

/* Publishes one message in a message set of its own. */
void mock_kafka_produce(const struct mock_kafka *kafka, const char *topic, int32_t partition,
                        struct text key, struct text value);

/* The next so many times that a fragile message is received, it gets a bit flipped. */
void mock_kafka_damage(int times);

/* How many of them are still to come. */
int mock_kafka_damages_left(void);

#endif
