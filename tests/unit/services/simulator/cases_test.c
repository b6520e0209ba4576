#include "simulator/cases.h"

#include "simulator/advice.h"
#include "support/suite.h"
#include "support/synthetic.h"

static struct borough *borough;

struct totals {
    double cases, ends[3], in_six_weeks, in_twenty_weeks;
};

static struct totals totals_of(void) {
    struct totals totals = {.cases = 0};
    for (size_t i = 0; i < borough->n_known; i++) {
        struct ehc_case found;
        if (case_plan(&borough->children[i], YEAR_2025, &found)) {
            totals.cases++;
            totals.ends[found.end]++;
            totals.in_six_weeks += found.decided_on - found.requested_on <= 42;
            totals.in_twenty_weeks +=
                found.end == CASE_ISSUED && found.ended_on - found.requested_on <= 140;
        }
    }
    return totals;
}

/* SEN2, Rotherham 2024: 304 of 959 requests not assessed, 44 of 642 assessments without a plan,
 * 967 of 1,010 decisions within six weeks, 424 of 535 plans within twenty. */
static void decisions_and_plans_come_as_in_rotherham(void) {
    const struct totals totals = totals_of();
    const double issued = totals.ends[CASE_ISSUED];
    const double assessed = issued + totals.ends[CASE_NOT_ISSUED];
    CU_ASSERT_DOUBLE_EQUAL(100 * totals.ends[CASE_NOT_ASSESSED] / totals.cases, 31.7, 3);
    CU_ASSERT_DOUBLE_EQUAL(100 * totals.ends[CASE_NOT_ISSUED] / assessed, 6.9, 2);
    CU_ASSERT_DOUBLE_EQUAL(100 * totals.in_six_weeks / totals.cases, 95.7, 2);
    CU_ASSERT_DOUBLE_EQUAL(100 * totals.in_twenty_weeks / issued, 79.3, 5);
}

/* Of 959 requests and 596 plans of all ages to 25; here are those until year 11. */
static void requests_are_seven_of_ten_of_those_of_all_ages(void) {
    const struct totals totals = totals_of();
    CU_ASSERT_DOUBLE_EQUAL(totals.cases / 959, 0.7, 0.06);
    CU_ASSERT_DOUBLE_EQUAL(totals.ends[CASE_ISSUED] / 596, 0.71, 0.08);
}

static void a_plan_begins_when_its_case_ends(void) {
    size_t plans = 0;
    size_t wrong = 0;
    for (size_t i = 0; i < borough->n_known; i++) {
        const struct child *child = &borough->children[i];
        struct ehc_case found;
        if (case_plan(child, YEAR_2025, &found)) {
            const bool issued = found.end == CASE_ISSUED;
            plans += issued;
            wrong += issued != (child->plan_from != INT32_MAX);
            wrong += issued && (child_sen(child, found.ended_on) != SEN_PLAN ||
                                child_sen(child, found.ended_on - 1) != SEN_SUPPORT);
            wrong += found.decided_on < found.requested_on || found.ended_on < found.decided_on;
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT(plans > 350);
}

static void every_plan_that_begins_in_a_year_has_its_case(void) {
    struct borough *before = synthetic_borough(BOROUGH_PUPILS, YEAR_2024);
    size_t plans = 0;
    size_t without = 0;
    for (size_t i = 0; i < before->n_children; i++) {
        const struct child *child = &before->children[i];
        /* From summer 2025 on: the request came in this year or in the one before. */
        if (child->plan_from >= YEAR_2025 - 30 && child->plan_from < YEAR_2025) {
            struct ehc_case found;
            plans++;
            without += !case_plan(child, YEAR_2024, &found);
        }
    }
    CU_ASSERT(plans > 10);
    CU_ASSERT_EQUAL(without, 0);
    borough_free(before);
}

static void a_case_is_found_in_one_year_only(void) {
    size_t found_twice = 0;
    for (size_t i = 0; i < borough->n_known; i++) {
        const struct child *child = &borough->children[i];
        struct ehc_case found;
        const bool now = case_plan(child, YEAR_2025, &found) && found.end == CASE_ISSUED;
        found_twice += now && case_plan(child, YEAR_2024, &found) && found.end == CASE_ISSUED;
    }
    CU_ASSERT_EQUAL(found_twice, 0);
}

int main(void) {
    borough = synthetic_borough(BOROUGH_PUPILS, YEAR_2025);
    const int status = suite_run(
        "cases",
        (const struct test[]){
            {"decisions and plans come as in Rotherham", decisions_and_plans_come_as_in_rotherham},
            {"requests are seven of ten of those of all ages",
             requests_are_seven_of_ten_of_those_of_all_ages},
            {"a plan begins when its case ends", a_plan_begins_when_its_case_ends},
            {"every plan that begins in a year has its case",
             every_plan_that_begins_in_a_year_has_its_case},
            {"a case is found in one year only", a_case_is_found_in_one_year_only},
            {NULL, NULL}});
    borough_free(borough);
    return status;
}
