#include "runtime/records.h"

#include <glib.h>
#include <string.h>

#include "domain/varint.h"
#include "domain/winners.h"
#include "runtime/schemas.h"

/* One winner: the event as sent and the record decoded from it, whose texts point into it. */
struct kept {
    struct text value;
    void *record; /* start of the block that also holds the value's bytes */
    size_t input;
};

struct records {
    const struct document_context *context;
    struct winners view; /* of the same order and length as `kept` */
    struct kept *kept;
    size_t room;
    size_t bytes; /* of all values */
    size_t memory;
};

static void *records_new(const struct document_context *context, day_t window_start) {
    (void)window_start;
    struct records *records = g_new0(struct records, 1);
    records->context = context;
    records->memory = sizeof *records;
    return records;
}

static void records_free(void *document) {
    struct records *records = document;
    for (size_t i = 0; i < records->view.count; i++) {
        g_free(records->kept[i].record);
    }
    g_free(records->kept);
    g_free((gpointer)records->view.items);
    g_free(records);
}

static const struct input *input_of(const struct records *records, size_t input) {
    return &records->context->pipeline->inputs[input];
}

/* A copy of the value, decoded; record NULL when it cannot be. */
static struct kept keep(const struct records *records, size_t input, struct text value) {
    size_t record_size = input_of(records, input)->record_size;
    char *block = g_malloc(record_size + value.length);
    struct kept kept = {{block + record_size, value.length}, block, input};
    memcpy(block + record_size, value.bytes, value.length);
    struct refusal refusal =
        schemas_decode(records->context->schemas[input], kept.value, kept.record);
    if (refusal.reason != REASON_NONE) {
        g_free(block);
        kept.record = NULL;
    }
    return kept;
}

/* What arrives was decoded before. */
static struct kept keep_arrival(const struct records *records, const struct arrival *arrival) {
    struct kept kept = keep(records, arrival->input, arrival->value);
    g_assert(kept.record != NULL);
    return kept;
}

static int identity_compare(size_t input, const struct envelope *a, const struct winner *b) {
    const struct envelope *other = b->record;
    if (input != b->input) {
        return input < b->input ? -1 : 1;
    }
    int order = text_compare(a->source, other->source);
    return order != 0 ? order : text_compare(a->record_id, other->record_id);
}

/* Where the identity stands, or belongs when *found is false. */
static size_t find(const struct records *records, size_t input, const struct envelope *envelope,
                   bool *found) {
    size_t low = 0, high = records->view.count;
    *found = false;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = identity_compare(input, envelope, &records->view.items[middle]);
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order > 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void grow(struct records *records) {
    if (records->view.count == records->room) {
        records->room = records->room == 0 ? 2 : records->room * 2;
        records->kept = g_renew(struct kept, records->kept, records->room);
        records->view.items = g_renew(struct winner, (void *)records->view.items, records->room);
    }
}

static size_t kept_memory(const struct records *records, const struct kept *kept) {
    return input_of(records, kept->input)->record_size + kept->value.length + sizeof *kept +
           sizeof(struct winner);
}

/* Takes ownership of `kept`. */
static void put(struct records *records, size_t index, struct kept kept) {
    struct winner *items = (void *)records->view.items;
    records->kept[index] = kept;
    items[index] = (struct winner){kept.input, kept.record};
    records->bytes += kept.value.length;
    records->memory += kept_memory(records, &kept);
}

static void insert(struct records *records, size_t index, struct kept kept) {
    grow(records);
    struct winner *items = (void *)records->view.items;
    size_t after = records->view.count - index;
    memmove(&records->kept[index + 1], &records->kept[index], after * sizeof *records->kept);
    memmove(&items[index + 1], &items[index], after * sizeof *items);
    records->view.count++;
    put(records, index, kept);
}

static void replace(struct records *records, size_t index, struct kept kept) {
    struct kept *former = &records->kept[index];
    records->bytes -= former->value.length;
    records->memory -= kept_memory(records, former);
    g_free(former->record);
    put(records, index, kept);
}

static bool read_one(struct records *records, struct reader *reader) {
    uint64_t input = reader_varint(reader);
    uint64_t length = reader_varint(reader);
    if (reader->damaged || input >= records->context->pipeline->n_inputs ||
        length > (uint64_t)(reader->end - reader->at)) {
        return false;
    }
    struct kept kept = keep(records, input, (struct text){(const char *)reader->at, length});
    reader->at += length;
    if (kept.record == NULL) {
        return false;
    }
    bool found;
    size_t index = find(records, input, kept.record, &found);
    if (found || index != records->view.count) { /* not in order */
        g_free(kept.record);
        return false;
    }
    insert(records, index, kept);
    return true;
}

static void *records_unpack(const struct document_context *context, day_t window_start,
                            const uint8_t *bytes, size_t length) {
    struct records *records = records_new(context, window_start);
    struct reader reader = {bytes, bytes + length, false};
    while (reader.at < reader.end) {
        if (!read_one(records, &reader)) {
            records_free(records);
            return NULL;
        }
    }
    return records;
}

static size_t records_packed_bound(const void *document) {
    const struct records *records = document;
    return records->bytes + records->view.count * 2 * VARINT_MAX;
}

static size_t records_pack(const void *document, uint8_t *to) {
    const struct records *records = document;
    uint8_t *at = to;
    for (size_t i = 0; i < records->view.count; i++) {
        const struct kept *kept = &records->kept[i];
        at = varint_write(at, kept->input);
        at = varint_write(at, kept->value.length);
        memcpy(at, kept->value.bytes, kept->value.length);
        at += kept->value.length;
    }
    return (size_t)(at - to);
}

static size_t records_memory(const void *document) {
    return ((const struct records *)document)->memory;
}

static void records_prefetch(const void *document) {
    __builtin_prefetch(((const struct records *)document)->view.items);
}

static void lines_of(const struct records *records, const struct winner *winner,
                     const struct reference *reference, struct lines *to) {
    if (winner_is_fact(winner)) {
        input_of(records, winner->input)->lines(winner->record, reference, to);
    }
}

/* Whether two events of one revision say different things; what is true of the pupil may differ. */
static bool conflicts(const struct input *input, const struct envelope *a,
                      const struct envelope *b) {
    return a->revision == b->revision &&
           (a->op != b->op ||
            (a->op == OP_ASSERT && record_own_differs(input->fields, input->n_fields, a, b)));
}

static enum outcome fold_over(struct records *records, size_t index, const struct arrival *arrival,
                              const struct reference *reference, struct lines *to) {
    const struct winner *former = &records->view.items[index];
    const struct input *input = input_of(records, arrival->input);
    const struct envelope *envelope = arrival->record;
    bool conflict = conflicts(input, envelope, former->record);
    if (record_compare(input->fields, input->n_fields, arrival->record, former->record,
                       envelope->op == OP_ASSERT) <= 0) {
        return conflict ? OUTCOME_CONFLICT_STORED_WON : OUTCOME_UNCHANGED;
    }
    struct negated_lines negated = lines_negated(to);
    lines_of(records, former, reference, &negated.lines);
    replace(records, index, keep_arrival(records, arrival));
    lines_of(records, &records->view.items[index], reference, to);
    return conflict ? OUTCOME_CONFLICT_ARRIVED_WON : OUTCOME_APPLIED;
}

static enum outcome records_fold(void *document, const struct arrival *arrival,
                                 const struct reference *reference, struct lines *to) {
    struct records *records = document;
    bool found;
    size_t index = find(records, arrival->input, arrival->record, &found);
    if (found) {
        return fold_over(records, index, arrival, reference, to);
    }
    insert(records, index, keep_arrival(records, arrival));
    lines_of(records, &records->view.items[index], reference, to);
    return OUTCOME_APPLIED;
}

static void records_lines(const void *document, const struct reference *reference,
                          struct lines *to) {
    const struct records *records = document;
    for (size_t i = 0; i < records->view.count; i++) {
        lines_of(records, &records->view.items[i], reference, to);
    }
}

static const void *records_view(const void *document) {
    return &((const struct records *)document)->view;
}

const struct document_kind records_document = {
    .new = records_new,
    .free = records_free,
    .unpack = records_unpack,
    .packed_bound = records_packed_bound,
    .pack = records_pack,
    .memory = records_memory,
    .prefetch = records_prefetch,
    .fold = records_fold,
    .lines = records_lines,
    .view = records_view,
};
