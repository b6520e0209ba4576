#include "absence/absence.h"

static void *document_new(const struct document_context *context, day_t window_start) {
    (void)context;
    return marks_new(window_start);
}

static void document_free(void *document) {
    marks_free(document);
}

static void *document_unpack(const struct document_context *context, day_t window_start,
                             const uint8_t *bytes, size_t length) {
    (void)context;
    return marks_unpack(window_start, bytes, length);
}

static size_t document_packed_bound(const void *document) {
    return marks_packed_bound(document);
}

static size_t document_pack(const void *document, uint8_t *to) {
    return marks_pack(document, to);
}

static size_t document_memory(const void *document) {
    return marks_memory(document);
}

static void document_prefetch(const void *document) {
    marks_prefetch(document);
}

static enum outcome document_fold(void *document, const struct arrival *arrival,
                                  const struct reference *reference, struct lines *to) {
    struct mark mark = absence_mark(arrival->record), before;
    enum outcome outcome = marks_fold(document, &mark, &before);
    if (outcome == OUTCOME_APPLIED || outcome == OUTCOME_CONFLICT_ARRIVED_WON) {
        if (before.revision != 0) {
            struct negated_lines negated = lines_negated(to);
            mark_lines(&before, reference, &negated.lines);
        }
        mark_lines(&mark, reference, to);
    }
    return outcome;
}

static void document_lines(const void *document, const struct reference *reference,
                           struct lines *to) {
    for (size_t i = 0; i < marks_count(document); i++) {
        struct mark mark = marks_get(document, i);
        mark_lines(&mark, reference, to);
    }
}

static const void *document_view(const void *document) {
    return document;
}

static void absence_lines(const void *record, const struct reference *reference, struct lines *to) {
    struct mark mark = absence_mark(record);
    mark_lines(&mark, reference, to);
}

static const struct document_kind marks_document = {
    .new = document_new,
    .free = document_free,
    .unpack = document_unpack,
    .packed_bound = document_packed_bound,
    .pack = document_pack,
    .memory = document_memory,
    .prefetch = document_prefetch,
    .fold = document_fold,
    .lines = document_lines,
    .view = document_view,
};

static const struct input absence_input = {
    .topic = "absence",
    .fields = absence_fields,
    .n_fields = ABSENCE_FIELDS,
    .record_size = sizeof(struct absence),
    .refuse = absence_refuse,
    .day = absence_day,
    .lines = absence_lines,
};

const struct pipeline absence_pipeline = {
    .name = "absence",
    .version = 2,
    .window = WINDOW_ACADEMIC_YEAR,
    .inputs = &absence_input,
    .n_inputs = 1,
    .document = &marks_document,
    .child_lines = absence_child_lines,
    .crossings = absence_crossings,
    .measures = absence_measures,
    .n_measures = ABSENCE_MEASURES,
};
