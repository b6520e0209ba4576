/* How far the database is, for operators: committed to the group for Kafka's own lag tools, and as
 * metrics. Nothing of it is ever read back. */
#include "runtime/source_kafka_internal.h"

#define INTERVAL_US G_USEC_PER_SEC

static size_t count_all(const struct source_kafka *self) {
    return self->pipeline->n_inputs * (size_t)self->n_partitions;
}

static struct metric **gauges(const struct source_kafka *self, const char *name, const char *help) {
    struct metric **all = g_new(struct metric *, count_all(self));
    for (size_t input = 0; input < self->pipeline->n_inputs; input++) {
        for (int32_t partition = 0; partition < self->n_partitions; partition++) {
            char *labels = g_strdup_printf("topic=\"%s\",partition=\"%d\"",
                                           self->pipeline->inputs[input].topic, partition);
            all[partition_index(self, input, partition)] = metric_gauge(name, labels, help);
            g_free(labels);
        }
    }
    return all;
}

void source_kafka_lag_init(struct source_kafka *self) {
    self->written = rd_kafka_topic_partition_list_new((int)count_all(self));
    self->offset_next = gauges(self, "kpi_consumer_offset_next",
                               "The offset that the database wants next; 0 where not owned.");
    self->log_end = gauges(self, "kpi_consumer_log_end_offset",
                           "The offset behind the last message; 0 where not owned.");
    self->lag = gauges(self, "kpi_consumer_lag_records",
                       "Offsets from the next to the end; 0 where not owned.");
}

void source_kafka_lag_free(struct source_kafka *self) {
    if (self->written != NULL) {
        rd_kafka_topic_partition_list_destroy(self->written);
    }
    g_free(self->offset_next);
    g_free(self->log_end);
    g_free(self->lag);
}

static size_t index_of(const struct source_kafka *self, const rd_kafka_topic_partition_t *element) {
    size_t input = 0;
    while (g_strcmp0(self->pipeline->inputs[input].topic, element->topic) != 0) {
        input++;
    }
    return partition_index(self, input, element->partition);
}

static void gauges_set(struct source_kafka *self, size_t index, int64_t next, int64_t end) {
    metric_set(self->offset_next[index], (double)next);
    metric_set(self->log_end[index], (double)end);
    metric_set(self->lag[index], (double)MAX(end - next, 0));
}

void source_kafka_lag_forget(struct source_kafka *self) {
    for (int i = 0; i < self->written->cnt; i++) {
        gauges_set(self, index_of(self, &self->written->elems[i]), 0, 0);
    }
    rd_kafka_topic_partition_list_destroy(self->written);
    self->written = rd_kafka_topic_partition_list_new((int)count_all(self));
    self->written_changed = false;
}

void source_kafka_lag_written(struct source_kafka *self, const struct topic_partition *partitions,
                              size_t count) {
    for (size_t i = 0; i < count; i++) {
        const char *topic = self->pipeline->inputs[partitions[i].input].topic;
        rd_kafka_topic_partition_t *element =
            rd_kafka_topic_partition_list_find(self->written, topic, partitions[i].partition);
        if (element == NULL) {
            element =
                rd_kafka_topic_partition_list_add(self->written, topic, partitions[i].partition);
        }
        element->offset = partitions[i].offset;
        self->written_changed = true;
    }
}

void source_kafka_lag_tell(struct source_kafka *self, bool now) {
    if (!now && g_get_monotonic_time() < self->lag_at_us) {
        return;
    }
    self->lag_at_us = g_get_monotonic_time() + INTERVAL_US;
    for (int i = 0; i < self->written->cnt; i++) {
        const rd_kafka_topic_partition_t *element = &self->written->elems[i];
        int64_t low = 0;
        int64_t high = RD_KAFKA_OFFSET_INVALID;
        rd_kafka_get_watermark_offsets(self->client, element->topic, element->partition, &low,
                                       &high); /* what the last fetch said */
        if (high != RD_KAFKA_OFFSET_INVALID) {
            gauges_set(self, index_of(self, element), element->offset, high);
        }
    }
    if (self->written_changed) {
        rd_kafka_commit(self->client, self->written, 1); /* nobody waits for the outcome */
        self->written_changed = false;
    }
}
