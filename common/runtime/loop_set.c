/* The loop's write sets: opening, closing, handing over, taking back. */
#include "runtime/loop_internal.h"

#include "runtime/crash_point.h"
#include "runtime/log.h"

#define FENCED_PAUSE_US (200 * G_TIME_SPAN_MILLISECOND) /* lets the group say who owns what */
#define AWAY_PAUSE_US (500 * G_TIME_SPAN_MILLISECOND)
#define LEAST_SET_BYTES (64 * 1024)

struct write_set *loop_open_set(struct loop *loop) {
    if (loop->open == NULL) {
        loop->open = write_set_new();
        loop->open_number++;
        loop->opened_at_us = g_get_monotonic_time();
    }
    return loop->open;
}

void loop_drop_set(struct loop *loop) {
    write_set_free(loop->open);
    loop->open = NULL;
    g_ptr_array_set_size(loop->touched, 0);
}

static int64_t set_age_ms(const struct loop *loop) {
    return (g_get_monotonic_time() - loop->opened_at_us) / G_TIME_SPAN_MILLISECOND;
}

/* Full: the set itself, or the memory of documents that cannot be dropped before it is written. */
bool loop_set_is_full(const struct loop *loop) {
    return loop->open != NULL &&
           (loop->open->bytes + tally_memory(&loop->open->tally) / 2 >= loop->set_limit ||
            documents_memory(loop->documents) > loop->settings.cache_bytes);
}

bool loop_set_is_due(const struct loop *loop, bool queue_is_empty) {
    if (loop->open == NULL) {
        return false;
    }
    int64_t age_ms = set_age_ms(loop);
    return loop_set_is_full(loop) || age_ms >= loop->settings.set_age_ms ||
           (queue_is_empty && age_ms >= loop->settings.idle_age_ms);
}

day_t loop_today(const struct loop *loop) {
    if (loop->settings.today != DAY_NONE) {
        return loop->settings.today;
    }
    return day_in_london(g_get_real_time() / 1000);
}

static gint by_key(gconstpointer a, gconstpointer b) {
    const struct document *x = *(const struct document *const *)a;
    const struct document *y = *(const struct document *const *)b;
    int order = strcmp(x->child_ref, y->child_ref);
    return order != 0 ? order
                      : (x->window_start > y->window_start) - (x->window_start < y->window_start);
}

/* Packs the document into the set, to be written over the version that was read. */
static void document_write(struct loop *loop, struct document *document, GByteArray *scratch) {
    const struct document_kind *kind = loop->pipeline->document;
    struct text child_ref = {document->child_ref, document->length};
    g_byte_array_set_size(scratch, (guint)kind->packed_bound(document->state));
    size_t length = kind->pack(document->state, scratch->data);
    struct text body =
        write_set_keep(loop->open, (struct text){(const char *)scratch->data, length});
    struct document_write write = {
        .child_ref = write_set_keep(loop->open, child_ref).bytes,
        .window_start = document->window_start,
        .partition = loop->source->ops->partition_of(loop->source, child_ref),
        .expected_version = document->version++,
        .next_due = document->next_due,
        .body = (const uint8_t *)body.bytes,
        .length = body.length,
    };
    g_array_append_val(loop->open->documents, write);
    document->packed = length;
    document->last_set = loop->open_number;
}

/* Its time has come, whether an event came or not. */
static bool document_is_due(const struct loop *loop, const struct document *document) {
    return document->next_due != DAY_NONE && document->next_due <= loop->open->known_on;
}

static void close_documents(struct loop *loop) {
    g_ptr_array_sort(loop->touched, by_key);
    GByteArray *scratch = g_byte_array_new();
    for (guint i = 0; i < loop->touched->len; i++) {
        struct document *document = loop->touched->pdata[i];
        if (document->dirty || document_is_due(loop, document)) {
            kept_lines_renew(&document->child_lines, loop->pipeline, document->state,
                             loop->reference, &loop->open->tally.lines);
            loop_judge(loop, document);
            document_write(loop, document, scratch);
        }
        document->touched = document->dirty = false;
        document->recorded_at = 0;
        documents_used(loop->documents, document);
    }
    g_byte_array_free(scratch, TRUE);
    g_ptr_array_set_size(loop->touched, 0);
}

static void close_advances(struct loop *loop) {
    const struct positions *positions = &loop->positions;
    for (size_t i = 0; i < positions->n_inputs * positions->stride; i++) {
        struct position *position = &positions->items[i];
        struct advance *advance = &position->advance;
        advance->next = position->next;
        bool moved = advance->next != advance->expected || position->timed;
        if (position->state == POSITION_FOREIGN || !moved) {
            continue;
        }
        position->timed = false;
        g_array_append_val(loop->open->advances, *advance);
        advance->expected = advance->next;
        advance->last_offset = -1;
        advance->consumed = advance->applied = advance->unchanged = advance->quarantined = 0;
    }
}

/* The sink may still be busy with the set before; then this one goes on growing. */
bool loop_hand_over(struct loop *loop, int timeout_ms, struct error *error) {
    if (!loop_reap(loop, timeout_ms, error)) {
        return false;
    }
    if (loop->open == NULL || !loop->sink->ops->idle(loop->sink)) {
        return true;
    }
    loop->open->known_on = loop_today(loop);
    close_documents(loop);
    close_advances(loop);
    struct write_set *set = loop->open;
    loop->open = NULL;
    CRASH_POINT("loop.before-submit");
    loop->sink->ops->submit(loop->sink, set);
    return true;
}

static void lag_update(struct loop *loop, int64_t now_ms) {
    const struct positions *positions = &loop->positions;
    for (size_t input = 0; input < positions->n_inputs; input++) {
        int64_t lag_ms = 0;
        for (size_t p = 0; p < positions->stride; p++) {
            const struct position *position = &positions->items[input * positions->stride + p];
            if (position->state == POSITION_ACTIVE && !position->at_end &&
                position->last_timestamp_ms > 0) {
                lag_ms = MAX(lag_ms, now_ms - position->last_timestamp_ms);
            }
        }
        metric_set(loop->metrics.inputs[input].lag_seconds, (double)lag_ms / 1000);
    }
    metric_set(loop->metrics.documents, (double)documents_count(loop->documents));
    metric_set(loop->metrics.document_bytes, (double)documents_memory(loop->documents));
}

static void report_committed(struct loop *loop, const struct write_set *set) {
    GArray *list = g_array_new(FALSE, FALSE, sizeof(struct topic_partition));
    for (guint i = 0; i < set->advances->len; i++) {
        const struct advance *advance = &g_array_index(set->advances, struct advance, i);
        struct topic_partition partition = {advance->input, advance->partition, advance->next};
        g_array_append_val(list, partition);
    }
    loop->source->ops->committed(
        loop->source, (const struct topic_partition *)(const void *)list->data, list->len);
    g_array_free(list, TRUE);
}

static void on_written(struct loop *loop, const struct write_set *set, uint64_t number) {
    CRASH_POINT("loop.after-write");
    int64_t now_ms = g_get_real_time() / 1000;
    loop->written_number = number;
    loop->set_limit = MIN(loop->settings.set_bytes, loop->set_limit * 2);
    loop_metrics_written(&loop->metrics, set, now_ms);
    lag_update(loop, now_ms);
    if (loop->claimed) { /* else the partitions are taken back, and their next owner tells */
        report_committed(loop, set);
    }
    documents_evict(loop->documents, loop->written_number);
}

/* Two instances that share children make each other read again; smaller sets let both get on. */
static void on_version_missed(struct loop *loop) {
    loop->set_limit = MAX(LEAST_SET_BYTES, loop->set_limit / 2);
}

static bool on_refused(struct loop *loop, const struct write_set *set, struct error *error) {
    loop_metrics_refused(&loop->metrics, set);
    log_warning("write.refused", set->error.message, "s:b", "version_missed", set->version_missed);
    if (set->error.kind != ERROR_FENCED && set->error.kind != ERROR_RETRY) {
        *error = set->error;
        return false;
    }
    if (set->version_missed) {
        on_version_missed(loop);
    }
    bool was_claimed = loop->claimed; /* else the group has already taken the partitions back */
    loop_forget(loop, set->error.kind == ERROR_FENCED ? FENCED_PAUSE_US : AWAY_PAUSE_US);
    return !was_claimed || loop->source->ops->assign(loop->source, NULL, 0, error);
}

bool loop_reap(struct loop *loop, int timeout_ms, struct error *error) {
    struct write_set *set = loop->sink->ops->finished(loop->sink, timeout_ms);
    if (set == NULL) {
        return true;
    }
    bool ok = true;
    if (set->error.kind == ERROR_NONE) {
        on_written(loop, set, loop->open == NULL ? loop->open_number : loop->open_number - 1);
    } else {
        ok = on_refused(loop, set, error);
    }
    write_set_free(set);
    return ok;
}
