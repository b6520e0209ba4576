/* One poll's messages into documents, lines and quarantine rows.
 *
 * A chunk goes through in stages, so that the memory that a later stage needs is on its way while
 * an earlier one works (prefetch): decode and hash, find documents, load those that are missing,
 * fold in order of arrival. */
#include "runtime/loop_internal.h"

#include "runtime/log.h"

static struct text event_id_of(const struct slot *slot) {
    if (slot->refusal.reason != REASON_NONE && slot->refusal.reason < REASON_BAD_KEY) {
        return TEXT_NULL; /* not decoded */
    }
    return ((const struct envelope *)slot->record)->event_id;
}

static void quarantine(struct loop *loop, const struct slot *slot, struct refusal refusal,
                       const char *kept) {
    struct write_set *set = loop_open_set(loop);
    const struct message *message = slot->message;
    char *headers = loop->source->ops->headers(loop->source, message);
    struct quarantine_row row = {
        .topic = loop->pipeline->inputs[message->input].topic,
        .partition = message->partition,
        .offset = message->offset,
        .key = write_set_keep(set, message->key),
        .value = write_set_keep(set, message->value),
        .headers = headers != NULL ? g_string_chunk_insert(set->kept, headers) : NULL,
        .reason = refusal.reason,
        .field = refusal.field,
        .event_id = write_set_keep(set, event_id_of(slot)),
        .kept = kept,
    };
    set->bytes += message->key.length + message->value.length;
    g_array_append_val(set->quarantine, row);
    free(headers);
    slot->position->advance.quarantined++;
}

/* The message counts from now on, whatever becomes of it. */
static void advance_to(struct position *position, const struct slot *slot) {
    struct advance *advance = &position->advance;
    advance->consumed++;
    advance->last_offset = slot->message->offset;
    advance->last_event_id = event_id_of_text(event_id_of(slot));
}

/* Messages of one day mostly come together. */
static day_t window_of(struct loop *loop, day_t day) {
    if (day != loop->last_day) {
        loop->last_day = day;
        loop->last_window = pipeline_window_start(loop->pipeline, day);
    }
    return loop->last_window;
}

static void slot_decode(struct loop *loop, struct slot *slot) {
    const struct message *message = slot->message;
    const struct input *input = &loop->pipeline->inputs[message->input];
    slot->document = NULL;
    slot->refusal =
        schemas_decode(loop->context.schemas[message->input], message->value, slot->record);
    if (slot->refusal.reason == REASON_NONE) {
        slot->refusal = input->refuse(slot->record, message->key, loop->reference);
    }
    if (slot->refusal.reason == REASON_NONE) {
        slot->window_start = window_of(loop, input->day(slot->record));
        slot->hash = documents_hash(message->key, slot->window_start);
        documents_prefetch(loop->documents, slot->hash);
    }
}

/* Accepts and decodes up to CHUNK messages; returns how many slots are filled, *taken messages are
 * dealt with. */
static size_t chunk_decode(struct loop *loop, const struct message *messages, size_t n_messages,
                           size_t *taken) {
    size_t n = 0, i = 0;
    for (; i < n_messages && n < CHUNK; i++) {
        const struct message *message = &messages[i];
        struct position *position = loop_accept(loop, message);
        if (position == NULL) {
            continue;
        }
        if (message->offset > position->next) {
            metric_add(loop->metrics.gaps, (double)(message->offset - position->next));
        }
        position->next = message->offset + 1;
        position->at_end = false;
        position->last_timestamp_ms = message->timestamp_ms;
        struct slot *slot = &loop->slots[n];
        slot->message = message;
        slot->position = position;
        slot->record = loop->records + n * loop->record_stride;
        slot_decode(loop, slot);
        n++;
    }
    *taken = i;
    return n;
}

static struct document *slot_find(const struct loop *loop, const struct slot *slot) {
    return documents_find(loop->documents, slot->hash, slot->message->key, slot->window_start);
}

/* One document may be asked for by several slots. */
static void missing_add(struct loop *loop, const struct slot *slot) {
    for (guint i = 0; i < loop->missing->len; i++) {
        const struct wanted_document *wanted =
            &g_array_index(loop->missing, struct wanted_document, i);
        if (wanted->hash == slot->hash && wanted->key.window_start == slot->window_start &&
            text_equal(wanted->key.child_ref, slot->message->key)) {
            return;
        }
    }
    struct wanted_document wanted = {{slot->message->key, slot->window_start}, slot->hash};
    g_array_append_val(loop->missing, wanted);
}

static void chunk_find(struct loop *loop, size_t n) {
    g_array_set_size(loop->missing, 0);
    for (size_t i = 0; i < n; i++) {
        struct slot *slot = &loop->slots[i];
        if (slot->refusal.reason != REASON_NONE) {
            continue;
        }
        slot->document = slot_find(loop, slot);
        if (slot->document == NULL) {
            missing_add(loop, slot);
        } else {
            loop->pipeline->document->prefetch(slot->document->state);
        }
    }
}

static bool chunk_load(struct loop *loop, size_t n, struct error *error) {
    if (!loop_load(loop, (const struct wanted_document *)(const void *)loop->missing->data,
                   loop->missing->len, error)) {
        return false;
    }
    for (size_t i = 0; loop->missing->len > 0 && i < n; i++) {
        struct slot *slot = &loop->slots[i];
        if (slot->refusal.reason == REASON_NONE && slot->document == NULL) {
            slot->document = slot_find(loop, slot);
        }
    }
    return true;
}

/* Before a document changes for the first time it is known what it added as a whole. */
void loop_touch(struct loop *loop, struct document *document) {
    if (document->touched) {
        return;
    }
    document->touched = true;
    loop_open_set(loop);
    g_ptr_array_add(loop->touched, document);
    if (!document->child_lines.known) {
        kept_lines_renew(&document->child_lines, loop->pipeline, document->state, loop->reference,
                         NULL);
    }
}

/* What a document may grow by in one set, roughly: the bound of a whole year's packing is several
 * times what it takes, and would close sets so early that every day rewrote every document. */
#define PACKED_GROWTH 256

static void document_changed(struct loop *loop, struct document *document, int64_t recorded_at) {
    document->recorded_at = MAX(document->recorded_at, recorded_at);
    if (!document->dirty) {
        document->dirty = true;
        loop->open->bytes += document->packed + PACKED_GROWTH;
    }
}

static void slot_fold(struct loop *loop, const struct slot *slot) {
    const struct arrival arrival = {slot->message->input, slot->record, slot->message->value};
    struct lines *lines = &loop_open_set(loop)->tally.lines;
    struct advance *advance = &slot->position->advance;
    loop_touch(loop, slot->document);
    enum outcome outcome =
        loop->pipeline->document->fold(slot->document->state, &arrival, loop->reference, lines);
    if (outcome == OUTCOME_APPLIED || outcome == OUTCOME_CONFLICT_ARRIVED_WON) {
        document_changed(loop, slot->document,
                         ((const struct envelope *)slot->record)->recorded_at);
    }
    if (outcome == OUTCOME_APPLIED) {
        advance->applied++;
    } else if (outcome == OUTCOME_UNCHANGED) {
        advance->unchanged++;
    } else {
        quarantine(loop, slot, (struct refusal){REASON_CONFLICT, ""},
                   outcome == OUTCOME_CONFLICT_ARRIVED_WON ? "arrived" : "stored");
    }
}

static void chunk_fold(struct loop *loop, size_t n) {
    int64_t oldest_ms = g_get_real_time() / 1000;
    for (size_t i = 0; i < n; i++) {
        const struct slot *slot = &loop->slots[i];
        if (slot->refusal.reason != REASON_NONE) {
            quarantine(loop, slot, slot->refusal, NULL);
        } else {
            slot_fold(loop, slot);
        }
        advance_to(slot->position, slot);
        if (slot->message->timestamp_ms >= 0) {
            oldest_ms = MIN(oldest_ms, slot->message->timestamp_ms);
        }
    }
    struct age age = {oldest_ms, n};
    g_array_append_val(loop_open_set(loop)->ages, age);
}

bool loop_fold(struct loop *loop, size_t n_messages, struct error *error) {
    for (size_t done = 0, taken; done < n_messages; done += taken) {
        size_t n = chunk_decode(loop, loop->messages + done, n_messages - done, &taken);
        chunk_find(loop, n);
        if (!chunk_load(loop, n, error)) {
            return false;
        }
        if (n > 0) {
            chunk_fold(loop, n);
        }
    }
    return true;
}
