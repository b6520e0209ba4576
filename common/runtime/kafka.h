/* What every Kafka client of the programs shares: properties, logs, a look at a topic. */
#ifndef GOLDENTHREAD_RUNTIME_KAFKA_H
#define GOLDENTHREAD_RUNTIME_KAFKA_H

#include <librdkafka/rdkafka.h>

#include "runtime/error.h"

struct kafka_property {
    const char *key, *value;
};

/* ERROR_CONFIG when librdkafka does not know the property or the value. */
bool kafka_set(rd_kafka_conf_t *conf, const char *key, const char *value,
               struct error *error) MUST_CHECK;
/* The last key is NULL. */
bool kafka_set_all(rd_kafka_conf_t *conf, const struct kafka_property *properties,
                   struct error *error) MUST_CHECK;

/* librdkafka's properties from a file, key=value lines, '#' begins a comment: TLS, SASL, and their
 * secrets, which belong nowhere else. NULL for no file. */
bool kafka_set_from_file(rd_kafka_conf_t *conf, const char *file, struct error *error) MUST_CHECK;

/* A client of those properties, which it takes over, whatever comes of it. NULL and *error
 * (ERROR_CONFIG) when they do not go together. */
rd_kafka_t *kafka_client_new(rd_kafka_type_t type, rd_kafka_conf_t *conf,
                             struct error *error) MUST_CHECK;

/* The log_cb of every client: librdkafka's lines become log lines, event "kafka.log". */
void kafka_log(const rd_kafka_t *client, int level, const char *facility, const char *text);

/* Number of partitions, 0 when there is no such topic. Negative and *error: ERROR_RETRY when no
 * broker answers in time, ERROR_CONFIG when the client may not see the topic. */
int kafka_partitions(rd_kafka_t *client, const char *topic, int timeout_ms, struct error *error);

#endif
