#include "domain/day.h"

#include "support/literals.h"
#include "support/suite.h"

static void civil_dates_count_from_the_epoch(void) {
    CU_ASSERT_EQUAL(day_from_civil(1970, 1, 1), 0);
    CU_ASSERT_EQUAL(day_from_civil(1969, 12, 31), -1);
    CU_ASSERT_EQUAL(day_from_civil(2000, 1, 1), 10957);
    CU_ASSERT_EQUAL(day_from_civil(2000, 2, 29), 11016);
    CU_ASSERT_EQUAL(day_from_civil(2024, 8, 19), 19954);
    CU_ASSERT_EQUAL(day_from_civil(2099, 12, 31), 47481);
    CU_ASSERT_EQUAL(day_from_civil(1, 1, 1), -719162);
    CU_ASSERT_EQUAL(day_from_civil(0, 3, 1), -719468);
    CU_ASSERT_EQUAL(day_from_civil(-1, 12, 31), -719529);
    CU_ASSERT_EQUAL(DAY_FIRST, 10957);
    CU_ASSERT_EQUAL(DAY_LAST, 47481);
}

static bool is_civil(day_t day, int32_t year, int32_t month, int32_t day_of_month) {
    struct civil civil = day_to_civil(day);
    return civil.year == year && civil.month == month && civil.day == day_of_month;
}

static void days_become_civil_dates(void) {
    CU_ASSERT_TRUE(is_civil(0, 1970, 1, 1));
    CU_ASSERT_TRUE(is_civil(-1, 1969, 12, 31));
    CU_ASSERT_TRUE(is_civil(11016, 2000, 2, 29));
    CU_ASSERT_TRUE(is_civil(-719529, -1, 12, 31));
    CU_ASSERT_TRUE(is_civil(INT32_MAX, 5881580, 7, 11));
    CU_ASSERT_TRUE(is_civil(INT32_MIN + 1, -5877641, 6, 24));
}

static void every_day_of_eight_centuries_comes_back(void) {
    int wrong = 0;
    struct civil before = day_to_civil(-150001);
    for (day_t day = -150000; day < 150000; day++) {
        struct civil civil = day_to_civil(day);
        bool same_month = civil.month == before.month && civil.day == before.day + 1;
        bool next_month = civil.month == before.month % 12 + 1 && civil.day == 1;
        wrong += day_from_civil(civil.year, civil.month, civil.day) != day;
        wrong += !same_month && !next_month;
        before = civil;
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

#define SECOND INT64_C(1000)

static void summer_time_moves_the_last_hour_to_the_next_date(void) {
    /* 2024: from 31 March 01:00 UTC to 27 October 01:00 UTC. */
    CU_ASSERT_EQUAL(day_in_london(1711753200 * SECOND), on("2024-03-29")); /* 29 March 23:00 UTC */
    CU_ASSERT_EQUAL(day_in_london(1711839600 * SECOND), on("2024-03-30")); /* 30 March 23:00 UTC */
    CU_ASSERT_EQUAL(day_in_london(1711843200 * SECOND), on("2024-03-31")); /* 31 March 00:00 UTC */
    CU_ASSERT_EQUAL(day_in_london(1711925999 * SECOND), on("2024-03-31")); /* 22:59:59 UTC */
    CU_ASSERT_EQUAL(day_in_london(1711926000 * SECOND - 1), on("2024-03-31"));
    CU_ASSERT_EQUAL(day_in_london(1711926000 * SECOND), on("2024-04-01")); /* 23:00 UTC */
    CU_ASSERT_EQUAL(day_in_london(1729983600 * SECOND), on("2024-10-27")); /* 26 October 23:00 */
    CU_ASSERT_EQUAL(day_in_london(1729994400 * SECOND), on("2024-10-27")); /* 27 October 02:00 */
    CU_ASSERT_EQUAL(day_in_london(1730070000 * SECOND), on("2024-10-27")); /* 23:00 UTC */
    CU_ASSERT_EQUAL(day_in_london(1730073600 * SECOND), on("2024-10-28")); /* 28 October 00:00 */
}

static void the_clocks_change_on_last_sundays(void) {
    /* 23:00 UTC of the Saturday before and of the Sunday: 28 March 2027 and 31 October 2027. */
    CU_ASSERT_EQUAL(day_in_london(1806188400 * SECOND), on("2027-03-27"));
    CU_ASSERT_EQUAL(day_in_london(1806274800 * SECOND), on("2027-03-29"));
    CU_ASSERT_EQUAL(day_in_london(1824937200 * SECOND), on("2027-10-31"));
    CU_ASSERT_EQUAL(day_in_london(1825023600 * SECOND), on("2027-10-31"));
    /* 26 March 2000 and 29 October 2000. */
    CU_ASSERT_EQUAL(day_in_london(954025200 * SECOND), on("2000-03-25"));
    CU_ASSERT_EQUAL(day_in_london(954111600 * SECOND), on("2000-03-27"));
    CU_ASSERT_EQUAL(day_in_london(972774000 * SECOND), on("2000-10-29"));
    CU_ASSERT_EQUAL(day_in_london(972860400 * SECOND), on("2000-10-29"));
}

static void instants_at_the_edges_of_day_t(void) {
    CU_ASSERT_EQUAL(day_in_london(-1), -1);
    CU_ASSERT_EQUAL(day_in_london(-86400000), -1);
    CU_ASSERT_EQUAL(day_in_london(-86400001), -2);
    CU_ASSERT_EQUAL(day_in_london(INT64_MAX), DAY_NONE);
    CU_ASSERT_EQUAL(day_in_london(INT64_MIN), DAY_NONE);
    CU_ASSERT_EQUAL(day_in_london(INT64_C(86400000) * INT32_MAX), DAY_NONE);
    CU_ASSERT_EQUAL(day_in_london(INT64_C(86400000) * INT32_MAX - 1), INT32_MAX - 1);
    CU_ASSERT_EQUAL(day_in_london(INT64_C(86400000) * INT32_MIN), DAY_NONE);
    CU_ASSERT_EQUAL(day_in_london(INT64_C(86400000) * (INT32_MIN + INT64_C(1))), INT32_MIN + 1);
}

static void easter_sundays(void) {
    CU_ASSERT_EQUAL(day_easter(2024), on("2024-03-31"));
    CU_ASSERT_EQUAL(day_easter(2025), on("2025-04-20"));
    CU_ASSERT_EQUAL(day_easter(2026), on("2026-04-05"));
    CU_ASSERT_EQUAL(day_easter(2027), on("2027-03-28"));
    /* The earliest and the latest, and the two exceptions of the tables. */
    CU_ASSERT_EQUAL(day_easter(1818), on("1818-03-22"));
    CU_ASSERT_EQUAL(day_easter(2038), on("2038-04-25"));
    CU_ASSERT_EQUAL(day_easter(1954), on("1954-04-18"));
    CU_ASSERT_EQUAL(day_easter(1981), on("1981-04-19"));
    CU_ASSERT_EQUAL(day_easter(2049), on("2049-04-18"));
    CU_ASSERT_EQUAL(day_easter(2076), on("2076-04-19"));
    CU_ASSERT_EQUAL(day_easter(2000), on("2000-04-23"));
    CU_ASSERT_EQUAL(day_easter(2099), on("2099-04-12"));
}

static void the_academic_year_turns_on_1_september(void) {
    CU_ASSERT_EQUAL(day_academic_year(on("2024-08-31")), on("2023-09-01"));
    CU_ASSERT_EQUAL(day_academic_year(on("2024-09-01")), on("2024-09-01"));
    CU_ASSERT_EQUAL(day_academic_year(on("2024-12-31")), on("2024-09-01"));
    CU_ASSERT_EQUAL(day_academic_year(on("2025-01-01")), on("2024-09-01"));
    CU_ASSERT_EQUAL(day_academic_year(on("2025-08-31")), on("2024-09-01"));
    CU_ASSERT_EQUAL(day_academic_year_end(on("2024-09-01")), on("2025-08-31"));
    CU_ASSERT_EQUAL(day_academic_year_end(on("2023-09-01")), on("2024-08-31"));
}

static void terms_partition_the_year(void) {
    CU_ASSERT_EQUAL(day_term(on("2025-09-01")), on("2025-09-01"));
    CU_ASSERT_EQUAL(day_term(on("2025-12-31")), on("2025-09-01"));
    CU_ASSERT_EQUAL(day_term(on("2026-01-01")), on("2026-01-01"));
    CU_ASSERT_EQUAL(day_term(on("2026-04-05")), on("2026-01-01"));
    CU_ASSERT_EQUAL(day_term(on("2026-04-06")), on("2026-04-06"));
    CU_ASSERT_EQUAL(day_term(on("2026-08-31")), on("2026-04-06"));
    CU_ASSERT_EQUAL(day_term_end(on("2025-09-01")), on("2025-12-31"));
    CU_ASSERT_EQUAL(day_term_end(on("2026-01-01")), on("2026-04-05"));
    CU_ASSERT_EQUAL(day_term_end(on("2026-04-06")), on("2026-08-31"));
    CU_ASSERT_EQUAL(day_term_end(on("2027-03-29")), on("2027-08-31")); /* Easter Monday in March */
}

static void every_term_ends_where_the_next_begins(void) {
    int terms = 0;
    day_t first = on("2000-01-01");
    while (first < on("2100-01-01")) {
        day_t next = day_term_end(first) + 1;
        CU_ASSERT_EQUAL(day_term(next), next);
        CU_ASSERT_EQUAL(day_term(next - 1), first);
        first = next;
        terms++;
    }
    CU_ASSERT_EQUAL(terms, 300);
}

static void dates_are_written_and_read_as_iso_8601(void) {
    char text[DAY_TEXT_SIZE];
    day_format(day_from_civil(2026, 9, 1), text);
    CU_ASSERT_STRING_EQUAL(text, "2026-09-01");
    day_format(day_from_civil(5, 12, 31), text);
    CU_ASSERT_STRING_EQUAL(text, "0005-12-31");
    day_t day = DAY_NONE;
    CU_ASSERT_TRUE(day_parse("2024-02-29", &day));
    CU_ASSERT_EQUAL(day, 19782);
    CU_ASSERT_TRUE(day_parse("0000-02-29", &day));
    CU_ASSERT_EQUAL(day, -719469);
}

static void what_is_no_date_is_refused_and_changes_nothing(void) {
    static const char *const wrong[] = {
        "",           "2024",        "2024-",      "2024-1-01",  "2024-01-1",  "2024/01/01",
        "2024-01/01", "2024-01-01 ", "24-01-01",   "2024-13-01", "2024-00-01", "2024-01-00",
        "2024-01-32", "2023-02-29",  "2100-02-29", "2024-04-31", "-024-01-01", "2024-0a-01",
        "2024-01-0:", "20240101",    "x024-01-01", "2024-01-",   "2024-01",
    };
    day_t day = 7;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CU_ASSERT_FALSE(day_parse(wrong[i], &day));
    }
    CU_ASSERT_EQUAL(day, 7);
}

static void of_two_dates_one_is_earlier_and_no_date_is_none(void) {
    CU_ASSERT_EQUAL(day_earlier(19967, 19968), 19967);
    CU_ASSERT_EQUAL(day_earlier(19968, 19967), 19967);
    CU_ASSERT_EQUAL(day_earlier(19967, DAY_NONE), 19967);
    CU_ASSERT_EQUAL(day_earlier(DAY_NONE, 19967), 19967);
    CU_ASSERT_EQUAL(day_earlier(DAY_NONE, DAY_NONE), DAY_NONE);
}

int main(void) {
    return suite_run(
        "day",
        (const struct test[]){
            {"civil dates count from the epoch", civil_dates_count_from_the_epoch},
            {"days become civil dates", days_become_civil_dates},
            {"every day of eight centuries comes back", every_day_of_eight_centuries_comes_back},
            {"summer time moves the last hour to the next date",
             summer_time_moves_the_last_hour_to_the_next_date},
            {"the clocks change on last Sundays", the_clocks_change_on_last_sundays},
            {"instants at the edges of day_t", instants_at_the_edges_of_day_t},
            {"Easter Sundays", easter_sundays},
            {"the academic year turns on 1 September", the_academic_year_turns_on_1_september},
            {"terms partition the year", terms_partition_the_year},
            {"every term ends where the next begins", every_term_ends_where_the_next_begins},
            {"dates are written and read as ISO 8601", dates_are_written_and_read_as_iso_8601},
            {"what is no date is refused and changes nothing",
             what_is_no_date_is_refused_and_changes_nothing},
            {"of two dates one is earlier, and no date is none",
             of_two_dates_one_is_earlier_and_no_date_is_none},
            {NULL, NULL},
        });
}
