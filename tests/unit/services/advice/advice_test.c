#include "advice/advice.h"

#include "support/advice_event.h"
#include "support/literals.h"
#include "support/record_assert.h"
#include "support/suite.h"

static const struct pipeline *const pipeline = &advice_pipeline;

static void advice_that_keeps_every_rule_is_accepted(void) {
    struct advice advice = advice_event(1);
    assert_accepted(pipeline, &advice);
    advice.received_on = on("2024-09-02");
    advice.quality_met = advice.quality_total = 14;
    assert_accepted(pipeline, &advice);
    advice.case_id = text_of("");
    advice.envelope.pupil = (struct pupil){.known = false};
    assert_accepted(pipeline, &advice);
}

static void reasons_for_refusal_come_in_their_order(void) {
    struct advice advice = advice_event(1);
    advice.envelope.child_ref = text_of("c2");
    advice.envelope.record_id = text_of("");
    advice.envelope.pupil.primary_need = text_of("NONE");
    advice.provider = text_of("");
    assert_refused(pipeline, &advice, REASON_BAD_KEY, "child_ref");
    advice.envelope.child_ref = text_of("c1");
    assert_refused(pipeline, &advice, REASON_BAD_VALUE, "record_id");
    advice.envelope.record_id = text_of("r1");
    assert_refused(pipeline, &advice, REASON_BAD_VALUE, "provider");
    advice.provider = text_of("trft");
    assert_refused(pipeline, &advice, REASON_UNKNOWN_CODE, "primary_need");
}

static void dates_lie_from_2000_to_2099(void) {
    struct advice advice = advice_event(1);
    advice.requested_on = on("1999-12-31");
    assert_refused(pipeline, &advice, REASON_BAD_VALUE, "requested_on");
    advice.requested_on = on("2000-01-01");
    advice.received_on = on("2099-12-31");
    assert_accepted(pipeline, &advice);
    advice.received_on = on("2100-01-01");
    assert_refused(pipeline, &advice, REASON_BAD_VALUE, "received_on");
}

static void an_answer_may_come_on_the_day_of_the_request_and_not_before(void) {
    struct advice advice = advice_event(1);
    advice.received_on = on("2024-09-02");
    assert_accepted(pipeline, &advice);
    advice.received_on = on("2024-09-01");
    assert_refused(pipeline, &advice, REASON_BAD_VALUE, "received_on");
}

static void assert_quality(int64_t met, int64_t total, const char *field) {
    struct advice advice = advice_event(1);
    advice.quality_met = met;
    advice.quality_total = total;
    assert_refused(pipeline, &advice, *field != '\0' ? REASON_BAD_VALUE : REASON_NONE, field);
}

static void quality_has_both_numbers_or_neither(void) {
    assert_quality(NUMBER_NULL, NUMBER_NULL, "");
    assert_quality(3, NUMBER_NULL, "quality_total");
    assert_quality(NUMBER_NULL, 3, "quality_met");
}

static void no_more_indicators_are_met_than_there_are(void) {
    assert_quality(0, 0, "");
    assert_quality(0, 14, "");
    assert_quality(14, 14, "");
    assert_quality(15, 14, "quality_met");
    assert_quality(-1, 14, "quality_met");
    assert_quality(-1, -1, "quality_total");
    assert_quality(1, 0, "quality_met");
}

static void quality_may_be_known_of_advice_that_is_outstanding(void) {
    assert_quality(3, 5, "");
}

static void a_void_is_checked_up_to_the_pupil(void) {
    struct advice advice = advice_event(1);
    advice.envelope.op = OP_VOID;
    advice.provider = text_of("");
    advice.quality_met = 3;
    advice.requested_on = on("1999-12-31");
    assert_accepted(pipeline, &advice);
    advice.envelope.revision = 0;
    assert_refused(pipeline, &advice, REASON_BAD_VALUE, "revision");
}

#define AT_TRFT " trft K SEMH secondary HEALTH "
#define DUE                                 \
    "advice_due 2024-10-14 -" AT_TRFT "1\n" \
    "advice_due_net 2024-10-14 -" AT_TRFT "1\n"
#define DUE_AND_MET                             \
    "advice_due 2024-10-14 -" AT_TRFT "1\n"     \
    "advice_due_met 2024-10-14 -" AT_TRFT "1\n" \
    "advice_due_net 2024-10-14 -" AT_TRFT "1\n" \
    "advice_due_net_met 2024-10-14 -" AT_TRFT "1\n"

static void a_request_is_due_after_42_days_and_outstanding_from_its_first(void) {
    struct advice advice = advice_event(1);
    assert_lines(pipeline, &advice,
                 DUE "advice_outstanding 2024-09-02 2024-09-02" AT_TRFT "1\n"
                     "advice_outstanding_net 2024-09-02 2024-09-02" AT_TRFT "1\n");
}

static void advice_of_day_42_is_in_time_and_of_day_43_is_late(void) {
    struct advice advice = advice_event(1);
    advice.received_on = on("2024-10-14");
    assert_lines(pipeline, &advice,
                 DUE_AND_MET "advice_outstanding 2024-09-02 2024-09-02" AT_TRFT "1\n"
                             "advice_outstanding 2024-10-14 2024-09-02" AT_TRFT "-1\n"
                             "advice_outstanding_net 2024-09-02 2024-09-02" AT_TRFT "1\n"
                             "advice_outstanding_net 2024-10-14 2024-09-02" AT_TRFT "-1\n");
    advice.received_on = on("2024-10-15");
    assert_lines(pipeline, &advice,
                 DUE "advice_outstanding 2024-09-02 2024-09-02" AT_TRFT "1\n"
                     "advice_outstanding 2024-10-15 2024-09-02" AT_TRFT "-1\n"
                     "advice_outstanding_net 2024-09-02 2024-09-02" AT_TRFT "1\n"
                     "advice_outstanding_net 2024-10-15 2024-09-02" AT_TRFT "-1\n");
}

static void exempt_requests_are_due_and_outstanding_but_not_in_the_net_figures(void) {
    for (int exemption = EXEMPTION_EXCEPTIONAL; exemption <= EXEMPTION_SCHOOL_CLOSED; exemption++) {
        struct advice advice = advice_event(1);
        advice.exemption = (int8_t)exemption;
        assert_lines(pipeline, &advice,
                     "advice_due 2024-10-14 -" AT_TRFT "1\n"
                     "advice_outstanding 2024-09-02 2024-09-02" AT_TRFT "1\n");
        advice.received_on = on("2024-09-30");
        assert_lines(pipeline, &advice,
                     "advice_due 2024-10-14 -" AT_TRFT "1\n"
                     "advice_due_met 2024-10-14 -" AT_TRFT "1\n"
                     "advice_outstanding 2024-09-02 2024-09-02" AT_TRFT "1\n"
                     "advice_outstanding 2024-09-30 2024-09-02" AT_TRFT "-1\n");
    }
}

static void advice_that_came_on_the_day_of_the_request_never_was_outstanding(void) {
    struct advice advice = advice_event(1);
    advice.received_on = on("2024-09-02");
    assert_lines(pipeline, &advice, DUE_AND_MET);
}

static void quality_counts_on_the_day_on_which_the_advice_came(void) {
    struct advice advice = advice_event(1);
    advice.received_on = on("2024-09-02");
    advice.quality_met = 11;
    advice.quality_total = 14;
    assert_lines(pipeline, &advice,
                 DUE_AND_MET "quality_indicators 2024-09-02 -" AT_TRFT "14\n"
                             "quality_indicators_met 2024-09-02 -" AT_TRFT "11\n");
    advice.quality_met = 0;
    assert_lines(pipeline, &advice, DUE_AND_MET "quality_indicators 2024-09-02 -" AT_TRFT "14\n");
    advice.quality_total = 0;
    assert_lines(pipeline, &advice, DUE_AND_MET);
}

static void quality_of_outstanding_advice_does_not_count_yet(void) {
    struct advice advice = advice_event(1);
    advice.quality_met = 11;
    advice.quality_total = 14;
    advice.exemption = EXEMPTION_NOT_BROUGHT;
    assert_lines(pipeline, &advice,
                 "advice_due 2024-10-14 -" AT_TRFT "1\n"
                 "advice_outstanding 2024-09-02 2024-09-02" AT_TRFT "1\n");
}

static void each_strand_is_a_detail_of_its_own(void) {
    static const char *const expected[] = {
        "advice_due 2024-10-14 - trft - - - EDUCATION 1\n"
        "advice_outstanding 2024-09-02 2024-09-02 trft - - - EDUCATION 1\n",
        "advice_due 2024-10-14 - trft - - - HEALTH 1\n"
        "advice_outstanding 2024-09-02 2024-09-02 trft - - - HEALTH 1\n",
        "advice_due 2024-10-14 - trft - - - EP 1\n"
        "advice_outstanding 2024-09-02 2024-09-02 trft - - - EP 1\n",
        "advice_due 2024-10-14 - trft - - - SOCIAL_CARE 1\n"
        "advice_outstanding 2024-09-02 2024-09-02 trft - - - SOCIAL_CARE 1\n",
        "advice_due 2024-10-14 - trft - - - VIEWS 1\n"
        "advice_outstanding 2024-09-02 2024-09-02 trft - - - VIEWS 1\n",
        "advice_due 2024-10-14 - trft - - - OTHER 1\n"
        "advice_outstanding 2024-09-02 2024-09-02 trft - - - OTHER 1\n",
    };
    for (int strand = 0; strand < 6; strand++) {
        struct advice advice = advice_event(1);
        advice.envelope.pupil = (struct pupil){.known = false};
        advice.exemption = EXEMPTION_EXCEPTIONAL;
        advice.strand = (int8_t)strand;
        assert_lines(pipeline, &advice, expected[strand]);
    }
}

static void a_void_has_no_lines(void) {
    struct advice advice = advice_event(2);
    advice.envelope.op = OP_VOID;
    assert_lines(pipeline, &advice, "");
}

int main(void) {
    return suite_run(
        "advice",
        (const struct test[]){
            {"advice that keeps every rule is accepted", advice_that_keeps_every_rule_is_accepted},
            {"reasons for refusal come in their order", reasons_for_refusal_come_in_their_order},
            {"dates lie from 2000 to 2099", dates_lie_from_2000_to_2099},
            {"an answer may come on the day of the request and not before",
             an_answer_may_come_on_the_day_of_the_request_and_not_before},
            {"quality has both numbers or neither", quality_has_both_numbers_or_neither},
            {"no more indicators are met than there are",
             no_more_indicators_are_met_than_there_are},
            {"quality may be known of advice that is outstanding",
             quality_may_be_known_of_advice_that_is_outstanding},
            {"a VOID is checked up to the pupil", a_void_is_checked_up_to_the_pupil},
            {"a request is due after 42 days and outstanding from its first",
             a_request_is_due_after_42_days_and_outstanding_from_its_first},
            {"advice of day 42 is in time and of day 43 is late",
             advice_of_day_42_is_in_time_and_of_day_43_is_late},
            {"exempt requests are due and outstanding, but not in the net figures",
             exempt_requests_are_due_and_outstanding_but_not_in_the_net_figures},
            {"advice that came on the day of the request never was outstanding",
             advice_that_came_on_the_day_of_the_request_never_was_outstanding},
            {"quality counts on the day on which the advice came",
             quality_counts_on_the_day_on_which_the_advice_came},
            {"quality of outstanding advice does not count yet",
             quality_of_outstanding_advice_does_not_count_yet},
            {"each strand is a detail of its own", each_strand_is_a_detail_of_its_own},
            {"a VOID has no lines", a_void_has_no_lines},
            {NULL, NULL},
        });
}
