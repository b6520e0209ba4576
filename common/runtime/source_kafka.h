/* The source that is Kafka: one member of a consumer group over librdkafka.
 *
 * Everything happens on the caller's thread: rebalances are served inside poll. A batch that was
 * being collected when a rebalance came is dropped, because it belongs to the assignment before.
 * What goes wrong with single partitions (their end, an offset out of range, damaged data) is told
 * at the beginning of the next poll, after the messages before it. */
#ifndef GOLDENTHREAD_RUNTIME_SOURCE_KAFKA_H
#define GOLDENTHREAD_RUNTIME_SOURCE_KAFKA_H

#include "runtime/pipeline.h"
#include "runtime/source.h"

#define SOURCE_MAX_POLL_INTERVAL_MS 120000

struct source_kafka_settings {
    const char *brokers, *group;
    const char *properties; /* file of librdkafka properties, or NULL */
    int thread;         /* from 1: "-1" behind a group.instance.id, which is one member's alone */
    int32_t partitions; /* that every topic must have */
    size_t queue_bytes; /* memory for messages fetched ahead */
};

/* Joins the group. The pipeline is borrowed. NULL and *error: ERROR_CONFIG when a topic is missing
 * or has another number of partitions, or for a bad property; ERROR_RETRY when no broker answers
 * within two seconds. ops->close leaves the group and frees it. */
struct source *source_kafka_new(const struct pipeline *pipeline,
                                const struct source_kafka_settings *settings, struct error *error);

#endif
