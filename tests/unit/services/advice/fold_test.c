/* Properties that must hold for every history of requests about a child, and cases of the fold. */
#include "support/advice_event.h"
#include "support/literals.h"
#include "support/record_property.h"
#include "support/suite.h"

#define FIRST 19967 /* 2024-09-01; every date of advice_any, and six weeks, lie within a year */
#define LAST 20332

static struct record_stream stream = {.pipeline = &advice_pipeline, .any = advice_any};

static void every_order_gives_the_same(void) {
    order_changes_nothing(&stream);
}

static void every_cut_into_batches_gives_the_same(void) {
    batches_change_nothing(&stream);
}

/* Definitions of measures and rules, in words of the field rather than of lines. */

static bool has_come(const struct advice *advice, int64_t day) {
    return advice->received_on != NUMBER_NULL && advice->received_on <= day;
}

static bool binds(const void *record) {
    return ((const struct advice *)record)->exemption == EXEMPTION_NONE;
}

static int64_t request(const void *record) {
    return ((const struct advice *)record)->requested_on;
}

static int64_t due(const void *record, day_t day) {
    return day >= request(record) + 6 * 7;
}

static int64_t due_met(const void *record, day_t day) {
    return due(record, day) && has_come(record, request(record) + 6 * 7);
}

static int64_t due_net(const void *record, day_t day) {
    return binds(record) && due(record, day);
}

static int64_t due_net_met(const void *record, day_t day) {
    return binds(record) && due_met(record, day);
}

static int64_t outstanding(const void *record, day_t day) {
    return day >= request(record) && !has_come(record, day);
}

static int64_t outstanding_net(const void *record, day_t day) {
    return binds(record) && outstanding(record, day);
}

static int64_t indicators(const void *record, day_t day) {
    const struct advice *advice = record;
    return has_come(advice, day) && advice->quality_total != NUMBER_NULL ? advice->quality_total
                                                                         : 0;
}

static int64_t indicators_met(const void *record, day_t day) {
    return indicators(record, day) > 0 ? ((const struct advice *)record)->quality_met : 0;
}

static void on_every_day_the_measures_are_what_was_due_and_is_outstanding(void) {
    static const struct measure_claim claims[] = {
        {"advice_due", due, NULL},
        {"advice_due_met", due_met, NULL},
        {"advice_due_net", due_net, NULL},
        {"advice_due_net_met", due_net_met, NULL},
        {"advice_outstanding", outstanding, request},
        {"advice_outstanding_net", outstanding_net, request},
        {"quality_indicators", indicators, NULL},
        {"quality_indicators_met", indicators_met, NULL},
        {NULL, NULL, NULL},
    };
    measures_are_as_defined(&stream, claims, FIRST, LAST);
}

static bool nearly_due(const void *record, day_t day) {
    int64_t age = day - request(record);
    return outstanding_net(record, day) && age >= 35 && age <= 42;
}

static bool overdue(const void *record, day_t day) {
    return outstanding_net(record, day) && day - request(record) > 42;
}

static void on_every_day_the_open_breaches_are_what_is_nearly_due_or_overdue(void) {
    static const struct rule_claim claims[] = {
        {"C4_ADVICE_DUE", "35", nearly_due},
        {"C4_ADVICE_DUE", "42", overdue},
        {NULL, NULL, NULL},
    };
    breaches_are_as_defined(&stream, claims, FIRST, LAST);
}

/* The cases of the sentences, one by one. */

static enum outcome fold_of(struct record_fold *fold, struct advice advice, enum op op,
                            int64_t revision) {
    advice.envelope.op = (int8_t)op;
    advice.envelope.revision = revision;
    return record_fold_event(fold, &advice);
}

static void assert_text(char *text, const char *expected) {
    CU_ASSERT_STRING_EQUAL(text, expected);
    g_free(text);
}

static void an_exemption_that_is_granted_later_takes_both_breaches_away(void) {
    struct record_fold fold;
    record_fold_begin(&fold, &stream);
    struct advice advice = advice_event(1);
    fold_of(&fold, advice, OP_ASSERT, 1);
    assert_text(record_fold_crossings(&fold),
                "C4_ADVICE_DUE 35 s1|r1|35 2024-10-07 2024-10-15 2024-10-14 trft K secondary e1\n"
                "C4_ADVICE_DUE 42 s1|r1|42 2024-10-15 - 2024-10-14 trft K secondary e1\n");
    advice.exemption = EXEMPTION_AWAY_4_WEEKS;
    fold_of(&fold, advice, OP_ASSERT, 2);
    assert_text(record_fold_crossings(&fold), "");
    assert_text(line_sums_text(&fold.sums),
                "advice_due 2024-10-14 - trft K SEMH secondary HEALTH 1\n"
                "advice_outstanding 2024-09-02 2024-09-02 trft K SEMH secondary HEALTH 1\n");
    record_fold_end(&fold);
}

static void a_withdrawal_takes_lines_and_crossings_away_and_keeps_its_revision(void) {
    struct record_fold fold;
    record_fold_begin(&fold, &stream);
    fold_of(&fold, advice_event(1), OP_ASSERT, 1);
    CU_ASSERT_EQUAL(fold_of(&fold, advice_event(1), OP_VOID, 3), OUTCOME_APPLIED);
    CU_ASSERT_EQUAL(fold_of(&fold, advice_event(1), OP_ASSERT, 2), OUTCOME_UNCHANGED);
    assert_text(line_sums_text(&fold.sums), "");
    assert_text(record_fold_crossings(&fold), "");
    record_fold_end(&fold);
}

static void the_case_ties_records_together_and_does_not_identify_them(void) {
    struct record_fold fold;
    record_fold_begin(&fold, &stream);
    struct advice other_case = advice_event(1), other_record = advice_event(1);
    other_case.case_id = text_of("k2");
    other_record.envelope.record_id = text_of("r2");
    fold_of(&fold, advice_event(1), OP_ASSERT, 1);
    CU_ASSERT_EQUAL(fold_of(&fold, other_case, OP_ASSERT, 1), OUTCOME_CONFLICT_ARRIVED_WON);
    CU_ASSERT_EQUAL(fold_of(&fold, other_record, OP_ASSERT, 1), OUTCOME_APPLIED);
    CU_ASSERT_EQUAL(record_fold_view(&fold)->count, 2);
    record_fold_end(&fold);
}

int main(void) {
    record_stream_open(&stream);
    int status = suite_run(
        "advice: fold",
        (const struct test[]){
            {"every order of arrival gives the same, and so do duplicates",
             every_order_gives_the_same},
            {"every cut into batches gives the same", every_cut_into_batches_gives_the_same},
            {"on every day the measures are what was due and is outstanding",
             on_every_day_the_measures_are_what_was_due_and_is_outstanding},
            {"on every day the open breaches are what is nearly due or overdue",
             on_every_day_the_open_breaches_are_what_is_nearly_due_or_overdue},
            {"an exemption that is granted later takes both breaches away",
             an_exemption_that_is_granted_later_takes_both_breaches_away},
            {"a withdrawal takes lines and crossings away, and keeps its revision",
             a_withdrawal_takes_lines_and_crossings_away_and_keeps_its_revision},
            {"the case ties records together and does not identify them",
             the_case_ties_records_together_and_does_not_identify_them},
            {NULL, NULL},
        });
    record_stream_close(&stream);
    return status;
}
