/* Properties of the fold that must hold for every history, against an oracle that shares no code
 * with it. */

#include "absence/absence.h"
#include "support/absence_event.h"
#include "support/absence_history.h"
#include "support/absence_oracle.h"
#include "support/line_sums.h"
#include "support/literals.h"
#include "support/suite.h"

#define SEEDS 30
#define ORDERS 4

static const struct document_kind *kind;

/* A document, the lines that it gave while it was folded, and what it looks like. */
struct fold {
    void *document;
    struct line_sums sums;
};

static void fold_begin(struct fold *fold) {
    kind = absence_pipeline.document;
    fold->document = kind->new (NULL, on("2024-09-01"));
    line_sums_init(&fold->sums);
}

static void fold_end(struct fold *fold) {
    kind->free(fold->document);
    line_sums_free(&fold->sums);
}

static enum outcome fold_event(struct fold *fold, const struct absence *event) {
    return kind->fold(fold->document, &(struct arrival){.record = event}, &literal_reference,
                      &fold->sums.lines);
}

static GBytes *packed(const void *document) {
    size_t bound = kind->packed_bound(document);
    uint8_t *bytes = g_malloc(bound);
    size_t length = kind->pack(document, bytes);
    CU_ASSERT_TRUE(length <= bound);
    return g_bytes_new_take(bytes, length);
}

static char *child_lines_text(const void *document) {
    struct line_sums sums;
    line_sums_init(&sums);
    absence_pipeline.child_lines(document, &literal_reference, &sums.lines);
    char *text = line_sums_text(&sums);
    line_sums_free(&sums);
    return text;
}

static char *document_lines_text(const void *document) {
    struct line_sums sums;
    line_sums_init(&sums);
    kind->lines(document, &literal_reference, &sums.lines);
    char *text = line_sums_text(&sums);
    line_sums_free(&sums);
    return text;
}

/* Compares and frees a text that was computed with an expected one. */
static void assert_text(char *text, const char *expected) {
    CU_ASSERT_STRING_EQUAL(text, expected);
    g_free(text);
}

static void for_every_history(void (*check)(struct history *history)) {
    static struct history history;
    for (uint64_t seed = 0; seed < suite_rounds(SEEDS); seed++) {
        for (int shape = 0; shape < HISTORY_SHAPES; shape++) {
            history_make(&history, (enum history_shape)shape, seed);
            check(&history);
        }
    }
}

static void check_outcomes(struct history *history) {
    struct fold fold;
    fold_begin(&fold);
    int wrong = 0;
    for (size_t i = 0; i < HISTORY_EVENTS; i++) {
        wrong += fold_event(&fold, &history->events[i]) != oracle_outcome(history->events, i);
    }
    CU_ASSERT_EQUAL(wrong, 0);
    fold_end(&fold);
}

static void outcomes_are_those_of_the_oracle(void) {
    for_every_history(check_outcomes);
}

static void check_orders(struct history *history) {
    char *lines = oracle_lines(history->events, HISTORY_EVENTS);
    char *child_lines = oracle_child_lines(history->events, HISTORY_EVENTS);
    GBytes *first = NULL;
    for (int order = 0; order < ORDERS; order++) {
        struct fold fold;
        fold_begin(&fold);
        for (size_t i = 0; i < HISTORY_EVENTS; i++) {
            fold_event(&fold, &history->events[i]);
        }
        GBytes *bytes = packed(fold.document);
        CU_ASSERT_TRUE(first == NULL || g_bytes_equal(first, bytes));
        first = first == NULL ? g_bytes_ref(bytes) : first;
        assert_text(line_sums_text(&fold.sums), lines);
        assert_text(document_lines_text(fold.document), lines);
        assert_text(child_lines_text(fold.document), child_lines);
        g_bytes_unref(bytes);
        fold_end(&fold);
        history_shuffle(history);
    }
    g_bytes_unref(first);
    g_free(lines);
    g_free(child_lines);
}

static void every_order_gives_the_bytes_and_the_sums_of_the_oracle(void) {
    for_every_history(check_orders);
}

static void check_twice(struct history *history) {
    struct fold once, twice;
    fold_begin(&once);
    fold_begin(&twice);
    for (size_t i = 0; i < HISTORY_EVENTS; i++) {
        fold_event(&once, &history->events[i]);
        fold_event(&twice, &history->events[i]);
        enum outcome again = fold_event(&twice, &history->events[i]);
        CU_ASSERT_TRUE(again == OUTCOME_UNCHANGED || again == OUTCOME_CONFLICT_STORED_WON);
    }
    GBytes *a = packed(once.document), *b = packed(twice.document);
    CU_ASSERT_TRUE(g_bytes_equal(a, b));
    char *lines = line_sums_text(&once.sums);
    assert_text(line_sums_text(&twice.sums), lines);
    g_free(lines);
    g_bytes_unref(a);
    g_bytes_unref(b);
    fold_end(&once);
    fold_end(&twice);
}

static void an_event_that_comes_twice_changes_nothing(void) {
    for_every_history(check_twice);
}

/* As a consumer does it: the child lines at the first touch of a batch taken back, those at its end
 * added, and the document stored and read again between batches. */
static void check_batches(struct history *history) {
    struct fold fold;
    fold_begin(&fold);
    struct line_sums child_sums;
    line_sums_init(&child_sums);
    for (size_t i = 0; i < HISTORY_EVENTS;) {
        struct negated_lines negated = lines_negated(&child_sums.lines);
        absence_pipeline.child_lines(fold.document, &literal_reference, &negated.lines);
        size_t end = i + 1 + random_below(&history->random, 60);
        for (; i < end && i < HISTORY_EVENTS; i++) {
            fold_event(&fold, &history->events[i]);
        }
        absence_pipeline.child_lines(fold.document, &literal_reference, &child_sums.lines);
        GBytes *bytes = packed(fold.document);
        kind->free(fold.document);
        size_t length;
        const uint8_t *data = g_bytes_get_data(bytes, &length);
        fold.document = kind->unpack(NULL, on("2024-09-01"), data, length);
        CU_ASSERT_PTR_NOT_NULL_FATAL(fold.document);
        g_bytes_unref(bytes);
    }
    char *lines = oracle_lines(history->events, HISTORY_EVENTS);
    char *child_lines = oracle_child_lines(history->events, HISTORY_EVENTS);
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

/* Fields in their own order decide, not something the marks made up. */
static void check_field_order(struct history *history) {
    int wrong = 0;
    for (size_t i = 1; i < HISTORY_EVENTS; i++) {
        struct absence a = history->events[i - 1], b = history->events[i];
        b.school_urn = a.school_urn;
        b.date = a.date;
        b.session = a.session;
        bool own = a.envelope.op == OP_ASSERT || b.envelope.op == OP_ASSERT;
        int order = record_compare(absence_fields, ABSENCE_FIELDS, &b, &a, own);
        struct fold fold;
        fold_begin(&fold);
        fold_event(&fold, &a);
        enum outcome outcome = fold_event(&fold, &b);
        bool won = outcome == OUTCOME_APPLIED || outcome == OUTCOME_CONFLICT_ARRIVED_WON;
        wrong += won != (order > 0);
        fold_end(&fold);
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void the_fold_follows_the_order_of_the_fields(void) {
    for_every_history(check_field_order);
}

/* The cases of the sentences, one by one. */

static enum outcome fold_of(struct fold *fold, struct absence event, enum op op, int64_t revision) {
    event.envelope.op = (int8_t)op;
    event.envelope.revision = revision;
    return fold_event(fold, &event);
}

#define MARK absence_event("2024-09-02", SESSION_AM, "I", 1)
#define SESSION_LINE(code) "sessions 2024-09-02 - 106905 K SEMH secondary " code " 1\n"

static void a_withdrawal_keeps_its_revision(void) {
    struct fold fold;
    fold_begin(&fold);
    CU_ASSERT_EQUAL(fold_of(&fold, MARK, OP_ASSERT, 3), OUTCOME_APPLIED);
    CU_ASSERT_EQUAL(fold_of(&fold, MARK, OP_VOID, 4), OUTCOME_APPLIED);
    CU_ASSERT_EQUAL(fold_of(&fold, MARK, OP_ASSERT, 2), OUTCOME_UNCHANGED);
    assert_text(line_sums_text(&fold.sums), "");
    CU_ASSERT_EQUAL(marks_get(fold.document, 0).revision, 4);
    CU_ASSERT_EQUAL(marks_get(fold.document, 0).op, OP_VOID);
    CU_ASSERT_EQUAL(fold_of(&fold, MARK, OP_ASSERT, 5), OUTCOME_APPLIED);
    assert_text(line_sums_text(&fold.sums), SESSION_LINE("I"));
    fold_end(&fold);
}

static void a_withdrawal_of_a_mark_never_seen_is_kept(void) {
    struct fold fold;
    fold_begin(&fold);
    CU_ASSERT_EQUAL(fold_of(&fold, MARK, OP_VOID, 2), OUTCOME_APPLIED);
    CU_ASSERT_EQUAL(fold_of(&fold, MARK, OP_ASSERT, 1), OUTCOME_UNCHANGED);
    assert_text(line_sums_text(&fold.sums), "");
    CU_ASSERT_EQUAL(marks_count(fold.document), 1);
    fold_end(&fold);
}

static void equal_revisions_with_other_codes_conflict_and_the_greater_wins(void) {
    struct absence ill = MARK, late = MARK;
    late.code = text_of("L");
    for (int order = 0; order < 2; order++) {
        struct fold fold;
        fold_begin(&fold);
        fold_event(&fold, order == 0 ? &ill : &late);
        enum outcome second = fold_event(&fold, order == 0 ? &late : &ill);
        CU_ASSERT_EQUAL(second,
                        order == 0 ? OUTCOME_CONFLICT_ARRIVED_WON : OUTCOME_CONFLICT_STORED_WON);
        assert_text(line_sums_text(&fold.sums), SESSION_LINE("L"));
        fold_end(&fold);
    }
}

static void a_withdrawal_of_equal_revision_conflicts_and_wins(void) {
    struct fold fold;
    fold_begin(&fold);
    fold_of(&fold, MARK, OP_ASSERT, 1);
    CU_ASSERT_EQUAL(fold_of(&fold, MARK, OP_VOID, 1), OUTCOME_CONFLICT_ARRIVED_WON);
    CU_ASSERT_EQUAL(fold_of(&fold, MARK, OP_ASSERT, 1), OUTCOME_CONFLICT_STORED_WON);
    assert_text(line_sums_text(&fold.sums), "");
    fold_end(&fold);
}

static void two_withdrawals_of_equal_revision_are_no_conflict(void) {
    struct fold fold;
    fold_begin(&fold);
    struct absence other = MARK;
    other.code = text_of("no code at all");
    other.cause = CAUSE_MENTAL;
    fold_of(&fold, MARK, OP_VOID, 1);
    CU_ASSERT_EQUAL(fold_of(&fold, other, OP_VOID, 1), OUTCOME_UNCHANGED);
    other.envelope.pupil.sen_provision = 2;
    CU_ASSERT_EQUAL(fold_of(&fold, other, OP_VOID, 1), OUTCOME_APPLIED);
    fold_end(&fold);
}

static void a_register_sent_again_for_the_pupil_is_no_conflict(void) {
    struct absence k = MARK, e = MARK;
    e.envelope.pupil.sen_provision = 2;
    for (int order = 0; order < 2; order++) {
        struct fold fold;
        fold_begin(&fold);
        fold_event(&fold, order == 0 ? &k : &e);
        enum outcome second = fold_event(&fold, order == 0 ? &e : &k);
        CU_ASSERT_EQUAL(second, order == 0 ? OUTCOME_APPLIED : OUTCOME_UNCHANGED);
        assert_text(line_sums_text(&fold.sums),
                    "sessions 2024-09-02 - 106905 E SEMH secondary I 1\n");
        fold_end(&fold);
    }
}

static void source_and_record_id_do_not_tell_marks_apart(void) {
    struct fold fold;
    fold_begin(&fold);
    struct absence other = MARK;
    other.envelope.source = text_of("another");
    other.envelope.record_id = text_of("77");
    other.envelope.event_id = text_of("x");
    other.envelope.recorded_at++;
    fold_of(&fold, MARK, OP_ASSERT, 1);
    CU_ASSERT_EQUAL(fold_event(&fold, &other), OUTCOME_UNCHANGED);
    CU_ASSERT_EQUAL(marks_count(fold.document), 1);
    fold_end(&fold);
}

static void a_mark_under_the_wrong_school_moves_by_void_and_assert(void) {
    struct fold fold;
    fold_begin(&fold);
    struct absence right = MARK;
    right.school_urn = 142000;
    fold_of(&fold, MARK, OP_ASSERT, 1);
    fold_of(&fold, MARK, OP_VOID, 2);
    fold_of(&fold, right, OP_ASSERT, 2);
    assert_text(line_sums_text(&fold.sums), "sessions 2024-09-02 - 142000 K SEMH secondary I 1\n");
    fold_end(&fold);
}

static void a_mark_and_its_withdrawal_leave_nothing(void) {
    struct fold fold;
    fold_begin(&fold);
    fold_of(&fold, MARK, OP_ASSERT, 1);
    fold_of(&fold, MARK, OP_VOID, 2);
    assert_text(line_sums_text(&fold.sums), "");
    assert_text(document_lines_text(fold.document), "");
    assert_text(child_lines_text(fold.document), "");
    fold_end(&fold);
}

static void the_lines_of_a_record_are_those_of_its_mark(void) {
    struct line_sums sums;
    line_sums_init(&sums);
    struct absence absence = MARK;
    absence_pipeline.inputs->lines(&absence, &literal_reference, &sums.lines);
    assert_text(line_sums_text(&sums), SESSION_LINE("I"));
    line_sums_free(&sums);
}

int main(void) {
    return suite_run(
        "absence: fold",
        (const struct test[]){
            {"outcomes are those of the oracle", outcomes_are_those_of_the_oracle},
            {"every order of arrival gives the same bytes, and the sums of the oracle",
             every_order_gives_the_bytes_and_the_sums_of_the_oracle},
            {"an event that comes twice changes nothing",
             an_event_that_comes_twice_changes_nothing},
            {"however batches are cut, the sums are those of the oracle",
             however_batches_are_cut_the_sums_are_those_of_the_oracle},
            {"the fold follows the order of the fields", the_fold_follows_the_order_of_the_fields},
            {"a withdrawal keeps its revision", a_withdrawal_keeps_its_revision},
            {"a withdrawal of a mark never seen is kept",
             a_withdrawal_of_a_mark_never_seen_is_kept},
            {"equal revisions with other codes conflict and the greater wins",
             equal_revisions_with_other_codes_conflict_and_the_greater_wins},
            {"a withdrawal of equal revision conflicts and wins",
             a_withdrawal_of_equal_revision_conflicts_and_wins},
            {"two withdrawals of equal revision are no conflict",
             two_withdrawals_of_equal_revision_are_no_conflict},
            {"a register sent again for the pupil is no conflict",
             a_register_sent_again_for_the_pupil_is_no_conflict},
            {"source and record id do not tell marks apart",
             source_and_record_id_do_not_tell_marks_apart},
            {"a mark under the wrong school moves by VOID and ASSERT",
             a_mark_under_the_wrong_school_moves_by_void_and_assert},
            {"a mark and its withdrawal leave nothing", a_mark_and_its_withdrawal_leave_nothing},
            {"the lines of a record are those of its mark",
             the_lines_of_a_record_are_those_of_its_mark},
            {NULL, NULL},
        });
}
