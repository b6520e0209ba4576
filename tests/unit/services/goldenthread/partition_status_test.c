#include "goldenthread/partition_status.h"

#include "support/suite.h"

#define NOW_MS 1790000000000
#define MINUTE_MS 60000

static struct partition_status healthy(void) {
    return (struct partition_status){
        .consumer = "absence",
        .topic = "absence",
        .low = 100,
        .high = 250,
        .claimed = true,
        .next_offset = 200,
        .consumed = 100,
        .applied = 80,
        .unchanged = 15,
        .quarantined = 5,
        .updated_ms = NOW_MS - 1000,
        .unread_ms = NOW_MS - 90 * 1000,
    };
}

static const char *problem(struct partition_status status) {
    const char *text = partition_problem(&status, NOW_MS, 5 * MINUTE_MS);
    return text != NULL ? text : "none";
}

static void lag_counts_from_the_next_offset(void) {
    const struct partition_status status = healthy();
    CU_ASSERT_EQUAL(partition_lag(&status), 50);
    CU_ASSERT_EQUAL(partition_lag_seconds(&status, NOW_MS), 90);
    CU_ASSERT_STRING_EQUAL(problem(status), "none");
}

static void a_partition_never_claimed_lags_by_all_it_has(void) {
    struct partition_status status = healthy();
    status.claimed = false;
    status.next_offset = 0;
    CU_ASSERT_EQUAL(partition_position(&status), 100);
    CU_ASSERT_EQUAL(partition_lag(&status), 150);
    CU_ASSERT_STRING_EQUAL(problem(status), "none");
}

static void nothing_unread_is_no_lag(void) {
    struct partition_status status = healthy();
    status.next_offset = 250;
    status.unread_ms = -1;
    status.updated_ms = NOW_MS - 600 * MINUTE_MS;
    CU_ASSERT_EQUAL(partition_lag(&status), 0);
    CU_ASSERT_EQUAL(partition_lag_seconds(&status, NOW_MS), 0);
    CU_ASSERT_STRING_EQUAL(problem(status), "none");
}

static void a_backlog_is_a_problem_only_when_nobody_works_it_off(void) {
    struct partition_status status = healthy();
    status.unread_ms = NOW_MS - 600 * MINUTE_MS;
    CU_ASSERT_STRING_EQUAL(problem(status), "none");
    status.updated_ms = NOW_MS - 6 * MINUTE_MS;
    CU_ASSERT_STRING_EQUAL(problem(status), "stalled: check that the consumer runs, and its log");
    status.updated_ms = NOW_MS - 1000;
    status.claimed = false;
    CU_ASSERT_STRING_EQUAL(problem(status), "stalled: check that the consumer runs, and its log");
}

static void each_kind_of_damage_is_named(void) {
    struct partition_status status = healthy();
    status.applied = 79;
    CU_ASSERT_STRING_EQUAL(
        problem(status), "unbalanced: events were lost or counted twice, run goldenthread verify");
    status = healthy();
    status.next_offset = 251;
    CU_ASSERT_EQUAL(partition_lag(&status), 0);
    CU_ASSERT_STRING_EQUAL(
        problem(status),
        "ahead of the topic: it was truncated or made anew, see goldenthread reset-offsets");
    status = healthy();
    status.low = 201;
    CU_ASSERT_STRING_EQUAL(problem(status), "the broker deleted events that were not read");
    status = healthy();
    status.other_rules = true;
    CU_ASSERT_STRING_EQUAL(problem(status), "other rules: run goldenthread rebuild");
}

int main(void) {
    static const struct test tests[] = {
        {"lag counts from the next offset", lag_counts_from_the_next_offset},
        {"a partition never claimed lags by all it has",
         a_partition_never_claimed_lags_by_all_it_has},
        {"nothing unread is no lag", nothing_unread_is_no_lag},
        {"a backlog is a problem only when nobody works it off",
         a_backlog_is_a_problem_only_when_nobody_works_it_off},
        {"each kind of damage is named", each_kind_of_damage_is_named},
        {NULL, NULL},
    };
    return suite_run("partition status", tests);
}
