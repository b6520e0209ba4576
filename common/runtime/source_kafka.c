#include "runtime/source_kafka_internal.h"

#include <jansson.h>

#include "runtime/log.h"

#define WATERMARKS_TIMEOUT_MS 3000
#define WAKE_TIMEOUT_MS 100
#define DAMAGE_PAUSE_US G_USEC_PER_SEC    /* a broken disk must not be read in a tight loop */
#define ERROR_LOG_PAUSE_US G_USEC_PER_SEC /* one line a second about what passes by itself */

static struct source_kafka *self_of(struct source *source) {
    return (struct source_kafka *)source; /* the first member */
}

/* Of a message or error that has a topic. */
static size_t input_of(const struct source_kafka *self, const rd_kafka_message_t *message) {
    const struct input *input = rd_kafka_topic_opaque(message->rkt);
    return (size_t)(input - self->pipeline->inputs);
}

static void kafka_release(struct source *source) {
    struct source_kafka *self = self_of(source);
    for (size_t i = 0; i < self->n_batch; i++) {
        rd_kafka_message_destroy(self->batch[i]);
    }
    self->n_batch = 0;
}

/* What is known about single partitions belongs to the assignment that ends. */
static void forget_partitions(struct source_kafka *self) {
    g_array_set_size(self->later, 0);
    memset(self->damaged, 0,
           self->pipeline->n_inputs * (size_t)self->n_partitions * sizeof *self->damaged);
}

static void assigned_becomes(struct source_kafka *self, rd_kafka_topic_partition_list_t *list) {
    rd_kafka_topic_partition_list_destroy(self->assigned);
    self->assigned = list;
}

static bool input_by_topic(const struct source_kafka *self, const char *topic, size_t *input) {
    for (size_t i = 0; i < self->pipeline->n_inputs; i++) {
        if (strcmp(self->pipeline->inputs[i].topic, topic) == 0) {
            *input = i;
            return true;
        }
    }
    return false;
}

static void tell_assigned(struct source_kafka *self,
                          const rd_kafka_topic_partition_list_t *partitions) {
    GArray *given = g_array_new(FALSE, FALSE, sizeof(struct topic_partition));
    for (int i = 0; i < partitions->cnt; i++) {
        const rd_kafka_topic_partition_t *element = &partitions->elems[i];
        struct topic_partition partition = {0, element->partition, OFFSET_LOW_WATERMARK};
        if (!input_by_topic(self, element->topic, &partition.input) ||
            element->partition >= self->n_partitions) {
            error_set(&self->failure, ERROR_CONFIG,
                      "partition %d of topic '%s' was assigned, but %d are expected; hint: all "
                      "topics of children have the same number, and it never changes",
                      element->partition, element->topic, self->n_partitions);
        }
        g_array_append_val(given, partition);
    }
    if (self->events != NULL && self->failure.kind == ERROR_NONE) {
        self->events->assigned(self->events->context,
                               (const struct topic_partition *)(const void *)given->data,
                               given->len);
    }
    g_array_free(given, TRUE);
}

/* The assignment is acknowledged at once, with nothing to fetch: claiming may take its time, and
 * until the loop assigns nothing can arrive. */
static void on_given(struct source_kafka *self, const rd_kafka_topic_partition_list_t *partitions) {
    rd_kafka_topic_partition_list_t *nothing = rd_kafka_topic_partition_list_new(0);
    rd_kafka_assign(self->client, nothing);
    assigned_becomes(self, nothing);
    log_info("group.assigned", "the group gave partitions", "s:i", "partitions", partitions->cnt);
    self->owner = true;
    tell_assigned(self, partitions);
}

static void on_taken(struct source_kafka *self) {
    log_info("group.revoked", "the group took all partitions back", "s:b", "lost",
             rd_kafka_assignment_lost(self->client));
    self->owner = false;
    if (self->events != NULL) {
        self->events->revoked(self->events->context);
    }
    rd_kafka_assign(self->client, NULL);
    assigned_becomes(self, rd_kafka_topic_partition_list_new(0));
}

void source_kafka_on_rebalance(rd_kafka_t *client, rd_kafka_resp_err_t reason,
                               rd_kafka_topic_partition_list_t *partitions, void *opaque) {
    struct source_kafka *self = opaque;
    (void)client;
    self->rebalanced = true;
    forget_partitions(self);
    source_kafka_lag_forget(self);
    if (reason == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        on_given(self, partitions);
    } else {
        on_taken(self);
    }
}

/* Counts what passes by itself, and logs some of it. */
static void passing_error(struct source_kafka *self, rd_kafka_resp_err_t code, const char *text) {
    metric_add(self->errors, 1);
    if (g_get_monotonic_time() < self->log_at_us) {
        self->suppressed++;
        return;
    }
    log_warning("source.error", text, "s:s s:i", "code", rd_kafka_err2name(code), "suppressed",
                (int)self->suppressed);
    self->suppressed = 0;
    self->log_at_us = g_get_monotonic_time() + ERROR_LOG_PAUSE_US;
}

void source_kafka_on_error(rd_kafka_t *client, int code, const char *text, void *opaque) {
    struct source_kafka *self = opaque;
    if (code == RD_KAFKA_RESP_ERR__FATAL) {
        char reason[256];
        const rd_kafka_resp_err_t cause = rd_kafka_fatal_error(client, reason, sizeof reason);
        error_set(&self->failure, ERROR_FATAL, "the Kafka client gave up: %s: %s",
                  rd_kafka_err2name(cause), reason);
    } else {
        passing_error(self, code, text);
    }
}

static void add_later(struct source_kafka *self, enum later_kind kind,
                      const rd_kafka_message_t *message, gint64 pause_us) {
    const struct later later = {kind, message->partition, input_of(self, message), message->offset,
                                g_get_monotonic_time() + pause_us};
    g_array_append_val(self->later, later);
}

static bool *damage_of(const struct source_kafka *self, const rd_kafka_message_t *message) {
    return &self->damaged[partition_index(self, input_of(self, message), message->partition)];
}

/* What the log says of a batch that cannot be unpacked looks the same for damage and for one that
 * grows too much; the second an operator can let through. */
static const char *damage_hint(rd_kafka_resp_err_t reason) {
    return reason == RD_KAFKA_RESP_ERR__BAD_COMPRESSION
               ? "if the log is whole, the batch unpacks to more than receive.message.max.bytes "
                 "(100 MB): raise that in the file of --kafka-config"
               : "the partition waits until its log can be read: check the broker's disk and the "
                 "producer's codec";
}

/* librdkafka goes on behind what it cannot read. Nothing may be given or told until it was read
 * again, or events would be lost. */
static void on_damaged(struct source_kafka *self, const rd_kafka_message_t *message) {
    *damage_of(self, message) = true;
    metric_add(self->errors, 1);
    log_error("source.damaged", rd_kafka_message_errstr(message), "s:s s:i s:I s:s", "topic",
              rd_kafka_topic_name(message->rkt), "partition", message->partition, "offset",
              message->offset, "hint", damage_hint(message->err));
    add_later(self, LATER_DAMAGED, message, DAMAGE_PAUSE_US);
}

static void on_message_error(struct source_kafka *self, const rd_kafka_message_t *message) {
    if (message->rkt == NULL) {
        passing_error(self, message->err, rd_kafka_message_errstr(message));
        return;
    }
    if (*damage_of(self, message)) {
        return;
    }
    switch (message->err) {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        add_later(self, LATER_END, message, 0);
        break;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
        add_later(self, LATER_OUT_OF_RANGE, message, 0);
        break;
    case RD_KAFKA_RESP_ERR__BAD_MSG:         /* checksum, framing */
    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION: /* cannot be unpacked */
    case RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED: /* a codec that this build lacks */
        on_damaged(self, message);
        break;
    default:
        passing_error(self, message->err, rd_kafka_message_errstr(message));
    }
}

static void tell_one(const struct source_kafka *self, const struct later *later) {
    const struct source_events *events = self->events;
    switch (later->kind) {
    case LATER_END:
        events->reached_end(events->context, later->input, later->partition, later->offset);
        break;
    case LATER_OUT_OF_RANGE:
        events->out_of_range(events->context, later->input, later->partition);
        break;
    case LATER_DAMAGED:
        events->damaged(events->context, later->input, later->partition);
        break;
    }
}

/* Tells what is due. */
static void tell_later(struct source_kafka *self) {
    GArray *all = self->later;
    const gint64 now_us = g_get_monotonic_time();
    self->later = g_array_new(FALSE, FALSE, sizeof(struct later));
    for (guint i = 0; i < all->len; i++) {
        const struct later *later = &g_array_index(all, struct later, i);
        if (later->at_us <= now_us) {
            tell_one(self, later);
        } else {
            g_array_append_val(self->later, *later);
        }
    }
    g_array_free(all, TRUE);
}

static struct message message_of(const struct source_kafka *self, rd_kafka_message_t *message) {
    return (struct message){
        .input = input_of(self, message),
        .partition = message->partition,
        .offset = message->offset,
        .timestamp_ms = rd_kafka_message_timestamp(message, NULL),
        .key = {message->key, message->key_len},
        .value = {message->payload, message->len},
        .handle = message,
    };
}

/* librdkafka 2.0 looks whether its queue has room again only when something wakes it, up to a
 * second after it was full; by then a queue of a few hundred thousand messages has long been empty.
 * A request wakes it, so that the leaders are asked for something, the ends of their logs, whenever
 * half of what was queued is consumed. Without an answer it wakes all the same. */
static void keep_fetching(struct source_kafka *self, size_t batch) {
    const size_t queued = rd_kafka_queue_length(self->queue);
    if (queued > self->queued_most / 2) {
        self->queued_most = MAX(self->queued_most, queued);
        return;
    }
    if (self->queued_most > batch) {
        for (int i = 0; i < self->assigned->cnt; i++) {
            self->assigned->elems[i].offset = RD_KAFKA_OFFSET_END;
        }
        (void)rd_kafka_offsets_for_times(self->client, self->assigned, WAKE_TIMEOUT_MS);
    }
    self->queued_most = queued;
}

/* Fills the batch; a batch from across a rebalance is dropped. */
static void collect(struct source_kafka *self, size_t limit, int timeout_ms) {
    if (self->batch_size < limit) {
        self->batch = g_renew(rd_kafka_message_t *, self->batch, limit);
        self->batch_size = limit;
    }
    self->rebalanced = false;
    const ssize_t n = rd_kafka_consume_batch_queue(self->queue, timeout_ms, self->batch, limit);
    self->n_batch = (size_t)MAX(n, 0);
    if (self->rebalanced) {
        kafka_release(&self->source);
    }
    keep_fetching(self, limit);
}

static long kafka_poll(struct source *source, struct message *messages, size_t limit,
                       int timeout_ms, const struct source_events *events, struct error *error) {
    struct source_kafka *self = self_of(source);
    long given = 0;
    self->events = events;
    tell_later(self);
    collect(self, limit, timeout_ms);
    for (size_t i = 0; i < self->n_batch; i++) {
        rd_kafka_message_t *message = self->batch[i];
        if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
            on_message_error(self, message);
            continue;
        }
        if (!*damage_of(self, message)) {
            messages[given++] = message_of(self, message);
        }
    }
    source_kafka_lag_tell(self, false);
    self->events = NULL;
    if (self->failure.kind != ERROR_NONE) {
        *error = self->failure;
        return -1;
    }
    return given;
}

static bool kafka_assign(struct source *source, const struct topic_partition *partitions,
                         size_t count, struct error *error) {
    struct source_kafka *self = self_of(source);
    forget_partitions(self);
    if (!self->owner) {
        return true;
    }
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)count);
    for (size_t i = 0; i < count; i++) {
        const struct topic_partition *partition = &partitions[i];
        rd_kafka_topic_partition_list_add(list, self->pipeline->inputs[partition->input].topic,
                                          partition->partition)
            ->offset = partition->offset == OFFSET_LOW_WATERMARK ? RD_KAFKA_OFFSET_BEGINNING
                                                                 : partition->offset;
    }
    const rd_kafka_resp_err_t failure = rd_kafka_assign(self->client, list);
    assigned_becomes(self, list);
    return failure == RD_KAFKA_RESP_ERR_NO_ERROR ||
           error_set(error, ERROR_FATAL, "partitions cannot be assigned: %s",
                     rd_kafka_err2str(failure));
}

static bool kafka_watermarks(struct source *source, size_t input, int32_t partition, int64_t *low,
                             int64_t *high, struct error *error) {
    const struct source_kafka *self = self_of(source);
    const char *topic = self->pipeline->inputs[input].topic;
    const rd_kafka_resp_err_t failure = rd_kafka_query_watermark_offsets(
        self->client, topic, partition, low, high, WATERMARKS_TIMEOUT_MS);
    return failure == RD_KAFKA_RESP_ERR_NO_ERROR ||
           error_set(error, ERROR_RETRY, "the offsets of topic '%s' partition %d: %s", topic,
                     partition, rd_kafka_err2str(failure));
}

static int32_t kafka_partition_of(struct source *source, struct text key) {
    return rd_kafka_msg_partitioner_murmur2(NULL, key.bytes, key.length,
                                            self_of(source)->n_partitions, NULL, NULL);
}

static void add_header(json_t *object, const char *name, const void *value, size_t length) {
    char *valid = g_utf8_make_valid(name, -1);
    char *base64 = value != NULL ? g_base64_encode(value, length) : NULL;
    json_object_set_new(object, valid, base64 != NULL ? json_string(base64) : json_null());
    g_free(base64);
    g_free(valid);
}

static char *kafka_headers(struct source *source, const struct message *message) {
    rd_kafka_headers_t *headers = NULL;
    (void)source;
    if (rd_kafka_message_headers(message->handle, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return NULL;
    }
    json_t *object = json_object();
    const char *name = NULL;
    const void *value = NULL;
    size_t length = 0;
    for (size_t i = 0;
         rd_kafka_header_get_all(headers, i, &name, &value, &length) == RD_KAFKA_RESP_ERR_NO_ERROR;
         i++) {
        add_header(object, name, value, length);
    }
    char *text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    return text;
}

static void kafka_committed(struct source *source, const struct topic_partition *partitions,
                            size_t count) {
    source_kafka_lag_written(self_of(source), partitions, count);
}

static void kafka_close(struct source *source) {
    struct source_kafka *self = self_of(source);
    kafka_release(source);
    source_kafka_lag_tell(self, true);
    const rd_kafka_resp_err_t failure = rd_kafka_consumer_close(self->client);
    if (failure != RD_KAFKA_RESP_ERR_NO_ERROR) {
        log_warning("group.leave", rd_kafka_err2str(failure), "");
    }
    source_kafka_free(self);
}

const struct source_ops source_kafka_ops = {
    .poll = kafka_poll,
    .release = kafka_release,
    .assign = kafka_assign,
    .watermarks = kafka_watermarks,
    .partition_of = kafka_partition_of,
    .headers = kafka_headers,
    .committed = kafka_committed,
    .close = kafka_close,
};
