#include "goldenthread/reference_csv.h"

#include <string.h>

#include "support/suite.h"

static void days_come_in_order_and_bound_their_academic_years(void) {
    const char text[] = "day\n2026-09-03\n2025-09-01\n2026-07-20\n";
    struct problems problems;
    problems_init(&problems);
    struct csv *csv = csv_parse(text, strlen(text), &problems);
    GArray *days = school_days_parse(csv, &problems);
    CU_ASSERT_EQUAL(problems.count, 0);
    CU_ASSERT_EQUAL(days->len, 3);
    CU_ASSERT_EQUAL(g_array_index(days, day_t, 0), 20332);
    CU_ASSERT_EQUAL(g_array_index(days, day_t, 2), 20699);
    CU_ASSERT_EQUAL(school_days_first(days), 20332);
    CU_ASSERT_EQUAL(school_days_last(days), 21061);
    g_array_unref(days);
    csv_free(csv);
    problems_free(&problems);
}

typedef GArray *parse_rows(const struct csv *csv, struct problems *problems);

static void check_mistakes(parse_rows *parse, const char *text, const char *expected) {
    struct problems problems;
    problems_init(&problems);
    struct csv *csv = csv_parse(text, strlen(text), &problems);
    GArray *rows = parse(csv, &problems);
    CU_ASSERT_STRING_EQUAL(problems.text->str, expected);
    g_array_unref(rows);
    csv_free(csv);
    problems_free(&problems);
}

static void bad_days_are_told_with_their_lines(void) {
    check_mistakes(school_days_parse, "date\n2026-09-01\n",
                   "line 1: no column 'day'\nline 1: unknown column 'date'\n");
    check_mistakes(school_days_parse, "day\n", "line 1: no school day\n");
    check_mistakes(school_days_parse, "day\n01/09/2026\n2026-02-30\n1999-12-31\n",
                   "line 2: '01/09/2026' is no date; write it like 2026-09-01\n"
                   "line 3: '2026-02-30' is no date; write it like 2026-09-01\n"
                   "line 4: 1999-12-31 is outside 2000 to 2099\n");
    check_mistakes(school_days_parse, "day\n2026-09-05\n2026-09-06\n2026-09-04\n2026-09-04\n",
                   "line 2: 2026-09-05 is on a weekend\n"
                   "line 3: 2026-09-06 is on a weekend\n"
                   "line 5: 2026-09-04 is there twice\n");
}

static void an_academic_year_left_out_is_a_mistake(void) {
    check_mistakes(school_days_parse, "day\n2024-09-02\n2026-09-02\n",
                   "line 1: no school day in the academic year from 2025\n");
    check_mistakes(school_days_parse, "day\n2025-07-01\n2025-09-02\n", "");
}

static void schools_are_read_by_column_name(void) {
    const char text[] = "name,org,locality,phase\n\"Oak, Upper\",140001,North,primary\n";
    struct problems problems;
    problems_init(&problems);
    struct csv *csv = csv_parse(text, strlen(text), &problems);
    GArray *schools = schools_parse(csv, &problems);
    CU_ASSERT_EQUAL(problems.count, 0);
    CU_ASSERT_EQUAL_FATAL(schools->len, 1);
    const struct school *school = &g_array_index(schools, struct school, 0);
    CU_ASSERT_STRING_EQUAL(school->org, "140001");
    CU_ASSERT_STRING_EQUAL(school->phase, "primary");
    CU_ASSERT_STRING_EQUAL(school->locality, "North");
    CU_ASSERT_STRING_EQUAL(school->name, "Oak, Upper");
    g_array_unref(schools);
    csv_free(csv);
    problems_free(&problems);
}

static void bad_schools_are_told_with_their_lines(void) {
    check_mistakes(schools_parse, "org,phase,name\n1,primary,Oak\n",
                   "line 1: no column 'locality'\n");
    check_mistakes(schools_parse, "org,phase,locality,name\n", "line 1: no school\n");
    check_mistakes(schools_parse,
                   "org,phase,locality,name\n,primary,,Oak\n1,infant,,Elm\n1,pru,,\n",
                   "line 2: org has to have 1 to 64 characters\n"
                   "line 3: phase 'infant' is none of nursery, primary, secondary, special, pru, "
                   "post16\n"
                   "line 4: the name is empty\n"
                   "line 4: org '1' is there twice\n");
}

int main(void) {
    static const struct test tests[] = {
        {"days come in order and bound their academic years",
         days_come_in_order_and_bound_their_academic_years},
        {"bad days are told with their lines", bad_days_are_told_with_their_lines},
        {"an academic year left out is a mistake", an_academic_year_left_out_is_a_mistake},
        {"schools are read by column name", schools_are_read_by_column_name},
        {"bad schools are told with their lines", bad_schools_are_told_with_their_lines},
        {NULL, NULL},
    };
    return suite_run("reference csv", tests);
}
