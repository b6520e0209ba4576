#include "alerter/attempt.h"

#include "support/suite.h"

#define HOUR_MS INT64_C(3600000)
#define MIDDLE .5 /* neither sooner nor later */

static struct verdict after(int priority, int number, int64_t age_ms) {
    const struct attempt attempt = {.priority = priority,
                                    .number = number,
                                    .age_ms = age_ms,
                                    .outcome = OUTCOME_REFUSED,
                                    .status = 500};
    return attempt_verdict(&attempt, MIDDLE);
}

static void urgent_alerts_are_tried_within_seconds_then_every_five_minutes(void) {
    static const int64_t waits_ms[] = {5000, 15000, 30000, 60000, 120000, 300000, 300000, 300000};
    for (int i = 0; i < 8; i++) {
        CU_ASSERT_STRING_EQUAL(after(1, i + 1, 0).state, "PENDING");
        CU_ASSERT_EQUAL(after(1, i + 1, 0).wait_ms, waits_ms[i]);
        CU_ASSERT_EQUAL(after(2, i + 1, 0).wait_ms, waits_ms[i]);
    }
}

static void urgent_alerts_are_given_up_after_72_hours(void) {
    CU_ASSERT_STRING_EQUAL(after(1, 800, 72 * HOUR_MS - 1).state, "PENDING");
    CU_ASSERT_STRING_EQUAL(after(1, 3, 72 * HOUR_MS).state, "DEAD");
}

static void others_are_tried_nine_times_more_as_standard_webhooks_recommends(void) {
    static const int64_t waits_s[] = {5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400};
    for (int i = 0; i < 9; i++) {
        CU_ASSERT_EQUAL(after(3, i + 1, 500 * HOUR_MS).wait_ms, waits_s[i] * 1000);
    }
    CU_ASSERT_STRING_EQUAL(after(4, 9, 0).state, "PENDING");
    CU_ASSERT_STRING_EQUAL(after(4, 10, 0).state, "DEAD");
}

static void waits_are_spread_by_a_fifth_either_way(void) {
    const struct attempt attempt = {.priority = 1, .number = 4, .outcome = OUTCOME_TIMEOUT};
    CU_ASSERT_EQUAL(attempt_verdict(&attempt, 0).wait_ms, 48000);
    CU_ASSERT_EQUAL(attempt_verdict(&attempt, .25).wait_ms, 54000);
    CU_ASSERT_TRUE(attempt_verdict(&attempt, .999999).wait_ms > 71990);
    CU_ASSERT_TRUE(attempt_verdict(&attempt, .999999).wait_ms <= 72000);
}

static struct verdict asked(enum outcome outcome, int priority, int64_t retry_after_ms) {
    const struct attempt attempt = {
        .priority = priority, .number = 1, .outcome = outcome, .retry_after_ms = retry_after_ms};
    return attempt_verdict(&attempt, MIDDLE);
}

static void a_receiver_that_asks_for_time_gets_it(void) {
    CU_ASSERT_EQUAL(asked(OUTCOME_BUSY, 1, 90000).wait_ms, 90000);
    CU_ASSERT_EQUAL(asked(OUTCOME_BUSY, 1, 90000).hold_ms, 90000);
    CU_ASSERT_EQUAL(asked(OUTCOME_REFUSED, 1, 90000).wait_ms, 90000);
}

static void but_never_less_than_the_schedule_and_never_too_much(void) {
    CU_ASSERT_EQUAL(asked(OUTCOME_BUSY, 1, 1000).wait_ms, 5000);
    CU_ASSERT_EQUAL(asked(OUTCOME_BUSY, 1, -5000).wait_ms, 5000);
    CU_ASSERT_EQUAL(asked(OUTCOME_BUSY, 2, 30 * HOUR_MS).wait_ms, HOUR_MS);
    CU_ASSERT_EQUAL(asked(OUTCOME_BUSY, 3, 30 * HOUR_MS).wait_ms, 24 * HOUR_MS);
}

static void only_a_busy_receiver_is_spared_by_all_deliveries(void) {
    CU_ASSERT_EQUAL(asked(OUTCOME_REFUSED, 1, 90000).hold_ms, 0);
    CU_ASSERT_EQUAL(asked(OUTCOME_GONE, 1, 90000).hold_ms, 0);
}

static void a_yes_ends_it(void) {
    const struct verdict verdict = asked(OUTCOME_DELIVERED, 1, 90000);
    CU_ASSERT_STRING_EQUAL(verdict.state, "DELIVERED");
    CU_ASSERT_EQUAL(verdict.wait_ms, 0);
    CU_ASSERT_EQUAL(verdict.hold_ms, 0);
}

static void a_status_is_a_yes_a_no_or_a_word_of_its_own(void) {
    CU_ASSERT_EQUAL(outcome_of_status(200), OUTCOME_DELIVERED);
    CU_ASSERT_EQUAL(outcome_of_status(202), OUTCOME_DELIVERED);
    CU_ASSERT_EQUAL(outcome_of_status(299), OUTCOME_DELIVERED);
    CU_ASSERT_EQUAL(outcome_of_status(304), OUTCOME_REDIRECTED);
    CU_ASSERT_EQUAL(outcome_of_status(400), OUTCOME_REFUSED);
    CU_ASSERT_EQUAL(outcome_of_status(410), OUTCOME_GONE);
    CU_ASSERT_EQUAL(outcome_of_status(429), OUTCOME_BUSY);
    CU_ASSERT_EQUAL(outcome_of_status(502), OUTCOME_REFUSED);
    CU_ASSERT_EQUAL(outcome_of_status(503), OUTCOME_BUSY);
    CU_ASSERT_EQUAL(outcome_of_status(0), OUTCOME_REFUSED);
}

int main(void) {
    static const struct test tests[] = {
        {"urgent alerts are tried within seconds, then every five minutes",
         urgent_alerts_are_tried_within_seconds_then_every_five_minutes},
        {"urgent alerts are given up after 72 hours", urgent_alerts_are_given_up_after_72_hours},
        {"others are tried nine times more, as Standard Webhooks recommends",
         others_are_tried_nine_times_more_as_standard_webhooks_recommends},
        {"waits are spread by a fifth either way", waits_are_spread_by_a_fifth_either_way},
        {"a receiver that asks for time gets it", a_receiver_that_asks_for_time_gets_it},
        {"but never less than the schedule, and never too much",
         but_never_less_than_the_schedule_and_never_too_much},
        {"only a busy receiver is spared by all deliveries",
         only_a_busy_receiver_is_spared_by_all_deliveries},
        {"a yes ends it", a_yes_ends_it},
        {"a status is a yes, a no, or a word of its own",
         a_status_is_a_yes_a_no_or_a_word_of_its_own},
        {NULL, NULL},
    };
    return suite_run("attempt", tests);
}
