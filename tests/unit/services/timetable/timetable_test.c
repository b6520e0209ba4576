#include "timetable/timetable.h"

#include "support/literals.h"
#include "support/record_assert.h"
#include "support/suite.h"
#include "support/timetable_event.h"

static const struct pipeline *const pipeline = &timetable_pipeline;

static void a_timetable_that_keeps_every_rule_is_accepted(void) {
    struct timetable timetable = timetable_event(1);
    assert_accepted(pipeline, &timetable);
    timetable.planned_end_on = timetable.next_review_on = NUMBER_NULL;
    assert_accepted(pipeline, &timetable);
    timetable.envelope.pupil = (struct pupil){.known = false};
    assert_accepted(pipeline, &timetable);
}

static void reasons_for_refusal_come_in_their_order(void) {
    struct timetable timetable = timetable_event(0);
    timetable.envelope.child_ref = text_of("c2");
    timetable.envelope.pupil.primary_need = text_of("NONE");
    timetable.weekly_minutes = -1;
    assert_refused(pipeline, &timetable, REASON_BAD_KEY, "child_ref");
    timetable.envelope.child_ref = text_of("c1");
    assert_refused(pipeline, &timetable, REASON_BAD_VALUE, "revision");
    timetable.envelope.revision = 1;
    assert_refused(pipeline, &timetable, REASON_BAD_VALUE, "weekly_minutes");
    timetable.weekly_minutes = 0;
    assert_refused(pipeline, &timetable, REASON_UNKNOWN_CODE, "primary_need");
}

static void the_id_of_the_record_must_not_be_empty(void) {
    struct timetable timetable = timetable_event(1);
    timetable.envelope.record_id = text_of("");
    assert_refused(pipeline, &timetable, REASON_BAD_VALUE, "record_id");
}

static void assert_date_range(size_t offset, const char *field) {
    struct timetable timetable = timetable_event(1);
    int64_t *date = (int64_t *)(void *)((char *)&timetable + offset);
    *date = on("1999-12-31");
    assert_refused(pipeline, &timetable, REASON_BAD_VALUE, field);
    *date = on("2100-01-01");
    assert_refused(pipeline, &timetable, REASON_BAD_VALUE, field);
    *date = on("2099-12-31");
    assert_accepted(pipeline, &timetable);
}

static void every_date_lies_from_2000_to_2099(void) {
    assert_date_range(offsetof(struct timetable, starts_on), "starts_on");
    assert_date_range(offsetof(struct timetable, planned_end_on), "planned_end_on");
    assert_date_range(offsetof(struct timetable, ended_on), "ended_on");
    assert_date_range(offsetof(struct timetable, next_review_on), "next_review_on");
    assert_date_range(offsetof(struct timetable, la_notified_on), "la_notified_on");
}

static void it_may_end_on_its_first_day_and_not_before(void) {
    struct timetable timetable = timetable_event(1);
    timetable.ended_on = on("2024-09-09");
    assert_accepted(pipeline, &timetable);
    timetable.ended_on = on("2024-09-08");
    assert_refused(pipeline, &timetable, REASON_BAD_VALUE, "ended_on");
}

static void plans_reviews_and_notices_may_lie_before_the_first_day(void) {
    struct timetable timetable = timetable_event(1);
    timetable.planned_end_on = timetable.next_review_on = timetable.la_notified_on =
        on("2024-09-01");
    assert_accepted(pipeline, &timetable);
}

static void minutes_lie_from_0_to_3000(void) {
    struct timetable timetable = timetable_event(1);
    timetable.weekly_minutes = 3000;
    timetable.ap_minutes = 3000;
    assert_accepted(pipeline, &timetable);
    timetable.ap_minutes = 3001;
    assert_refused(pipeline, &timetable, REASON_BAD_VALUE, "ap_minutes");
    timetable.ap_minutes = -1;
    assert_refused(pipeline, &timetable, REASON_BAD_VALUE, "ap_minutes");
    timetable.weekly_minutes = 3001;
    assert_refused(pipeline, &timetable, REASON_BAD_VALUE, "weekly_minutes");
    timetable.weekly_minutes = 0;
    timetable.ap_minutes = 0;
    assert_accepted(pipeline, &timetable);
}

static void a_void_is_checked_up_to_the_pupil(void) {
    struct timetable timetable = timetable_event(1);
    timetable.envelope.op = OP_VOID;
    timetable.starts_on = on("1999-12-31");
    timetable.weekly_minutes = -1;
    assert_accepted(pipeline, &timetable);
    timetable.envelope.pupil.nc_year = 16;
    assert_refused(pipeline, &timetable, REASON_BAD_VALUE, "nc_year");
}

#define PLACE " 106905 K SEMH secondary SEMH "

static void an_open_timetable_is_one_begun_and_one_open(void) {
    struct timetable timetable = timetable_event(1);
    assert_lines(pipeline, &timetable,
                 "timetable_reviews 2024-09-09 2024-09-23" PLACE "1\n"
                 "timetables_open 2024-09-09 2024-09-09" PLACE "1\n"
                 "timetables_started 2024-09-09 -" PLACE "1\n");
    timetable.next_review_on = NUMBER_NULL;
    assert_lines(pipeline, &timetable,
                 "timetables_open 2024-09-09 2024-09-09" PLACE "1\n"
                 "timetables_started 2024-09-09 -" PLACE "1\n");
}

static void every_stock_closes_on_the_day_that_is_the_first_without_it(void) {
    struct timetable timetable = timetable_event(1);
    timetable.ended_on = on("2024-09-20");
    timetable.parent_agreed = 0;
    timetable.weekly_minutes = 0;
    assert_lines(pipeline, &timetable,
                 "timetable_reviews 2024-09-09 2024-09-23" PLACE "1\n"
                 "timetable_reviews 2024-09-20 2024-09-23" PLACE "-1\n"
                 "timetables_below_hours 2024-09-09 2024-09-09" PLACE "1\n"
                 "timetables_below_hours 2024-09-20 2024-09-09" PLACE "-1\n"
                 "timetables_open 2024-09-09 2024-09-09" PLACE "1\n"
                 "timetables_open 2024-09-20 2024-09-09" PLACE "-1\n"
                 "timetables_started 2024-09-09 -" PLACE "1\n"
                 "timetables_without_agreement 2024-09-09 2024-09-09" PLACE "1\n"
                 "timetables_without_agreement 2024-09-20 2024-09-09" PLACE "-1\n");
}

static void one_that_ends_on_its_first_day_never_was_open(void) {
    struct timetable timetable = timetable_event(1);
    timetable.ended_on = on("2024-09-09");
    timetable.parent_agreed = 0;
    timetable.weekly_minutes = 0;
    assert_lines(pipeline, &timetable, "timetables_started 2024-09-09 -" PLACE "1\n");
}

static void a_review_planned_before_the_first_day_is_late_from_the_first_day(void) {
    struct timetable timetable = timetable_event(1);
    timetable.next_review_on = on("2024-09-01");
    timetable.ended_on = on("2024-09-10");
    assert_lines(pipeline, &timetable,
                 "timetable_reviews 2024-09-09 2024-09-01" PLACE "1\n"
                 "timetable_reviews 2024-09-10 2024-09-01" PLACE "-1\n"
                 "timetables_open 2024-09-09 2024-09-09" PLACE "1\n"
                 "timetables_open 2024-09-10 2024-09-09" PLACE "-1\n"
                 "timetables_started 2024-09-09 -" PLACE "1\n");
}

static void each_reason_is_a_detail_of_its_own(void) {
    static const char *const expected[] = {
        "timetables_open 2024-09-09 2024-09-09 106905 K SEMH secondary MEDICAL 1\n"
        "timetables_started 2024-09-09 - 106905 K SEMH secondary MEDICAL 1\n",
        "timetables_open 2024-09-09 2024-09-09 106905 K SEMH secondary REINTEGRATION 1\n"
        "timetables_started 2024-09-09 - 106905 K SEMH secondary REINTEGRATION 1\n",
        "timetables_open 2024-09-09 2024-09-09 106905 K SEMH secondary STAGED_ENTRY 1\n"
        "timetables_started 2024-09-09 - 106905 K SEMH secondary STAGED_ENTRY 1\n",
        "timetables_open 2024-09-09 2024-09-09 106905 K SEMH secondary SEMH 1\n"
        "timetables_started 2024-09-09 - 106905 K SEMH secondary SEMH 1\n",
        "timetables_open 2024-09-09 2024-09-09 106905 K SEMH secondary BEHAVIOUR 1\n"
        "timetables_started 2024-09-09 - 106905 K SEMH secondary BEHAVIOUR 1\n",
        "timetables_open 2024-09-09 2024-09-09 106905 K SEMH secondary OTHER 1\n"
        "timetables_started 2024-09-09 - 106905 K SEMH secondary OTHER 1\n",
    };
    for (int reason = TIMETABLE_MEDICAL; reason <= TIMETABLE_OTHER; reason++) {
        struct timetable timetable = timetable_event(1);
        timetable.next_review_on = NUMBER_NULL;
        timetable.reason = (int8_t)reason;
        assert_lines(pipeline, &timetable, expected[reason]);
    }
}

static void a_pupil_who_is_not_known_counts_at_no_school(void) {
    struct timetable timetable = timetable_event(1);
    timetable.envelope.pupil = (struct pupil){.known = false};
    timetable.next_review_on = NUMBER_NULL;
    timetable.weekly_minutes = 0;
    assert_lines(pipeline, &timetable,
                 "timetables_open 2024-09-09 2024-09-09 - - - - SEMH 1\n"
                 "timetables_started 2024-09-09 - - - - - SEMH 1\n");
}

static void a_void_has_no_lines(void) {
    struct timetable timetable = timetable_event(2);
    timetable.envelope.op = OP_VOID;
    assert_lines(pipeline, &timetable, "");
}

static bool is_below(int64_t nc_year, int64_t weekly_minutes, int64_t ap_minutes) {
    struct timetable timetable = timetable_event(1);
    timetable.envelope.pupil.nc_year = nc_year;
    timetable.weekly_minutes = weekly_minutes;
    timetable.ap_minutes = ap_minutes;
    return timetable_is_below_hours(&timetable);
}

static void full_time_is_a_matter_of_the_year_group(void) {
    static const struct {
        int64_t first, last, minutes;
    } groups[] = {{1, 2, 1260}, {3, 6, 1410}, {7, 10, 1440}, {11, 11, 1500}};
    for (size_t i = 0; i < 4; i++) {
        for (int64_t year = groups[i].first; year <= groups[i].last; year++) {
            CU_ASSERT_TRUE(is_below(year, groups[i].minutes - 1, NUMBER_NULL));
            CU_ASSERT_FALSE(is_below(year, groups[i].minutes, NUMBER_NULL));
        }
    }
}

static void alternative_provision_makes_up_for_hours_to_the_minute(void) {
    CU_ASSERT_FALSE(is_below(8, 900, 540));
    CU_ASSERT_TRUE(is_below(8, 900, 539));
    CU_ASSERT_FALSE(is_below(8, 0, 1440));
    CU_ASSERT_TRUE(is_below(8, 1439, 0));
}

static void without_an_entitlement_nothing_is_below_it(void) {
    static const int64_t years[] = {-2, -1, 0, 12, 15, NUMBER_NULL};
    for (size_t i = 0; i < 6; i++) {
        CU_ASSERT_FALSE(is_below(years[i], 0, NUMBER_NULL));
    }
    struct timetable timetable = timetable_event(1);
    timetable.weekly_minutes = 0;
    timetable.envelope.pupil = (struct pupil){.known = false, .nc_year = 8};
    CU_ASSERT_FALSE(timetable_is_below_hours(&timetable));
}

int main(void) {
    return suite_run(
        "timetable",
        (const struct test[]){
            {"a timetable that keeps every rule is accepted",
             a_timetable_that_keeps_every_rule_is_accepted},
            {"reasons for refusal come in their order", reasons_for_refusal_come_in_their_order},
            {"the id of the record must not be empty", the_id_of_the_record_must_not_be_empty},
            {"every date lies from 2000 to 2099", every_date_lies_from_2000_to_2099},
            {"it may end on its first day and not before",
             it_may_end_on_its_first_day_and_not_before},
            {"plans, reviews and notices may lie before the first day",
             plans_reviews_and_notices_may_lie_before_the_first_day},
            {"minutes lie from 0 to 3000", minutes_lie_from_0_to_3000},
            {"a VOID is checked up to the pupil", a_void_is_checked_up_to_the_pupil},
            {"an open timetable is one begun and one open",
             an_open_timetable_is_one_begun_and_one_open},
            {"every stock closes on the day that is the first without it",
             every_stock_closes_on_the_day_that_is_the_first_without_it},
            {"one that ends on its first day never was open",
             one_that_ends_on_its_first_day_never_was_open},
            {"a review planned before the first day is late from the first day",
             a_review_planned_before_the_first_day_is_late_from_the_first_day},
            {"each reason is a detail of its own", each_reason_is_a_detail_of_its_own},
            {"a pupil who is not known counts at no school",
             a_pupil_who_is_not_known_counts_at_no_school},
            {"a VOID has no lines", a_void_has_no_lines},
            {"full time is a matter of the year group", full_time_is_a_matter_of_the_year_group},
            {"alternative provision makes up for hours, to the minute",
             alternative_provision_makes_up_for_hours_to_the_minute},
            {"without an entitlement nothing is below it",
             without_an_entitlement_nothing_is_below_it},
            {NULL, NULL},
        });
}
