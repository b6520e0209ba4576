#include "simulator/calendar.h"

#include <glib.h>
#include <string.h>

#include "support/suite.h"

/* 2025-07-18 is day 20287, 2025-09-01 is day 20332. */
#define CALENDAR "day\n2025-09-02\n2025-09-01\n2025-07-18\n2025-09-02\n2025-09-03\n"

static struct csv *parse(const char *text) {
    struct problems problems;
    problems_init(&problems);
    struct csv *csv = csv_parse(text, strlen(text), &problems);
    CU_ASSERT_EQUAL(problems.count, 0);
    problems_free(&problems);
    return csv;
}

static struct calendar calendar_of(const char *text) {
    struct error error = {0};
    struct calendar calendar = {NULL, 0};
    struct csv *csv = parse(text);
    CU_ASSERT(calendar_read(csv, &calendar, &error));
    csv_free(csv);
    return calendar;
}

static void days_are_sorted_and_each_there_once(void) {
    struct calendar calendar = calendar_of(CALENDAR);
    CU_ASSERT_EQUAL(calendar.count, 4);
    CU_ASSERT_EQUAL(calendar.days[0], 20287);
    CU_ASSERT_EQUAL(calendar.days[1], 20332);
    CU_ASSERT_EQUAL(calendar.days[3], 20334);
    g_free(calendar.days);
}

static void the_last_days_end_with_the_last_one_up_to_a_date(void) {
    struct calendar calendar = calendar_of(CALENDAR);
    struct days days = calendar_last(&calendar, 20333, 2);
    CU_ASSERT_EQUAL(days.count, 2);
    CU_ASSERT_EQUAL(days.of[0], 20332);
    CU_ASSERT_EQUAL(days.of[1], 20333);
    days = calendar_last(&calendar, 20300, 9);
    CU_ASSERT_EQUAL(days.count, 1);
    CU_ASSERT_EQUAL(days.of[0], 20287);
    CU_ASSERT_EQUAL(calendar_last(&calendar, 20286, 9).count, 0);
    g_free(calendar.days);
}

static void an_academic_year_is_a_run_of_its_own(void) {
    struct calendar calendar = calendar_of(CALENDAR);
    const struct days days = calendar_year(&calendar, 20332);
    CU_ASSERT_EQUAL(days.count, 3);
    CU_ASSERT_EQUAL(days.of[0], 20332);
    CU_ASSERT_EQUAL(calendar_year(&calendar, 20697).count, 0);
    g_free(calendar.days);
}

static void what_is_no_date_is_refused(void) {
    struct error error = {0};
    struct calendar calendar = {NULL, 0};
    struct csv *csv = parse("day\n2025-02-30\n");
    CU_ASSERT_FALSE(calendar_read(csv, &calendar, &error));
    CU_ASSERT_STRING_EQUAL(error.message,
                           "the file of school days has '2025-02-30'; hint: dates like 2026-09-01");
    csv_free(csv);
    csv = parse("date\n2025-02-28\n");
    CU_ASSERT_FALSE(calendar_read(csv, &calendar, &error));
    CU_ASSERT_STRING_EQUAL(error.message, "the file of school days has no column 'day'");
    csv_free(csv);
}

int main(void) {
    return suite_run(
        "calendar",
        (const struct test[]){
            {"days are sorted and each there once", days_are_sorted_and_each_there_once},
            {"the last days end with the last one up to a date",
             the_last_days_end_with_the_last_one_up_to_a_date},
            {"an academic year is a run of its own", an_academic_year_is_a_run_of_its_own},
            {"what is no date is refused", what_is_no_date_is_refused},
            {NULL, NULL}});
}
