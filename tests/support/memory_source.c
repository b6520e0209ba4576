#include "support/memory_source.h"

#include <librdkafka/rdkafka.h>

void memory_log_init(struct memory_log *log, int32_t n_partitions) {
    *log = (struct memory_log){.n_partitions = n_partitions};
    for (int32_t p = 0; p < n_partitions; p++) {
        log->partitions[p] = g_array_new(FALSE, FALSE, sizeof(struct message));
    }
}

void memory_log_free(struct memory_log *log) {
    for (int32_t p = 0; p < log->n_partitions; p++) {
        for (guint i = 0; i < log->partitions[p]->len; i++) {
            g_free(g_array_index(log->partitions[p], struct message, i).handle);
        }
        g_array_free(log->partitions[p], TRUE);
    }
}

void memory_log_append(struct memory_log *log, int32_t partition, struct text key,
                       struct text value) {
    char *copy = g_malloc(key.length + value.length + 1);
    struct message message = {
        .partition = partition,
        .offset = log->low[partition] + log->partitions[partition]->len,
        .timestamp_ms = 1767600000000,
        .handle = copy,
    };
    if (key.bytes != NULL) {
        message.key = (struct text){memcpy(copy, key.bytes, key.length), key.length};
    }
    if (value.bytes != NULL) {
        message.value =
            (struct text){memcpy(copy + key.length, value.bytes, value.length), value.length};
    }
    g_array_append_val(log->partitions[partition], message);
}

static int64_t high_of(const struct memory_log *log, int32_t partition) {
    return log->low[partition] + log->partitions[partition]->len + log->markers[partition];
}

static void give_partitions(struct memory_source *self, const struct source_events *events) {
    struct topic_partition given[MEMORY_PARTITIONS];
    size_t count = 0;
    for (int32_t p = 0; p < self->log->n_partitions; p++) {
        self->fetching[p] = false;
        if (self->owned[p]) {
            given[count++] = (struct topic_partition){0, p, OFFSET_LOW_WATERMARK};
        }
    }
    events->revoked(events->context);
    events->assigned(events->context, given, count);
}

static size_t fetch(struct memory_source *self, int32_t p, struct message *messages, size_t limit,
                    const struct source_events *events) {
    size_t n = 0;
    const struct memory_log *log = self->log;
    if (self->position[p] < log->low[p] || self->position[p] > high_of(log, p)) {
        self->fetching[p] = false;
        events->out_of_range(events->context, 0, p);
        return 0;
    }
    while (n < limit && self->position[p] < high_of(log, p) - log->markers[p]) {
        guint index = (guint)(self->position[p]++ - log->low[p]);
        messages[n++] = g_array_index(log->partitions[p], struct message, index);
    }
    if (n == 0 && !self->end_told[p]) {
        self->end_told[p] = true;
        self->position[p] = high_of(log, p);
        events->reached_end(events->context, 0, p, self->position[p]);
    }
    return n;
}

static long memory_poll(struct source *source, struct message *messages, size_t limit,
                        int timeout_ms, const struct source_events *events, struct error *error) {
    struct memory_source *self = (struct memory_source *)source;
    (void)timeout_ms;
    (void)error;
    self->polls++;
    if (self->rebalance) {
        self->rebalance = false;
        give_partitions(self, events);
        return 0;
    }
    size_t n = 0;
    for (int32_t p = 0; p < self->log->n_partitions && n < limit; p++) {
        if (self->fetching[p]) {
            n += fetch(self, p, messages + n, limit - n, events);
        }
    }
    return (long)n;
}

static void memory_release(struct source *source) {
    (void)source;
}

static bool memory_assign(struct source *source, const struct topic_partition *partitions,
                          size_t count, struct error *error) {
    struct memory_source *self = (struct memory_source *)source;
    (void)error;
    for (int32_t p = 0; p < self->log->n_partitions; p++) {
        self->fetching[p] = self->end_told[p] = false;
    }
    for (size_t i = 0; i < count; i++) {
        self->fetching[partitions[i].partition] = true;
        self->position[partitions[i].partition] = partitions[i].offset;
    }
    return true;
}

static bool memory_watermarks(struct source *source, size_t input, int32_t partition, int64_t *low,
                              int64_t *high, struct error *error) {
    const struct memory_source *self = (struct memory_source *)source;
    (void)input;
    if (self->watermarks_fail) {
        return error_set(error, ERROR_RETRY, "the broker does not answer");
    }
    *low = self->log->low[partition];
    *high = high_of(self->log, partition);
    return true;
}

static int32_t memory_partition_of(struct source *source, struct text key) {
    const struct memory_source *self = (struct memory_source *)source;
    return rd_kafka_msg_partitioner_murmur2(NULL, key.bytes, key.length, self->log->n_partitions,
                                            NULL, NULL);
}

static char *memory_headers(struct source *source, const struct message *message) {
    (void)source;
    (void)message;
    return NULL;
}

static void memory_committed(struct source *source, const struct topic_partition *partitions,
                             size_t count) {
    struct memory_source *self = (struct memory_source *)source;
    for (size_t i = 0; i < count; i++) {
        self->committed[partitions[i].partition] = partitions[i].offset;
    }
}

static void memory_close(struct source *source) {
    (void)source;
}

void memory_source_init(struct memory_source *source, const struct memory_log *log) {
    static const struct source_ops ops = {
        .poll = memory_poll,
        .release = memory_release,
        .assign = memory_assign,
        .watermarks = memory_watermarks,
        .partition_of = memory_partition_of,
        .headers = memory_headers,
        .committed = memory_committed,
        .close = memory_close,
    };
    *source = (struct memory_source){.source = {&ops}, .log = log, .rebalance = true};
    for (int32_t p = 0; p < log->n_partitions; p++) {
        source->owned[p] = true;
    }
}

bool memory_source_is_drained(const struct memory_source *source) {
    if (source->rebalance) {
        return false;
    }
    for (int32_t p = 0; p < source->log->n_partitions; p++) {
        if (source->owned[p] && !source->end_told[p]) {
            return false;
        }
    }
    return true;
}
