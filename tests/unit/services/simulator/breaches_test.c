#include <stdio.h>

#include "simulator/feed.h"
#include "support/suite.h"
#include "support/synthetic.h"
#include "support/told_world.h"

#define WEDNESDAY 20782 /* 2026-11-25 */
#define LAST_JUNE 20628 /* 2026-06-24 */
#define ALWAYS 20000    /* days */
#define QUIET_AFTER 60

static struct told_world world;
static GHashTable *open_now; /* on that Wednesday */

/* What demo and consumers get: records of two years and this one, marks of thirty school days. */
static struct records *tell(day_t today) {
    struct records *records = told_world_records(&world, BOROUGH_PUPILS, today, false);
    const struct borough_settings settings = synthetic_settings(suite_rounds(BOROUGH_PUPILS));
    const struct calendar calendar = synthetic_calendar();
    const struct days window = calendar_last(&calendar, today, 30);
    const day_t year = day_academic_year(today);
    const struct days days = calendar_year(&calendar, year);
    const size_t from = (size_t)(window.of - days.of);
    struct school_year *marks = school_year_new(&settings, year, days, from, from + window.count);
    const struct feed_settings plain = {.counted = false};
    feed_days(marks, from, from + window.count, &plain, &world.outlet);
    school_year_free(marks);
    return records;
}

static size_t count_of(GHashTable *open, const char *rule) {
    return GPOINTER_TO_SIZE(g_hash_table_lookup(open, rule));
}

static void assert_open(const char *rule, size_t least) {
    const size_t count = count_of(open_now, rule);
    if (count < least) {
        fprintf(stderr, "%s: %zu open\n", rule, count);
    }
    CU_ASSERT(count >= least);
}

static void every_rule_has_open_breaches_on_a_day_of_november(void) {
    assert_open("C1_PEX_SEND ", 5);
    assert_open("C1_PEX_RETRACT ", 1);
    assert_open("C1_SUSP_5D ", 50);
    assert_open("C1_SUSP_15D ", 10);
    assert_open("C1_SUSP_45D 35", 2);
    assert_open("C1_SUSP_45D 40", 1);
    assert_open("C1_SUSP_REPEAT ", 50);
    assert_open("C1_SUSP_EHCP ", 200);
    assert_open("C1_SIXTH_DAY ", 5);
    assert_open("C1_LATE_NOTICE ", 20);
    assert_open("C1_PTT_NO_AGREE ", 5);
    assert_open("C1_PTT_OPEN_ENDED ", 10);
    assert_open("C1_PTT_OVER_6WK ", 50);
    assert_open("C1_PTT_REVIEW_DUE ", 3);
    assert_open("C1_PTT_BEHAVIOUR ", 5);
    assert_open("C1_PTT_HOURS ", 100);
    assert_open("C2_ILL_10D ", suite_rounds(50));
    assert_open("C2_ILL_15D ", suite_rounds(20));
    assert_open("C2_PA ", suite_rounds(100));
    assert_open("C2_SEVERE ", suite_rounds(20));
    assert_open("C4_ADVICE_DUE 35", 2);
    assert_open("C4_ADVICE_DUE 42", 5);
    assert_open("C5_CHILD_104WK ", 300);
}

/* Those of before are recorded, but nobody is told. */
static void the_last_weeks_have_breaches_that_people_are_told_of(void) {
    GHashTable *recent = told_world_open(&world, WEDNESDAY, QUIET_AFTER);
    CU_ASSERT(count_of(recent, "C1_PEX_SEND ") > 0);
    CU_ASSERT(count_of(recent, "C1_SUSP_5D ") > 0);
    CU_ASSERT(count_of(recent, "C1_SUSP_15D ") > 0);
    CU_ASSERT(count_of(recent, "C1_SUSP_45D 35") > 0);
    CU_ASSERT(count_of(recent, "C1_SIXTH_DAY ") > 0);
    CU_ASSERT(count_of(recent, "C1_PTT_OVER_6WK ") > 0);
    CU_ASSERT(count_of(recent, "C4_ADVICE_DUE 42") > 0);
    CU_ASSERT(count_of(recent, "C5_CHILD_104WK ") > 0);
    g_hash_table_unref(recent);
}

/* More than 45 days cannot be lost before December without breaking the law. */
static void somebody_is_suspended_for_more_than_45_days_in_a_year(void) {
    GHashTable *june = told_world_open(&world, LAST_JUNE, ALWAYS);
    CU_ASSERT(count_of(june, "C1_SUSP_45D 45") > 0);
    g_hash_table_unref(june);
}

int main(void) {
    told_world_begin(&world);
    struct records *records = tell(WEDNESDAY);
    open_now = told_world_open(&world, WEDNESDAY, ALWAYS);
    const int status = suite_run(
        "breaches", (const struct test[]){{"every rule has open breaches on a day of November",
                                           every_rule_has_open_breaches_on_a_day_of_november},
                                          {"the last weeks have breaches that people are told of",
                                           the_last_weeks_have_breaches_that_people_are_told_of},
                                          {"somebody is suspended for more than 45 days in a year",
                                           somebody_is_suspended_for_more_than_45_days_in_a_year},
                                          {NULL, NULL}});
    g_hash_table_unref(open_now);
    records_free(records);
    told_world_end(&world);
    return status;
}
