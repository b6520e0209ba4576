#include "support/literals.h"
#include "support/record_assert.h"
#include "support/suite.h"
#include "support/timetable_event.h"

/* A timetable that breaks no rule has these two before it in any case: six weeks may pass, and the
 * review. */
#define SIX_WEEKS(over) \
    "C1_PTT_OVER_6WK - s1|r1 2024-10-22 " over " 2024-10-21 106905 K secondary e1\n"
#define REVIEW(over) \
    "C1_PTT_REVIEW_DUE - s1|r1|2024-09-23 2024-09-24 " over " 2024-09-23 106905 K secondary e1\n"

static void expect(const struct timetable *timetable, const char *expected) {
    assert_crossings(&timetable_pipeline, timetable, &literal_reference, expected);
}

static void a_good_timetable_is_in_breach_only_when_its_time_has_passed(void) {
    struct timetable timetable = timetable_event(1);
    expect(&timetable, SIX_WEEKS("-") REVIEW("-"));
    timetable.ended_on = on("2024-09-24");
    expect(&timetable, "");
    timetable.ended_on = on("2024-09-25");
    expect(&timetable, REVIEW("2024-09-25"));
}

static void six_weeks_are_over_on_the_43rd_day_after_the_first(void) {
    struct timetable timetable = timetable_event(1);
    timetable.ended_on = on("2024-10-22");
    expect(&timetable, REVIEW("2024-10-22"));
    timetable.ended_on = on("2024-10-23");
    expect(&timetable, SIX_WEEKS("2024-10-23") REVIEW("2024-10-23"));
}

static void without_the_parents_agreement_it_is_in_breach_from_its_first_day(void) {
    struct timetable timetable = timetable_event(1);
    timetable.parent_agreed = 0;
    timetable.ended_on = on("2024-09-20");
    expect(&timetable, "C1_PTT_NO_AGREE - s1|r1 2024-09-09 2024-09-20 - 106905 K secondary e1\n");
    timetable.ended_on = on("2024-09-09");
    expect(&timetable, "");
}

static void an_end_or_a_review_that_is_missing_leaves_it_open_ended(void) {
    struct timetable timetable = timetable_event(1);
    timetable.planned_end_on = NUMBER_NULL;
    expect(&timetable, "C1_PTT_OPEN_ENDED - s1|r1 2024-09-09 - - 106905 K secondary e1\n" //
           SIX_WEEKS("-") REVIEW("-"));
    timetable.next_review_on = NUMBER_NULL;
    expect(&timetable,
           "C1_PTT_OPEN_ENDED - s1|r1 2024-09-09 - - 106905 K secondary e1\n" SIX_WEEKS("-"));
    timetable.planned_end_on = on("2024-10-04");
    expect(&timetable,
           "C1_PTT_OPEN_ENDED - s1|r1 2024-09-09 - - 106905 K secondary e1\n" SIX_WEEKS("-"));
}

static void a_review_that_was_due_before_the_first_day_is_overdue_from_it(void) {
    struct timetable timetable = timetable_event(1);
    timetable.next_review_on = on("2024-09-08");
    timetable.ended_on = on("2024-09-20");
    expect(&timetable, "C1_PTT_REVIEW_DUE - s1|r1|2024-09-08 2024-09-09 2024-09-20 2024-09-08 "
                       "106905 K secondary e1\n");
    timetable.next_review_on = on("2024-08-01");
    expect(&timetable, "C1_PTT_REVIEW_DUE - s1|r1|2024-08-01 2024-09-09 2024-09-20 2024-08-01 "
                       "106905 K secondary e1\n");
    timetable.next_review_on = on("2024-09-09");
    expect(&timetable, "C1_PTT_REVIEW_DUE - s1|r1|2024-09-09 2024-09-10 2024-09-20 2024-09-09 "
                       "106905 K secondary e1\n");
}

static void a_review_due_after_the_end_is_no_breach(void) {
    struct timetable timetable = timetable_event(1);
    timetable.ended_on = on("2024-09-23");
    expect(&timetable, "");
}

static void behaviour_is_no_reason_for_a_part_time_timetable(void) {
    struct timetable timetable = timetable_event(1);
    timetable.reason = TIMETABLE_BEHAVIOUR;
    timetable.ended_on = on("2024-09-20");
    expect(&timetable, "C1_PTT_BEHAVIOUR - s1|r1 2024-09-09 2024-09-20 - 106905 K secondary e1\n");
}

static void hours_below_full_time_are_a_breach_and_exactly_full_time_is_none(void) {
    struct timetable timetable = timetable_event(1);
    timetable.ended_on = on("2024-09-20");
    timetable.weekly_minutes = 900;
    timetable.ap_minutes = 540;
    expect(&timetable, "");
    timetable.ap_minutes = 539;
    expect(&timetable, "C1_PTT_HOURS - s1|r1 2024-09-09 2024-09-20 - 106905 K secondary e1\n");
    timetable.envelope.pupil.nc_year = 0;
    expect(&timetable, "");
}

static void a_place_that_is_not_known_hides_no_breach(void) {
    struct timetable timetable = timetable_event(1);
    timetable.envelope.pupil = (struct pupil){.known = false};
    timetable.parent_agreed = 0;
    timetable.ended_on = on("2024-09-20");
    expect(&timetable, "C1_PTT_NO_AGREE - s1|r1 2024-09-09 2024-09-20 - - - - e1\n");
}

static void a_record_keeps_the_limit_of_its_first_day(void) {
    static const struct rule rules[] = {
        {"C1_PTT_OVER_6WK", "", 10957, 1, 2, true, 42, 0, 60, 7},
        {"C1_PTT_OVER_6WK", "", 20089, 1, 2, true, 56, 0, 60, 7}, /* 2025-01-01 */
    };
    struct reference reference = literal_reference;
    reference.rules = rules;
    reference.n_rules = 2;
    struct timetable timetable = timetable_event(1);
    timetable.starts_on = on("2024-12-31");
    timetable.next_review_on = on("2025-06-30");
    timetable.ended_on = on("2025-03-31");
    assert_crossings(&timetable_pipeline, &timetable, &reference,
                     "C1_PTT_OVER_6WK - s1|r1 2025-02-12 2025-03-31 2025-02-11 "
                     "106905 K secondary e1\n");
    timetable.starts_on = on("2025-01-01");
    assert_crossings(&timetable_pipeline, &timetable, &reference,
                     "C1_PTT_OVER_6WK - s1|r1 2025-02-27 2025-03-31 2025-02-26 "
                     "106905 K secondary e1\n");
    reference.n_rules = 0;
    assert_crossings(&timetable_pipeline, &timetable, &reference, "");
}

static void a_timetable_that_was_withdrawn_breaks_no_rule(void) {
    struct timetable timetable = timetable_event(1);
    timetable.parent_agreed = 0;
    timetable.envelope.op = OP_VOID;
    expect(&timetable, "");
}

int main(void) {
    return suite_run(
        "timetable: rules",
        (const struct test[]){
            {"a good timetable is in breach only when its time has passed",
             a_good_timetable_is_in_breach_only_when_its_time_has_passed},
            {"six weeks are over on the 43rd day after the first",
             six_weeks_are_over_on_the_43rd_day_after_the_first},
            {"without the parents' agreement it is in breach from its first day",
             without_the_parents_agreement_it_is_in_breach_from_its_first_day},
            {"an end or a review that is missing leaves it open-ended",
             an_end_or_a_review_that_is_missing_leaves_it_open_ended},
            {"a review that was due before the first day is overdue from it",
             a_review_that_was_due_before_the_first_day_is_overdue_from_it},
            {"a review due after the end is no breach", a_review_due_after_the_end_is_no_breach},
            {"behaviour is no reason for a part-time timetable",
             behaviour_is_no_reason_for_a_part_time_timetable},
            {"hours below full time are a breach, and exactly full time is none",
             hours_below_full_time_are_a_breach_and_exactly_full_time_is_none},
            {"a place that is not known hides no breach",
             a_place_that_is_not_known_hides_no_breach},
            {"a record keeps the limit of its first day",
             a_record_keeps_the_limit_of_its_first_day},
            {"a timetable that was withdrawn breaks no rule",
             a_timetable_that_was_withdrawn_breaks_no_rule},
            {NULL, NULL},
        });
}
