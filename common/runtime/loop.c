/* clang-format off */
/* Exactly once, by interleavings. stream.offset moves in the transaction of what it stands for, by
 * compare-and-set on (next_offset, owner_epoch, rules). The numbers are those of
 * tests/crash/loop_test.c; at each of them the process may die, and a new one starts with step 1.
 *
 *  1 loop.after-claim     the epoch is raised, nothing else: a former owner's next write is refused
 *  2 loop.after-assign    the log is read again from next_offset, or from the anchor before it
 *  3 loop.after-poll      messages in memory only
 *  4 loop.after-fold      documents, lines and offsets in memory only
 *  5 loop.before-submit   the set is closed; nobody has seen it
 *  6 (the sink)           before COMMIT nothing is visible, after it everything is; without an answer
 *                         the sink reads the offsets: moved as written = it happened, not moved and
 *                         the epoch still ours = write again
 *  7 loop.after-write     memory does not know yet what the database knows; a new process reads it
 *  8 loop.after-revoke    what was folded and not submitted is dropped; the next owner reads it again
 *
 * A set that was submitted when everything is forgotten ends in one of two ways: it is written
 * before the new claim reads the offsets, or its epoch is gone and it is refused. So the loop
 * claims only when the sink is idle. */
/* clang-format on */
#include "runtime/loop_internal.h"

#include "runtime/crash_point.h"
#include "runtime/log.h"

/* How long a full set waits for the one before it at a time; short, so that signals are heard. */
#define WAIT_FOR_SINK_MS 500
#define AWAY_PAUSE_US (500 * G_TIME_SPAN_MILLISECOND)

static size_t largest_record(const struct pipeline *pipeline) {
    size_t largest = 0;
    for (size_t i = 0; i < pipeline->n_inputs; i++) {
        largest = MAX(largest, pipeline->inputs[i].record_size);
    }
    return (largest + 63) / 64 * 64;
}

struct loop *loop_new(const struct pipeline *pipeline, const struct reference *reference,
                      struct schemas *const *schemas, struct source *source, struct sink *sink,
                      const struct loop_settings *settings) {
    struct loop *loop = g_new0(struct loop, 1);
    loop->pipeline = pipeline;
    loop->reference = reference;
    loop->context = (struct document_context){pipeline, schemas};
    loop->source = source;
    loop->sink = sink;
    loop->settings = *settings;
    loop->set_limit = settings->set_bytes;
    loop_metrics_init(&loop->metrics, pipeline, settings->thread);
    loop->wanted = g_array_new(FALSE, FALSE, sizeof(struct topic_partition));
    loop->documents = documents_new(pipeline->document, settings->cache_bytes);
    loop->touched = g_ptr_array_new();
    loop->messages = g_new0(struct message, settings->poll_messages);
    loop->record_stride = largest_record(pipeline);
    loop->records = g_malloc0((CHUNK + 1) * loop->record_stride);
    loop->missing = g_array_new(FALSE, FALSE, sizeof(struct wanted_document));
    loop->last_day = loop->timers_day = DAY_NONE;
    return loop;
}

void loop_free(struct loop *loop) {
    if (loop == NULL) {
        return;
    }
    loop_drop_set(loop);
    g_ptr_array_free(loop->touched, TRUE);
    documents_free(loop->documents);
    positions_clear(&loop->positions);
    loop_metrics_free(&loop->metrics);
    g_array_free(loop->wanted, TRUE);
    g_array_free(loop->missing, TRUE);
    g_free(loop->messages);
    g_free(loop->records);
    g_free(loop);
}

/* Positions that moved past transaction markers alone are written too, or the lag would never be 0.
 */
static void open_set_for_markers(struct loop *loop) {
    const struct positions *positions = &loop->positions;
    for (size_t i = 0; loop->open == NULL && i < positions->n_inputs * positions->stride; i++) {
        const struct position *position = &positions->items[i];
        if (position->state == POSITION_ACTIVE && position->next != position->advance.expected) {
            loop_open_set(loop);
        }
    }
}

/* What came, or is due, could not be folded because documents could not be read: nothing of it may
 * be kept. */
static bool forget_after(struct loop *loop, struct error *error) {
    if (error->kind != ERROR_RETRY) {
        return false;
    }
    log_warning("load.postponed", error->message, "");
    *error = (struct error){0};
    loop_forget(loop, AWAY_PAUSE_US);
    return loop->source->ops->assign(loop->source, NULL, 0, error);
}

static bool poll_and_fold(struct loop *loop, bool *queue_is_empty, struct error *error) {
    struct source_events events = loop_events;
    events.context = loop;
    long n = loop->source->ops->poll(loop->source, loop->messages, loop->settings.poll_messages,
                                     loop->settings.poll_ms, &events, error);
    if (n < 0) {
        return false;
    }
    CRASH_POINT("loop.after-poll");
    *queue_is_empty = (size_t)n < loop->settings.poll_messages;
    bool folded = loop_fold(loop, (size_t)n, error);
    loop->source->ops->release(loop->source);
    CRASH_POINT("loop.after-fold");
    return folded || forget_after(loop, error);
}

static bool time_and_judge(struct loop *loop, struct error *error) {
    return loop_timers(loop, error) || forget_after(loop, error);
}

bool loop_turn(struct loop *loop, struct error *error) {
    if (!loop_reap(loop, 0, error) || !loop_claim(loop, error)) {
        return false;
    }
    if (loop_set_is_full(loop)) {
        return loop_hand_over(loop, WAIT_FOR_SINK_MS, error);
    }
    bool queue_is_empty = false;
    if (!poll_and_fold(loop, &queue_is_empty, error) || !time_and_judge(loop, error) ||
        (loop->refetch && !loop_refetch(loop, error))) {
        return false;
    }
    open_set_for_markers(loop);
    return !loop_set_is_due(loop, queue_is_empty) || loop_hand_over(loop, 0, error);
}

bool loop_drain(struct loop *loop, int64_t timeout_ms, struct error *error) {
    int64_t end_us = g_get_monotonic_time() + timeout_ms * G_TIME_SPAN_MILLISECOND;
    bool idle = loop->sink->ops->idle(loop->sink);
    while ((loop->open != NULL || !idle) && g_get_monotonic_time() < end_us) {
        if (!loop_hand_over(loop, WAIT_FOR_SINK_MS, error)) {
            return false;
        }
        idle = loop->sink->ops->idle(loop->sink);
    }
    return loop->open == NULL && idle;
}

bool loop_ready(const struct loop *loop) {
    return loop->claimed || loop->wanted->len == 0;
}
