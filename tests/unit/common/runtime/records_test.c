/* The document of records, over session marks taken as records: every (source, record_id) is one.
 */
#include "runtime/records.h"

#include <glib.h>
#include <string.h>

#include "domain/winners.h"
#include "support/absence_event.h"
#include "support/absence_world.h"
#include "support/line_sums.h"
#include "support/literals.h"
#include "support/random.h"
#include "support/suite.h"

static struct field fields[ABSENCE_FIELDS];
static struct input input;
static struct pipeline pipeline;
static struct schemas *schemas;
static const struct document_context context = {&pipeline, &schemas};
static const struct document_kind *const kind = &records_document;

struct document {
    void *state;
    struct line_sums sums;
};

static void document_begin(struct document *document) {
    memcpy(fields, absence_fields, sizeof fields);
    fields[1].part = fields[2].part = PART_ENVELOPE; /* source and record_id */
    input = absence_pipeline.inputs[0];
    input.fields = fields;
    pipeline = (struct pipeline){.inputs = &input, .n_inputs = 1, .document = kind};
    schemas = world_schemas();
    document->state = kind->new (&context, WINDOW_LIFETIME_START);
    line_sums_init(&document->sums);
}

static void document_end(struct document *document) {
    kind->free(document->state);
    line_sums_free(&document->sums);
}

static struct absence event(const char *record_id, const char *code, int64_t revision) {
    struct absence absence = absence_event("2024-09-02", SESSION_AM, code, revision);
    absence.envelope.record_id = text_of(record_id);
    return absence;
}

static struct absence void_event(const char *record_id, int64_t revision) {
    struct absence absence = event(record_id, "I", revision);
    absence.envelope.op = OP_VOID;
    return absence;
}

static enum outcome fold(struct document *document, const struct absence *absence) {
    uint8_t bytes[512];
    size_t length = schemas_encode(schemas, absence, bytes, sizeof bytes);
    CU_ASSERT_NOT_EQUAL_FATAL(length, 0);
    struct arrival arrival = {0, absence, {(const char *)bytes, length}};
    enum outcome outcome =
        kind->fold(document->state, &arrival, &literal_reference, &document->sums.lines);
    memset(bytes, 0xFF, sizeof bytes); /* nothing of the arrival may be kept */
    return outcome;
}

static enum outcome fold_now(struct document *document, struct absence absence) {
    return fold(document, &absence);
}

static const struct winners *view(const struct document *document) {
    return kind->view(document->state);
}

static int64_t revision_at(const struct document *document, size_t index) {
    return ((const struct envelope *)view(document)->items[index].record)->revision;
}

static char *lines_now(const struct document *document) {
    struct line_sums sums;
    line_sums_init(&sums);
    kind->lines(document->state, &literal_reference, &sums.lines);
    char *text = line_sums_text(&sums);
    line_sums_free(&sums);
    return text;
}

/* What was added and taken back while folding is what the facts say now. */
static void assert_lines_follow(const struct document *document) {
    char *now = lines_now(document);
    char *folded = line_sums_text(&document->sums);
    CU_ASSERT_STRING_EQUAL(folded, now);
    g_free(folded);
    g_free(now);
}

static GBytes *packed(const struct document *document) {
    size_t bound = kind->packed_bound(document->state);
    uint8_t *bytes = g_malloc(bound + 1);
    size_t length = kind->pack(document->state, bytes);
    CU_ASSERT_TRUE(length <= bound);
    return g_bytes_new_take(bytes, length);
}

static void the_greater_revision_wins_whatever_comes_first(void) {
    struct document document;
    document_begin(&document);
    CU_ASSERT_EQUAL(fold_now(&document, event("r1", "I", 2)), OUTCOME_APPLIED);
    CU_ASSERT_EQUAL(fold_now(&document, event("r1", "M", 1)), OUTCOME_UNCHANGED);
    CU_ASSERT_EQUAL(fold_now(&document, event("r1", "I", 2)), OUTCOME_UNCHANGED);
    CU_ASSERT_EQUAL(fold_now(&document, event("r1", "M", 3)), OUTCOME_APPLIED);
    CU_ASSERT_EQUAL(view(&document)->count, 1);
    CU_ASSERT_EQUAL(revision_at(&document, 0), 3);
    char *lines = line_sums_text(&document.sums);
    CU_ASSERT_STRING_EQUAL(lines, "sessions 2024-09-02 - 106905 K SEMH secondary M 1\n");
    g_free(lines);
    document_end(&document);
}

static void a_void_withdraws_and_keeps_its_revision(void) {
    struct document document;
    document_begin(&document);
    CU_ASSERT_EQUAL(fold_now(&document, event("r1", "I", 3)), OUTCOME_APPLIED);
    CU_ASSERT_EQUAL(fold_now(&document, void_event("r1", 4)), OUTCOME_APPLIED);
    CU_ASSERT_EQUAL(fold_now(&document, event("r1", "I", 2)), OUTCOME_UNCHANGED);
    CU_ASSERT_EQUAL(revision_at(&document, 0), 4);
    CU_ASSERT_FALSE(winner_is_fact(&view(&document)->items[0]));
    char *lines = line_sums_text(&document.sums);
    CU_ASSERT_STRING_EQUAL(lines, "");
    g_free(lines);
    document_end(&document);
}

static void equal_revisions_conflict_and_have_one_winner_in_any_order(void) {
    struct document document;
    document_begin(&document);
    CU_ASSERT_EQUAL(fold_now(&document, event("r1", "I", 1)), OUTCOME_APPLIED);
    CU_ASSERT_EQUAL(fold_now(&document, event("r1", "M", 1)), OUTCOME_CONFLICT_ARRIVED_WON);
    CU_ASSERT_EQUAL(fold_now(&document, event("r1", "I", 1)), OUTCOME_CONFLICT_STORED_WON);
    CU_ASSERT_EQUAL(fold_now(&document, void_event("r1", 1)), OUTCOME_CONFLICT_ARRIVED_WON);
    struct absence other_void = void_event("r1", 1);
    other_void.code = text_of("M");
    CU_ASSERT_EQUAL(fold(&document, &other_void), OUTCOME_UNCHANGED);
    assert_lines_follow(&document);
    document_end(&document);
}

static void another_pupil_at_equal_revision_is_no_conflict(void) {
    struct document document;
    document_begin(&document);
    struct absence moved = event("r1", "I", 1);
    moved.envelope.pupil.sen_provision = 2;
    CU_ASSERT_EQUAL(fold_now(&document, event("r1", "I", 1)), OUTCOME_APPLIED);
    CU_ASSERT_EQUAL(fold(&document, &moved), OUTCOME_APPLIED);
    CU_ASSERT_EQUAL(fold_now(&document, event("r1", "I", 1)), OUTCOME_UNCHANGED);
    assert_lines_follow(&document);
    document_end(&document);
}

static void winners_stand_in_order_of_source_and_record(void) {
    struct document document;
    document_begin(&document);
    struct absence other_source = event("a", "I", 7);
    other_source.envelope.source = text_of("zz");
    fold(&document, &other_source);
    fold_now(&document, event("b", "I", 2));
    fold_now(&document, event("a", "I", 1));
    fold_now(&document, event("c", "I", 3));
    CU_ASSERT_EQUAL_FATAL(view(&document)->count, 4);
    CU_ASSERT_EQUAL(revision_at(&document, 0), 1);
    CU_ASSERT_EQUAL(revision_at(&document, 1), 2);
    CU_ASSERT_EQUAL(revision_at(&document, 2), 3);
    CU_ASSERT_EQUAL(revision_at(&document, 3), 7);
    document_end(&document);
}

static void damaged_bytes_are_no_document(void) {
    struct document document;
    document_begin(&document);
    fold_now(&document, event("r1", "I", 1));
    fold_now(&document, event("r2", "I", 1));
    GBytes *whole = packed(&document);
    gsize length;
    const uint8_t *bytes = g_bytes_get_data(whole, &length);
    for (gsize cut = 1; cut < length; cut++) {
        void *read = kind->unpack(&context, 0, bytes, cut);
        if (read != NULL) { /* only between two records is it whole */
            CU_ASSERT_EQUAL(((const struct winners *)kind->view(read))->count, 1);
            kind->free(read);
        }
    }
    gsize half = length / 2;
    uint8_t *swapped = g_malloc(length);
    memcpy(swapped, bytes + half, half);
    memcpy(swapped + half, bytes, half);
    CU_ASSERT_PTR_NULL(kind->unpack(&context, 0, swapped, length)); /* not in order */
    swapped[0] = 1;
    CU_ASSERT_PTR_NULL(kind->unpack(&context, 0, swapped, length)); /* no such input */
    g_free(swapped);
    g_bytes_unref(whole);
    document_end(&document);
}

#define EVENTS 60

static void random_events(struct absence *events, uint64_t seed) {
    static const char *const ids[] = {"r1", "r2", "r3", "r4"};
    static const char *const codes[] = {"I", "M", "/"};
    struct random random = {seed};
    for (size_t i = 0; i < EVENTS; i++) {
        events[i] = event(ids[random_below(&random, 4)], codes[random_below(&random, 3)],
                          1 + (int64_t)random_below(&random, 4));
        events[i].envelope.op = random_below(&random, 4) == 0 ? OP_VOID : OP_ASSERT;
        events[i].envelope.pupil.sen_provision = (int8_t)random_below(&random, 3);
    }
}

static void shuffle(struct absence *events, uint64_t seed) {
    struct random random = {seed};
    for (size_t i = EVENTS - 1; i > 0; i--) {
        size_t j = random_below(&random, (uint32_t)i + 1);
        struct absence kept = events[i];
        events[i] = events[j];
        events[j] = kept;
    }
}

/* Packs and unpacks on the way, as a cache that forgets does. */
static void fold_all(struct document *document, const struct absence *events, size_t forget_after) {
    for (size_t i = 0; i < EVENTS; i++) {
        fold(document, &events[i]);
        if (i % forget_after == 0) {
            GBytes *bytes = packed(document);
            gsize length;
            const uint8_t *data = g_bytes_get_data(bytes, &length);
            kind->free(document->state);
            document->state = kind->unpack(&context, WINDOW_LIFETIME_START, data, length);
            CU_ASSERT_PTR_NOT_NULL_FATAL(document->state);
            g_bytes_unref(bytes);
        }
    }
}

static void any_order_any_duplicates_any_forgetting_end_the_same(void) {
    struct absence events[EVENTS];
    for (uint64_t seed = 1; seed <= 30; seed++) {
        random_events(events, seed);
        struct document first;
        document_begin(&first);
        fold_all(&first, events, 7);
        assert_lines_follow(&first);
        char *lines = lines_now(&first);
        for (uint64_t order = 1; order <= 4; order++) {
            shuffle(events, seed * 100 + order);
            struct document again;
            document_begin(&again);
            fold_all(&again, events, 1 + order);
            fold_all(&again, events, EVENTS);
            assert_lines_follow(&again);
            char *lines_again = lines_now(&again);
            CU_ASSERT_STRING_EQUAL(lines_again, lines);
            g_free(lines_again);
            document_end(&again);
        }
        g_free(lines);
        document_end(&first);
    }
}

static void memory_counts_what_is_kept(void) {
    struct document document;
    document_begin(&document);
    size_t empty = kind->memory(document.state);
    fold_now(&document, event("r1", "I", 1));
    size_t one = kind->memory(document.state);
    CU_ASSERT_TRUE(one > empty + sizeof(struct absence));
    fold_now(&document, event("r1", "M", 2));
    CU_ASSERT_EQUAL(kind->memory(document.state), one);
    kind->prefetch(document.state);
    document_end(&document);
}

int main(void) {
    static const struct test tests[] = {
        {"the greater revision wins whatever comes first",
         the_greater_revision_wins_whatever_comes_first},
        {"a VOID withdraws and keeps its revision", a_void_withdraws_and_keeps_its_revision},
        {"equal revisions conflict and have one winner in any order",
         equal_revisions_conflict_and_have_one_winner_in_any_order},
        {"another pupil at equal revision is no conflict",
         another_pupil_at_equal_revision_is_no_conflict},
        {"winners stand in order of source and record",
         winners_stand_in_order_of_source_and_record},
        {"damaged bytes are no document", damaged_bytes_are_no_document},
        {"any order, any duplicates and any forgetting end the same",
         any_order_any_duplicates_any_forgetting_end_the_same},
        {"memory counts what is kept", memory_counts_what_is_kept},
        {NULL, NULL},
    };
    return suite_run("runtime/records", tests);
}
