/* What the parts of the Kafka source share: source_kafka.c (what the loop calls),
 * source_kafka_new.c (settings, topics), source_kafka_lag.c (positions for operators). Nobody else
 * includes it. */
#ifndef GOLDENTHREAD_RUNTIME_SOURCE_KAFKA_INTERNAL_H
#define GOLDENTHREAD_RUNTIME_SOURCE_KAFKA_INTERNAL_H

#include <glib.h>

#include "runtime/kafka.h"
#include "runtime/metrics.h"
#include "runtime/source_kafka.h"

/* What is told at the beginning of the next poll, or of the first one at that time. */
enum later_kind { LATER_END, LATER_OUT_OF_RANGE, LATER_DAMAGED };

struct later {
    enum later_kind kind;
    int32_t partition;
    size_t input;
    int64_t offset;
    gint64 at_us;
};

struct source_kafka {
    struct source source;
    const struct pipeline *pipeline;
    int32_t n_partitions; /* of each topic */
    rd_kafka_t *client;
    rd_kafka_queue_t *queue;   /* the consumer's: messages, errors, rebalances */
    rd_kafka_topic_t **topics; /* by input; the opaque of each is its struct input */

    rd_kafka_message_t **batch; /* of one poll, until release */
    size_t batch_size, n_batch;
    rd_kafka_topic_partition_list_t *assigned; /* what is fetched; its offsets mean nothing */
    size_t queued_most;                        /* messages, since librdkafka was last woken */
    const struct source_events *events;        /* during a poll */
    bool owner;      /* the group has given partitions, perhaps none, and not taken them back */
    bool rebalanced; /* during this poll */
    GArray *later;   /* struct later */
    bool *damaged;   /* by input and partition: give nothing of it */
    struct error failure; /* found in a callback, told by poll */

    rd_kafka_topic_partition_list_t *written; /* where the database is */
    bool written_changed;
    gint64 lag_at_us;                              /* when lag is told next */
    struct metric **offset_next, **log_end, **lag; /* by input and partition */

    struct metric *errors;
    gint64 log_at_us; /* no line about a passing error before */
    unsigned suppressed;
};

static inline size_t partition_index(const struct source_kafka *self, size_t input,
                                     int32_t partition) {
    return input * (size_t)self->n_partitions + (size_t)partition;
}

/* source_kafka.c: what librdkafka calls from inside a poll or close. */
extern const struct source_ops source_kafka_ops;
void source_kafka_on_rebalance(rd_kafka_t *client, rd_kafka_resp_err_t reason,
                               rd_kafka_topic_partition_list_t *partitions, void *opaque);
void source_kafka_on_error(rd_kafka_t *client, int code, const char *text, void *opaque);

/* source_kafka_new.c */
void source_kafka_free(struct source_kafka *self);

/* source_kafka_lag.c */
void source_kafka_lag_init(struct source_kafka *self);
void source_kafka_lag_free(struct source_kafka *self);
/* Another member tells it from now on. */
void source_kafka_lag_forget(struct source_kafka *self);
void source_kafka_lag_written(struct source_kafka *self, const struct topic_partition *partitions,
                              size_t count);
/* Once a second, and `now` once more: to the broker and to /metrics. */
void source_kafka_lag_tell(struct source_kafka *self, bool now);

#endif
