#include "goldenthread/kpi_words.h"

#include <glib.h>

#include "support/suite.h"

static void check_formula(const char *unit, const struct kpi_term *terms, size_t count,
                          const char *expected) {
    char *words = kpi_words_formula(unit, terms, count);
    CU_ASSERT_STRING_EQUAL(words, expected);
    g_free(words);
}

static void a_ratio_names_both_sides(void) {
    const struct kpi_term terms[] = {
        {.side = "denominator", .measure = "sessions", .class = "possible"},
        {.side = "numerator", .measure = "sessions", .class = "absent"},
    };
    check_formula("percent", terms, 2,
                  "100 x (sessions of class absent) / (sessions of class possible)");
    check_formula("per-1000", terms, 2,
                  "1000 x (sessions of class absent) / (sessions of class possible)");
}

static void details_of_one_measure_are_joined(void) {
    const struct kpi_term terms[] = {
        {.side = "numerator", .measure = "sessions", .detail = "I"},
        {.side = "numerator", .measure = "sessions", .detail = "M"},
        {.side = "numerator", .measure = "health_part_time_sessions"},
    };
    check_formula("count", terms, 3,
                  "number of (sessions with detail I or M + health part time sessions)");
}

static void ages_are_told_and_keep_terms_apart(void) {
    const struct kpi_term terms[] = {
        {.side = "numerator", .measure = "timetables_open", .age_op = ">", .age_days = "42"},
        {.side = "numerator",
         .measure = "assessments",
         .detail = "ND",
         .age_op = "<=",
         .age_days = "14"},
        {.side = "numerator", .measure = "assessments", .detail = "CDC"},
    };
    check_formula("count", terms, 3,
                  "number of (timetables open older than 42 days + assessments of at most 14 days "
                  "with detail ND + assessments with detail CDC)");
}

static void ages_in_days_have_words_of_their_own(void) {
    const struct kpi_term terms[] = {{.side = "numerator", .measure = "first_contacts"}};
    check_formula("median-days", terms, 1,
                  "smallest age in days that half of (first contacts) reach");
    check_formula("mean-days", terms, 1, "sum of the ages in days / number of (first contacts)");
}

static void each_kind_says_which_days_it_sums_over(void) {
    CU_ASSERT_STRING_EQUAL(kpi_words_days("flow"),
                           "added up over the days of the period, today included");
    CU_ASSERT_STRING_EQUAL(kpi_words_days("stock"),
                           "open on the last day of the period, or today while it runs");
    CU_ASSERT_STRING_EQUAL(kpi_words_days("window"),
                           "counted once per child and term or year, never added up over them");
}

int main(void) {
    static const struct test tests[] = {
        {"a ratio names both sides", a_ratio_names_both_sides},
        {"details of one measure are joined", details_of_one_measure_are_joined},
        {"ages are told and keep terms apart", ages_are_told_and_keep_terms_apart},
        {"ages in days have words of their own", ages_in_days_have_words_of_their_own},
        {"each kind says which days it sums over", each_kind_says_which_days_it_sums_over},
        {NULL, NULL},
    };
    return suite_run("kpi words", tests);
}
