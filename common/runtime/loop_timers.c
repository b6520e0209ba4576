/* Documents that change by time alone: a provision that did not come by the sixth school day.
 *
 * Their next_due stands in the database, and the owner of their partition judges them again on that
 * day, under the same fence as events. In portions: the next one is asked for when the one before
 * is written, so that a week of standstill is neither one transaction nor forgotten. */
#include "runtime/loop_internal.h"

#include "runtime/log.h"

#define PORTION 1000
#define ASK_AGAIN_US (10 * G_TIME_SPAN_SECOND) /* when nothing more was due */

struct portion {
    struct loop *loop;
    GArray *missing; /* struct wanted_document, to be loaded */
    GArray *keys;    /* the same of all, loaded or not */
    GStringChunk *texts;
};

static void on_due(void *context, int32_t partition, struct text child_ref, day_t window_start) {
    struct portion *portion = context;
    position_at(&portion->loop->positions, 0, partition)->timed = true;
    const char *copy =
        g_string_chunk_insert_len(portion->texts, child_ref.bytes, (gssize)child_ref.length);
    struct wanted_document wanted = {
        .key = {{copy, child_ref.length}, window_start},
        .hash = documents_hash(child_ref, window_start),
    };
    g_array_append_val(portion->keys, wanted);
    if (documents_find(portion->loop->documents, wanted.hash, child_ref, window_start) == NULL) {
        g_array_append_val(portion->missing, wanted);
    }
}

/* Partitions of children whose owner this instance is; the rows are fenced by the first topic's
 * offsets. */
static GArray *owned_partitions(const struct loop *loop) {
    GArray *owned = g_array_new(FALSE, FALSE, sizeof(int32_t));
    for (size_t p = 0; p < loop->positions.stride; p++) {
        int32_t partition = (int32_t)p;
        const struct position *position = position_at(&loop->positions, 0, partition);
        if (position != NULL && position->state == POSITION_ACTIVE) {
            g_array_append_val(owned, partition);
        }
    }
    return owned;
}

/* The set takes them up when it is closed. */
static void touch_all(struct loop *loop, const struct portion *portion) {
    for (guint i = 0; i < portion->keys->len; i++) {
        const struct wanted_document *wanted =
            &g_array_index(portion->keys, struct wanted_document, i);
        struct document *document = documents_find(loop->documents, wanted->hash,
                                                   wanted->key.child_ref, wanted->key.window_start);
        loop_touch(loop, document);
    }
    loop->timers_set = loop->open_number;
    log_info("timers.due", "documents whose time has come", "s:i", "documents",
             (int)portion->keys->len);
}

static bool take_portion(struct loop *loop, const GArray *owned, struct error *error) {
    struct portion portion = {
        .loop = loop,
        .missing = g_array_new(FALSE, FALSE, sizeof(struct wanted_document)),
        .keys = g_array_new(FALSE, FALSE, sizeof(struct wanted_document)),
        .texts = g_string_chunk_new(4096),
    };
    bool taken =
        loop->sink->ops->due(loop->sink, (const int32_t *)(const void *)owned->data, owned->len,
                             loop_today(loop), PORTION, on_due, &portion, error) &&
        loop_load(loop, (const struct wanted_document *)(const void *)portion.missing->data,
                  portion.missing->len, error);
    if (taken && portion.keys->len > 0) {
        touch_all(loop, &portion);
    }
    bool more = portion.keys->len == PORTION;
    loop->timers_at_us = g_get_monotonic_time() + (more ? 0 : ASK_AGAIN_US);
    g_string_chunk_free(portion.texts);
    g_array_free(portion.keys, TRUE);
    g_array_free(portion.missing, TRUE);
    return taken;
}

bool loop_timers(struct loop *loop, struct error *error) {
    if (loop->pipeline->crossings == NULL || !loop->claimed ||
        loop->timers_set > loop->written_number) {
        return true;
    }
    day_t today = loop_today(loop);
    if (today == loop->timers_day && g_get_monotonic_time() < loop->timers_at_us) {
        return true;
    }
    GArray *owned = owned_partitions(loop);
    bool done = owned->len == 0 || take_portion(loop, owned, error);
    loop->timers_day = owned->len > 0 ? today : DAY_NONE;
    g_array_free(owned, TRUE);
    return done;
}
