/* The loop's partitions: claiming, anchoring, stopping. */
#include "runtime/loop_internal.h"

#include "runtime/crash_point.h"
#include "runtime/log.h"

#define CLAIM_RETRY_US (500 * G_TIME_SPAN_MILLISECOND)

static void positions_gauges(struct loop *loop) {
    const struct positions *positions = &loop->positions;
    metric_set(loop->metrics.stopped, (double)positions_count(positions, POSITION_STOPPED));
    metric_set(loop->metrics.assigned, (double)(positions_count(positions, POSITION_ACTIVE) +
                                                positions_count(positions, POSITION_ANCHORING)));
}

/* Nothing that is forgotten is lost: it is not in the database yet, or it is there already. */
void loop_forget(struct loop *loop, int64_t claim_after_us) {
    loop_drop_set(loop);
    documents_clear(loop->documents);
    positions_clear(&loop->positions);
    positions_gauges(loop);
    loop->claimed = false;
    loop->refetch = false;
    loop->timers_day = DAY_NONE;
    loop->timers_set = 0;
    loop->claim_at_us = g_get_monotonic_time() + claim_after_us;
}

/* Told with every set, of which there will be none. Who has partitions goes on telling what was so
 * at the last one: a lag does not end because partitions are claimed anew. */
static void idle_gauges(struct loop *loop) {
    for (size_t i = 0; i < loop->pipeline->n_inputs; i++) {
        metric_set(loop->metrics.inputs[i].lag_seconds, 0);
    }
    metric_set(loop->metrics.documents, 0);
    metric_set(loop->metrics.document_bytes, 0);
}

static void on_assigned(void *context, const struct topic_partition *partitions, size_t count) {
    struct loop *loop = context;
    loop_forget(loop, 0);
    g_array_set_size(loop->wanted, 0);
    g_array_append_vals(loop->wanted, partitions, (guint)count);
    metric_add(loop->metrics.rebalances, 1);
    if (count == 0) {
        idle_gauges(loop);
    }
}

static void on_revoked(void *context) {
    struct loop *loop = context;
    loop_forget(loop, 0);
    g_array_set_size(loop->wanted, 0);
    CRASH_POINT("loop.after-revoke");
}

/* Its log has been found to be the one that was counted: from now on it is this instance's, and
 * what is due by time in it is asked for at once. */
static void position_activate(struct loop *loop, struct position *position) {
    position->state = POSITION_ACTIVE;
    loop->timers_day = DAY_NONE;
}

static void on_out_of_range(void *context, size_t input, int32_t partition) {
    struct loop *loop = context;
    struct position *position = position_at(&loop->positions, input, partition);
    if (position == NULL || position->state == POSITION_FOREIGN) {
        return;
    }
    int64_t low, high;
    struct error error;
    if (position->state == POSITION_ANCHORING &&
        loop->source->ops->watermarks(loop->source, input, partition, &low, &high, &error) &&
        low > position->anchor_offset && low <= position->next && position->next <= high) {
        position_activate(loop, position); /* the anchor went by retention, not what comes next */
        loop->refetch = true;
        return;
    }
    loop_stop_position(loop, position, "the broker does not have the offset that comes next");
}

static void on_reached_end(void *context, size_t input, int32_t partition, int64_t next_offset) {
    struct loop *loop = context;
    struct position *position = position_at(&loop->positions, input, partition);
    if (position == NULL) {
        return;
    }
    if (position->state == POSITION_ANCHORING) {
        loop_stop_position(loop, position, "the log ends before the last record that was read");
    } else if (position->state == POSITION_ACTIVE && next_offset >= position->next) {
        position->at_end = true;
        position->next = next_offset; /* past transaction markers, which never come as messages */
    }
}

static void on_damaged(void *context, size_t input, int32_t partition) {
    struct loop *loop = context;
    (void)input;
    (void)partition;
    loop->refetch = loop->claimed; /* everything at its next offset, this partition too */
}

const struct source_events loop_events = {
    .assigned = on_assigned,
    .revoked = on_revoked,
    .out_of_range = on_out_of_range,
    .reached_end = on_reached_end,
    .damaged = on_damaged,
};

void loop_stop_position(struct loop *loop, struct position *position, const char *doubt) {
    position->state = POSITION_STOPPED;
    loop->refetch = true;
    positions_gauges(loop);
    log_error("partition.stopped", doubt, "s:s s:i s:I s:I s:s", "topic", position->advance.topic,
              "partition", position->advance.partition, "next_offset", position->next,
              "anchor_offset", position->anchor_offset, "hint",
              "if this log is the right one: goldenthread reset-offsets, then start again");
}

static bool event_id_is(const struct event_id *id, struct text text) {
    struct event_id other = event_id_of_text(text);
    return other.known && id->length == other.length &&
           memcmp(id->bytes, other.bytes, id->length) == 0;
}

/* Whether the message is the record that the database counted last. */
static bool is_anchor(struct loop *loop, const struct position *position,
                      const struct message *message) {
    void *record = loop->records + CHUNK * loop->record_stride;
    const struct envelope *envelope = record;
    struct refusal refusal =
        schemas_decode(loop->context.schemas[message->input], message->value, record);
    return refusal.reason == REASON_NONE && message->offset == position->anchor_offset &&
           event_id_is(&position->anchor, envelope->event_id);
}

/* The position of a message that is to be folded now, or NULL: foreign, stale, stopped, or the
 * anchor. */
struct position *loop_accept(struct loop *loop, const struct message *message) {
    struct position *position = position_at(&loop->positions, message->input, message->partition);
    if (position == NULL || message->offset < position_fetch_offset(position) ||
        position->state == POSITION_FOREIGN) {
        metric_add(loop->metrics.stale, 1);
        return NULL;
    }
    if (position->state == POSITION_ANCHORING) {
        if (!is_anchor(loop, position, message)) {
            loop_stop_position(loop, position, "the log holds another record than the one counted");
            return NULL;
        }
        position_activate(loop, position);
        return NULL;
    }
    return position->state == POSITION_ACTIVE ? position : NULL;
}

/* Fills a claim and the watermarks for everything wanted. */
static bool claims_prepare(struct loop *loop, struct claim *claims, int64_t *highs,
                           struct error *error) {
    for (guint i = 0; i < loop->wanted->len; i++) {
        const struct topic_partition *wanted =
            &g_array_index(loop->wanted, struct topic_partition, i);
        claims[i] = (struct claim){.input = wanted->input,
                                   .topic = loop->pipeline->inputs[wanted->input].topic,
                                   .partition = wanted->partition};
        if (!loop->source->ops->watermarks(loop->source, wanted->input, wanted->partition,
                                           &claims[i].next_offset, &highs[i], error)) {
            return false;
        }
    }
    return true;
}

static void position_take(struct loop *loop, const struct claim *claim, int64_t low, int64_t high) {
    const char *doubt = NULL;
    struct position *position = position_at(&loop->positions, claim->input, claim->partition);
    *position = position_of_claim(claim, low, high, &doubt);
    if (doubt != NULL) {
        loop_stop_position(loop, position, doubt);
    }
    log_info("partition.claimed", "claimed", "s:s s:i s:I s:I", "topic", claim->topic, "partition",
             claim->partition, "next_offset", claim->next_offset, "epoch", claim->epoch);
}

static bool claims_take(struct loop *loop, struct claim *claims, const int64_t *highs,
                        struct error *error) {
    guint count = loop->wanted->len;
    int64_t *lows = g_new(int64_t, count);
    for (guint i = 0; i < count; i++) {
        lows[i] = claims[i].next_offset;
    }
    bool claimed = loop->sink->ops->claim(loop->sink, claims, count, error);
    if (claimed) {
        CRASH_POINT("loop.after-claim");
        positions_reset(&loop->positions, loop->pipeline->n_inputs,
                        (const struct topic_partition *)(const void *)loop->wanted->data, count);
        for (guint i = 0; i < count; i++) {
            position_take(loop, &claims[i], lows[i], highs[i]);
        }
    }
    g_free(lows);
    return claimed;
}

/* The database may be elsewhere than the group was told last. */
static void report_claimed(struct loop *loop, const struct claim *claims, guint count) {
    struct topic_partition *list = g_new(struct topic_partition, count);
    for (guint i = 0; i < count; i++) {
        list[i] =
            (struct topic_partition){claims[i].input, claims[i].partition, claims[i].next_offset};
    }
    loop->source->ops->committed(loop->source, list, count);
    g_free(list);
}

/* Claims what the group gave, once the sink has nothing of before. */
bool loop_claim(struct loop *loop, struct error *error) {
    if (loop->claimed || loop->wanted->len == 0 || !loop->sink->ops->idle(loop->sink) ||
        g_get_monotonic_time() < loop->claim_at_us) {
        return true;
    }
    struct claim *claims = g_new0(struct claim, loop->wanted->len);
    int64_t *highs = g_new0(int64_t, loop->wanted->len);
    bool claimed = claims_prepare(loop, claims, highs, error) &&
                   claims_take(loop, claims, highs, error) && loop_refetch(loop, error);
    if (claimed) {
        report_claimed(loop, claims, loop->wanted->len);
    }
    g_free(claims);
    g_free(highs);
    loop->claimed = claimed;
    if (!claimed && error->kind == ERROR_RETRY) {
        log_warning("claim.postponed", error->message, "");
        *error = (struct error){0};
        loop->claim_at_us = g_get_monotonic_time() + CLAIM_RETRY_US;
        return true;
    }
    return claimed;
}

bool loop_refetch(struct loop *loop, struct error *error) {
    GArray *list = positions_to_fetch(&loop->positions);
    bool assigned = loop->source->ops->assign(
        loop->source, (const struct topic_partition *)(const void *)list->data, list->len, error);
    g_array_free(list, TRUE);
    loop->refetch = false;
    positions_gauges(loop);
    CRASH_POINT("loop.after-assign");
    return assigned;
}
