#include "goldenthread/checker.h"

#include <glib.h>

#include "domain/identifier.h"
#include "goldenthread/check_reference.h"
#include "runtime/pipelines.h"
#include "runtime/reference_load.h"
#include "runtime/schemas.h"

struct checker {
    struct document_context context;
    struct schemas **schemas; /* by input */
    struct reference *reference;
    void *record;
    GHashTable *documents; /* "window child_ref" -> document */
};

/* What a document adds when it is folded into is not looked at. */
static void forget_line(struct lines *to, const struct line *line) {
    (void)to;
    (void)line;
}

static const struct pipeline *find_pipeline(const char *topic, struct error *error) {
    GString *topics = g_string_new(NULL);
    const struct pipeline *const *pipeline = pipelines;
    while (*pipeline != NULL && !g_str_equal((*pipeline)->inputs[0].topic, topic)) {
        g_string_append_printf(topics, "%s%s", topics->len > 0 ? ", " : "",
                               (*pipeline)->inputs[0].topic);
        pipeline++;
    }
    if (*pipeline == NULL) {
        error_set(error, ERROR_USAGE, "there is no topic '%s'; there are: %s", topic, topics->str);
    }
    g_string_free(topics, TRUE);
    return *pipeline;
}

struct checker *checker_new(const char *schemas, const char *topic, struct error *error) {
    const struct pipeline *pipeline = find_pipeline(topic, error);
    if (pipeline == NULL) {
        return NULL;
    }
    struct checker *checker = g_new0(struct checker, 1);
    checker->context.pipeline = pipeline;
    checker->record = g_malloc0(pipeline->inputs[0].record_size);
    checker->documents =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, pipeline->document->free);
    char *folder = g_build_filename(schemas, "sql", "reference", NULL);
    checker->schemas = schemas_load_all(schemas, pipeline, error);
    checker->context.schemas = checker->schemas;
    if (checker->schemas != NULL) {
        checker->reference = check_reference_read(folder, error);
    }
    g_free(folder);
    if (checker->reference == NULL) {
        checker_free(checker);
        return NULL;
    }
    return checker;
}

void checker_free(struct checker *checker) {
    if (checker == NULL) {
        return;
    }
    g_hash_table_unref(checker->documents); /* before what they are read with */
    reference_free(checker->reference);
    schemas_free_all(checker->schemas, checker->context.pipeline);
    g_free(checker->record);
    g_free(checker);
}

const struct input *checker_input(const struct checker *checker) {
    return &checker->context.pipeline->inputs[0];
}

size_t checker_encode(const struct checker *checker, const void *record, uint8_t *to, size_t size) {
    return schemas_encode(checker->schemas[0], record, to, size);
}

static void *find_document(struct checker *checker, struct text child_ref) {
    const struct pipeline *pipeline = checker->context.pipeline;
    const day_t window =
        pipeline_window_start(pipeline, checker_input(checker)->day(checker->record));
    char *name = g_strdup_printf("%d %.*s", window, (int)child_ref.length, child_ref.bytes);
    void *document = g_hash_table_lookup(checker->documents, name);
    if (document != NULL) {
        g_free(name);
        return document;
    }
    document = pipeline->document->new (&checker->context, window);
    g_hash_table_insert(checker->documents, name, document);
    return document;
}

static void fold(struct checker *checker, struct text value, struct verdict *verdict) {
    const struct envelope *envelope = checker->record;
    struct lines lines = {.add = forget_line};
    const struct arrival arrival = {0, checker->record, value};
    const enum outcome outcome = checker->context.pipeline->document->fold(
        find_document(checker, envelope->child_ref), &arrival, checker->reference, &lines);
    verdict->unchanged = outcome == OUTCOME_UNCHANGED;
    if (outcome == OUTCOME_CONFLICT_ARRIVED_WON || outcome == OUTCOME_CONFLICT_STORED_WON) {
        verdict->refusal = (struct refusal){REASON_CONFLICT, ""};
    }
}

struct verdict checker_take(struct checker *checker, struct text key, struct text value) {
    const struct envelope *envelope = checker->record;
    struct verdict verdict = {.refusal =
                                  schemas_decode(checker->schemas[0], value, checker->record)};
    if (verdict.refusal.reason != REASON_NONE) {
        return verdict;
    }
    const size_t length = MIN(envelope->event_id.length, EVENT_ID_SHOWN - 1);
    memcpy(verdict.event_id, envelope->event_id.bytes, length);
    verdict.identity = upn_valid(envelope->child_ref) || nhs_number_valid(envelope->child_ref);
    verdict.refusal = checker_input(checker)->refuse(
        checker->record, key.bytes != NULL ? key : envelope->child_ref, checker->reference);
    if (verdict.refusal.reason == REASON_NONE) {
        fold(checker, value, &verdict);
    }
    return verdict;
}
