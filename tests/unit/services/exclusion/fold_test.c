/* Properties that must hold for every history of a child's exclusions, against an oracle that
 * shares no code with the consumer. */
#include <glib.h>

#include "exclusion/exclusion.h"
#include "runtime/schemas.h"
#include "support/crossing_list.h"
#include "support/exclusion_event.h"
#include "support/exclusion_history.h"
#include "support/exclusion_oracle.h"
#include "support/line_sums.h"
#include "support/literals.h"
#include "support/suite.h"

#define SEEDS 12
#define ORDERS 4

static struct schemas *schemas;
static struct document_context context;

/* A document and the lines that it gave while it was folded. */
struct fold {
    void *document;
    struct line_sums sums;
};

static const struct document_kind *kind(void) {
    return exclusion_pipeline.document;
}

static void fold_begin(struct fold *fold) {
    fold->document = kind()->new (&context, WINDOW_LIFETIME_START);
    line_sums_init(&fold->sums);
}

static void fold_end(struct fold *fold) {
    kind()->free(fold->document);
    line_sums_free(&fold->sums);
}

static enum outcome fold_event(struct fold *fold, const struct exclusion *event) {
    uint8_t value[1024];
    size_t length = schemas_encode(schemas, event, value, sizeof value);
    CU_ASSERT_NOT_EQUAL(length, 0);
    struct arrival arrival = {.record = event, .value = {(const char *)value, length}};
    return kind()->fold(fold->document, &arrival, exclusion_reference(), &fold->sums.lines);
}

static void fold_all(struct fold *fold, const struct exclusion_history *history) {
    for (size_t i = 0; i < EXCLUSION_EVENTS; i++) {
        fold_event(fold, &history->events[i]);
    }
}

static GBytes *packed(const void *document) {
    size_t bound = kind()->packed_bound(document);
    uint8_t *bytes = g_malloc(bound + 1);
    size_t length = kind()->pack(document, bytes);
    CU_ASSERT_TRUE(length <= bound);
    return g_bytes_new_take(bytes, length);
}

/* As a later batch finds it in the database. */
static void store_and_load(struct fold *fold) {
    GBytes *bytes = packed(fold->document);
    size_t length;
    const uint8_t *data = g_bytes_get_data(bytes, &length);
    kind()->free(fold->document);
    fold->document = kind()->unpack(&context, WINDOW_LIFETIME_START, data, length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(fold->document);
    g_bytes_unref(bytes);
}

static char *child_lines_text(const void *document) {
    struct line_sums sums;
    line_sums_init(&sums);
    pipeline_child_lines(&exclusion_pipeline, document, exclusion_reference(), &sums.lines);
    char *text = line_sums_text(&sums);
    line_sums_free(&sums);
    return text;
}

static char *document_lines_text(const void *document) {
    struct line_sums sums;
    line_sums_init(&sums);
    kind()->lines(document, exclusion_reference(), &sums.lines);
    char *text = line_sums_text(&sums);
    line_sums_free(&sums);
    return text;
}

static char *crossings_text(const void *document) {
    struct crossing_list list;
    crossing_list_init(&list);
    exclusion_pipeline.crossings(kind()->view(document), exclusion_reference(), &list.crossings);
    char *text = crossing_list_text(&list);
    crossing_list_free(&list);
    return text;
}

/* Compares and frees a text that was computed with an expected one. */
static void assert_text(char *text, const char *expected) {
    CU_ASSERT_STRING_EQUAL(text, expected);
    g_free(text);
}

static void for_every_history(void (*check)(struct exclusion_history *history)) {
    static struct exclusion_history history;
    for (uint64_t seed = 0; seed < suite_rounds(SEEDS); seed++) {
        for (int shape = 0; shape < EXCLUSION_SHAPES; shape++) {
            exclusion_history_make(&history, (enum exclusion_shape)shape, seed);
            check(&history);
        }
    }
}

static void check_outcomes(struct exclusion_history *history) {
    struct fold fold;
    fold_begin(&fold);
    int wrong = 0;
    for (size_t i = 0; i < EXCLUSION_EVENTS; i++) {
        enum outcome expected = exclusion_oracle_outcome(history->events, i);
        wrong += fold_event(&fold, &history->events[i]) != expected;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    fold_end(&fold);
}

static void outcomes_are_those_of_the_oracle(void) {
    for_every_history(check_outcomes);
}

static void check_orders(struct exclusion_history *history) {
    char *lines = exclusion_oracle_lines(history->events, EXCLUSION_EVENTS);
    char *child_lines = exclusion_oracle_child_lines(history->events, EXCLUSION_EVENTS);
    char *crossings = exclusion_oracle_crossings(history->events, EXCLUSION_EVENTS);
    GBytes *first = NULL;
    for (int order = 0; order < ORDERS; order++) {
        struct fold fold;
        fold_begin(&fold);
        fold_all(&fold, history);
        GBytes *bytes = packed(fold.document);
        CU_ASSERT_TRUE(first == NULL || g_bytes_equal(first, bytes));
        first = first == NULL ? g_bytes_ref(bytes) : first;
        assert_text(line_sums_text(&fold.sums), lines);
        assert_text(document_lines_text(fold.document), lines);
        assert_text(child_lines_text(fold.document), child_lines);
        assert_text(crossings_text(fold.document), crossings);
        g_bytes_unref(bytes);
        fold_end(&fold);
        exclusion_history_shuffle(history);
    }
    g_bytes_unref(first);
    g_free(lines);
    g_free(child_lines);
    g_free(crossings);
}

static void every_order_gives_the_sums_and_the_crossings_of_the_oracle(void) {
    for_every_history(check_orders);
}

/* As a consumer does it: the child lines at the first touch of a batch taken back, those at its end
 * added, and the document stored and read again between batches. */
static void check_batches(struct exclusion_history *history) {
    struct fold fold;
    fold_begin(&fold);
    struct line_sums child_sums;
    line_sums_init(&child_sums);
    for (size_t i = 0; i < EXCLUSION_EVENTS;) {
        struct negated_lines negated = lines_negated(&child_sums.lines);
        pipeline_child_lines(&exclusion_pipeline, fold.document, exclusion_reference(),
                             &negated.lines);
        size_t end = i + 1 + random_below(&history->random, 20);
        for (; i < end && i < EXCLUSION_EVENTS; i++) {
            fold_event(&fold, &history->events[i]);
        }
        pipeline_child_lines(&exclusion_pipeline, fold.document, exclusion_reference(),
                             &child_sums.lines);
        store_and_load(&fold);
    }
    char *lines = exclusion_oracle_lines(history->events, EXCLUSION_EVENTS);
    char *child_lines = exclusion_oracle_child_lines(history->events, EXCLUSION_EVENTS);
    assert_text(line_sums_text(&fold.sums), lines);
    assert_text(line_sums_text(&child_sums), child_lines);
    g_free(lines);
    g_free(child_lines);
    line_sums_free(&child_sums);
    fold_end(&fold);
}

static void however_batches_are_cut_the_sums_are_those_of_the_oracle(void) {
    for_every_history(check_batches);
}

/* The cases of the sentences, one by one. */

static enum outcome fold_of(struct fold *fold, struct exclusion event, enum op op,
                            int64_t revision) {
    event.envelope.op = (int8_t)op;
    event.envelope.revision = revision;
    return fold_event(fold, &event);
}

#define PERMANENT exclusion_event("r1", EXCLUSION_PERM, "2024-09-10", 0)
#define SEND(record)                                                              \
    "C1_PEX_SEND - s1|" record " 2024-09-09 2025-09-01 - 106905 K secondary e1\n" \
    "C1_SIXTH_DAY - s1|" record " 2024-09-17 - 2024-09-17 106905 K secondary e1\n"
#define TOLD(exclusion) (exclusion).la_notified_at = instant("2024-09-09", 12, 0)

static void a_withdrawal_takes_lines_and_crossings_away_and_keeps_its_revision(void) {
    struct fold fold;
    fold_begin(&fold);
    struct exclusion permanent = PERMANENT;
    TOLD(permanent);
    CU_ASSERT_EQUAL(fold_of(&fold, permanent, OP_ASSERT, 3), OUTCOME_APPLIED);
    assert_text(crossings_text(fold.document), SEND("r1"));
    CU_ASSERT_EQUAL(fold_of(&fold, permanent, OP_VOID, 4), OUTCOME_APPLIED);
    assert_text(crossings_text(fold.document), "");
    assert_text(line_sums_text(&fold.sums), "");
    CU_ASSERT_EQUAL(fold_of(&fold, permanent, OP_ASSERT, 2), OUTCOME_UNCHANGED);
    assert_text(crossings_text(fold.document), "");
    CU_ASSERT_EQUAL(fold_of(&fold, permanent, OP_ASSERT, 5), OUTCOME_APPLIED);
    assert_text(crossings_text(fold.document), SEND("r1"));
    fold_end(&fold);
}

static void a_withdrawal_before_its_exclusion_is_kept(void) {
    struct fold fold;
    fold_begin(&fold);
    CU_ASSERT_EQUAL(fold_of(&fold, PERMANENT, OP_VOID, 2), OUTCOME_APPLIED);
    CU_ASSERT_EQUAL(fold_of(&fold, PERMANENT, OP_ASSERT, 1), OUTCOME_UNCHANGED);
    assert_text(line_sums_text(&fold.sums), "");
    assert_text(crossings_text(fold.document), "");
    fold_end(&fold);
}

static void a_cancelled_permanent_exclusion_turns_one_breach_into_another(void) {
    struct fold fold;
    fold_begin(&fold);
    struct exclusion permanent = PERMANENT;
    TOLD(permanent);
    fold_of(&fold, permanent, OP_ASSERT, 1);
    permanent.stage = EXCLUSION_CANCELLED;
    fold_of(&fold, permanent, OP_ASSERT, 2);
    assert_text(crossings_text(fold.document),
                "C1_PEX_RETRACT - s1|r1 2024-09-09 2025-09-01 - 106905 K secondary e1\n");
    fold_end(&fold);
}

static void equal_revisions_that_differ_conflict_and_the_greater_wins(void) {
    struct exclusion less = exclusion_event("r1", EXCLUSION_SUSP, "2024-09-10", 2), more = less;
    more.sessions = 4;
    for (int order = 0; order < 2; order++) {
        struct fold fold;
        fold_begin(&fold);
        fold_event(&fold, order == 0 ? &less : &more);
        enum outcome second = fold_event(&fold, order == 0 ? &more : &less);
        CU_ASSERT_EQUAL(second,
                        order == 0 ? OUTCOME_CONFLICT_ARRIVED_WON : OUTCOME_CONFLICT_STORED_WON);
        assert_text(line_sums_text(&fold.sums),
                    "exclusion_notices 2024-09-10 - 106905 K SEMH secondary none 1\n"
                    "sessions_lost 2024-09-10 - 106905 K SEMH secondary SUSP 4\n"
                    "suspensions 2024-09-10 - 106905 K SEMH secondary DB 1\n");
        fold_end(&fold);
    }
}

static void two_sources_and_two_records_are_different_exclusions(void) {
    struct fold fold;
    fold_begin(&fold);
    struct exclusion first = PERMANENT, second = PERMANENT, third = PERMANENT;
    TOLD(first);
    TOLD(second);
    TOLD(third);
    second.envelope.record_id = text_of("r2");
    third.envelope.source = text_of("s0");
    fold_event(&fold, &first);
    fold_event(&fold, &second);
    fold_event(&fold, &third);
    const struct winners *winners = kind()->view(fold.document);
    CU_ASSERT_EQUAL(winners->count, 3);
    fold_of(&fold, third, OP_VOID, 9);
    fold_of(&fold, second, OP_VOID, 9);
    assert_text(crossings_text(fold.document), SEND("r1"));
    fold_end(&fold);
}

static void an_exclusion_that_moves_to_another_term_is_counted_there_alone(void) {
    struct fold fold;
    fold_begin(&fold);
    struct exclusion exclusion = exclusion_event("r1", EXCLUSION_SUSP, "2024-12-10", 2);
    fold_of(&fold, exclusion, OP_ASSERT, 1);
    exclusion.starts_on = on("2025-01-14");
    fold_of(&fold, exclusion, OP_ASSERT, 2);
    assert_text(child_lines_text(fold.document),
                "suspended_children_term 2025-01-01 - 106905 K SEMH secondary - 1\n"
                "suspended_children_year 2024-09-01 - 106905 K SEMH secondary - 1\n");
    fold_end(&fold);
}

/* Breaches that the rules of the calendar's reference leave of the document's crossings. */
static size_t breaches(const void *document) {
    struct breach_finding finding;
    breach_finding_begin(&finding, exclusion_reference());
    exclusion_pipeline.crossings(kind()->view(document), exclusion_reference(), &finding.crossings);
    size_t count = finding.count;
    breach_finding_end(&finding);
    return count;
}

static void scope_leaves_out_a_child_without_sen_and_nobody_else(void) {
    static const struct {
        int8_t sen_provision;
        size_t breaches;
    } cases[] = {{0, 0}, {1, 1}, {2, 2}, {SYMBOL_NULL, 1}}; /* with a plan C1_SUSP_EHCP too */
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct fold fold;
        fold_begin(&fold);
        struct exclusion first = exclusion_event("r1", EXCLUSION_LNCH, "2024-09-10", 6);
        struct exclusion reaching = exclusion_event("r2", EXCLUSION_SUSP, "2024-09-10", 5);
        struct exclusion later = exclusion_event("r3", EXCLUSION_LNCH, "2024-09-17", 5);
        TOLD(first);
        TOLD(reaching);
        later.la_notified_at = instant("2024-09-16", 12, 0);
        first.envelope.pupil.sen_provision = 0; /* counts towards the threshold all the same */
        reaching.envelope.pupil.sen_provision = cases[i].sen_provision;
        later.envelope.pupil.sen_provision = 2;
        fold_event(&fold, &first);
        fold_event(&fold, &reaching);
        fold_event(&fold, &later);
        CU_ASSERT_EQUAL(breaches(fold.document), cases[i].breaches);
        fold_end(&fold);
    }
}

int main(void) {
    struct error error = {0};
    schemas = schemas_load(SOURCE_DIR "/schemas/avro", &exclusion_pipeline.inputs[0], &error);
    context = (struct document_context){&exclusion_pipeline, &schemas};
    int status =
        suite_run("exclusion: fold",
                  (const struct test[]){
                      {"outcomes are those of the oracle", outcomes_are_those_of_the_oracle},
                      {"every order of arrival gives the same bytes, and the sums and crossings of "
                       "the oracle",
                       every_order_gives_the_sums_and_the_crossings_of_the_oracle},
                      {"however batches are cut, the sums are those of the oracle",
                       however_batches_are_cut_the_sums_are_those_of_the_oracle},
                      {"a withdrawal takes lines and crossings away, and keeps its revision",
                       a_withdrawal_takes_lines_and_crossings_away_and_keeps_its_revision},
                      {"a withdrawal before its exclusion is kept",
                       a_withdrawal_before_its_exclusion_is_kept},
                      {"a cancelled permanent exclusion turns one breach into another",
                       a_cancelled_permanent_exclusion_turns_one_breach_into_another},
                      {"equal revisions that differ conflict and the greater wins",
                       equal_revisions_that_differ_conflict_and_the_greater_wins},
                      {"two sources and two records are different exclusions",
                       two_sources_and_two_records_are_different_exclusions},
                      {"an exclusion that moves to another term is counted there alone",
                       an_exclusion_that_moves_to_another_term_is_counted_there_alone},
                      {"scope leaves out a child without SEN and nobody else",
                       scope_leaves_out_a_child_without_sen_and_nobody_else},
                      {NULL, NULL},
                  });
    schemas_free(schemas);
    return status;
}
