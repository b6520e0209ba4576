/* The settings of every consumer. */
#ifndef GOLDENTHREAD_RUNTIME_CONSUMER_SETTINGS_H
#define GOLDENTHREAD_RUNTIME_CONSUMER_SETTINGS_H

#include "runtime/config.h"
#include "runtime/log.h"
#include "runtime/loop.h"
#include "runtime/source_kafka.h"

struct consumer_settings {
    struct config *config; /* owns the texts */
    char *default_group;
    const char *dsn, *schemas, *admin_listen, *breach_key_file;
    const char *brokers, *group, *kafka_config;
    int64_t partitions;
    int64_t threads;               /* at least one, at most one a partition */
    int64_t memory_max, set_bytes; /* bytes */
    int64_t set_age_ms, idle_age_ms, outage_ms;
    int64_t poll_messages;
    day_t today;   /* DAY_NONE: the London date */
    int log_level; /* enum log_level */
};

/* False when there is nothing to run: *done (--help and the like), or *error. */
bool consumer_settings_read(struct consumer_settings *settings, const struct pipeline *pipeline,
                            int argc, char **argv, bool *done, struct error *error) MUST_CHECK;
void consumer_settings_free(struct consumer_settings *settings);

/* For one of the threads. Of its share of the memory a quarter is for messages fetched ahead, up to
 * a quarter for two write sets, three eighths for documents. */
struct source_kafka_settings consumer_source_settings(const struct consumer_settings *settings);
struct loop_settings consumer_loop_settings(const struct consumer_settings *settings);

#endif
