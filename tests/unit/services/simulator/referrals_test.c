#include "simulator/referrals.h"

#include <glib.h>
#include <string.h>

#include "support/suite.h"
#include "support/synthetic.h"

#define WEDNESDAY 20782 /* 2026-11-25 */
#define FIRST_YEAR 2018
#define LAST_YEAR 2026

/* Every referral received from September 2018 on, of every year's children. */
static GArray *received; /* of struct referral_plan */

static void read_year(int32_t year) {
    const day_t first = day_from_civil(year, 9, 1);
    struct borough *borough = synthetic_borough(BOROUGH_PUPILS, first);
    for (size_t i = 0; i < borough->n_known; i++) {
        struct referral_plan plans[REFERRALS_MOST];
        const size_t count = referrals_plan(&borough->children[i], first, plans);
        g_array_append_vals(received, plans, (guint)count);
    }
    borough_free(borough);
}

static const struct referral_plan *plan_at(size_t index) {
    return &g_array_index(received, struct referral_plan, index);
}

struct list {
    double waiting, over_18_weeks, over_52_weeks;
};

static struct list waiting_for(const char *service) {
    struct list list = {0, 0, 0};
    for (size_t i = 0; i < received->len; i++) {
        const struct referral_plan *plan = plan_at(i);
        if (strcmp(plan->service, service) == 0 && plan->life.on <= WEDNESDAY &&
            referral_plan_wait_end(plan) > WEDNESDAY) {
            const day_t age = WEDNESDAY - plan->life.on;
            list.waiting++;
            list.over_18_weeks += age > 126;
            list.over_52_weeks += age > 364;
        }
    }
    return list;
}

/* 89 % waited for more than 18 weeks in the middle of 2023; more than 1,200 waited in 2019. */
static void neurodevelopmental_assessments_are_waited_for_as_in_rotherham(void) {
    const struct list list = waiting_for("ND");
    CU_ASSERT_DOUBLE_EQUAL(100 * list.over_18_weeks / list.waiting, 89, 2);
    CU_ASSERT(list.waiting > 1200 && list.waiting < 1600);
}

/* England, May 2025: 43,130 of 68,185 within 18 weeks, 6,923 over 52. */
static void speech_and_language_therapy_is_waited_for_as_in_england(void) {
    const struct list list = waiting_for("SALT");
    CU_ASSERT_DOUBLE_EQUAL(100 * list.over_18_weeks / list.waiting, 36.7, 4);
    CU_ASSERT_DOUBLE_EQUAL(100 * list.over_52_weeks / list.waiting, 10.2, 4);
}

static size_t received_in(const char *service, day_t from, day_t until) {
    size_t count = 0;
    for (size_t i = 0; i < received->len; i++) {
        const struct referral_plan *plan = plan_at(i);
        count +=
            plan->life.on >= from && plan->life.on < until && strcmp(plan->service, service) == 0;
    }
    return count;
}

/* 60 to 70 a month for a neurodevelopmental assessment (2019). */
static void every_service_gets_referrals(void) {
    static const char *const services[] = {"SALT",       "OT",    "PT",         "CDC",
                                           "ND",         "CAMHS", "WHEELCHAIR", "CARERS",
                                           "TRANSITION", "EHCNA", "SENDIASS",   "INCLUSION_PANEL"};
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        CU_ASSERT(received_in(services[i], YEAR_2025, YEAR_2025 + 365) > 80);
    }
    CU_ASSERT_DOUBLE_EQUAL((double)received_in("ND", YEAR_2025, YEAR_2025 + 365) / 12, 65, 7);
    CU_ASSERT_DOUBLE_EQUAL((double)received_in("SENDIASS", YEAR_2025, YEAR_2025 + 365), 440, 60);
}

static bool comes_later(day_t earlier, day_t later) {
    return earlier == DAY_NONE || later == DAY_NONE || earlier <= later;
}

static void steps_follow_each_other(void) {
    size_t wrong = 0;
    for (size_t i = 0; i < received->len; i++) {
        const struct referral_plan *plan = plan_at(i);
        wrong += !comes_later(plan->life.on, plan->triaged_on);
        wrong += !comes_later(plan->triaged_on, plan->first_contact_on);
        wrong += !comes_later(plan->first_contact_on, plan->assessed_on);
        wrong += !comes_later(plan->assessed_on, plan->treatment_on);
        wrong += !comes_later(plan->treatment_on, plan->closed_on);
        wrong += !plan->accepted && plan->first_contact_on != DAY_NONE;
        wrong += plan->closed_on == DAY_NONE;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT(received->len > 50000);
}

static void a_request_for_an_assessment_is_a_referral_of_its_case(void) {
    struct borough *borough = synthetic_borough(BOROUGH_PUPILS, YEAR_2025);
    size_t cases = 0;
    size_t wrong = 0;
    for (size_t i = 0; i < borough->n_known; i++) {
        struct ehc_case about;
        struct referral_plan own[REFERRALS_MOST];
        const size_t count = referrals_plan(&borough->children[i], YEAR_2025, own);
        if (case_plan(&borough->children[i], YEAR_2025, &about)) {
            const struct referral_plan *last = &own[count - 1];
            cases++;
            wrong += count == 0 || strcmp(last->service, "EHCNA") != 0;
            wrong += last->life.on != about.requested_on || last->closed_on != about.ended_on;
            wrong += last->accepted != (about.end != CASE_NOT_ASSESSED);
        }
    }
    CU_ASSERT(cases > 500);
    CU_ASSERT_EQUAL(wrong, 0);
    borough_free(borough);
}

static void what_has_not_happened_yet_is_not_told(void) {
    const struct referral_plan plan = {.life = {.on = 20400},
                                       .service = "ND",
                                       .provider = "mental-health-trust",
                                       .close_reason = "DISCHARGED",
                                       .triaged_on = 20410,
                                       .first_contact_on = 20600,
                                       .assessed_on = 21400,
                                       .treatment_on = DAY_NONE,
                                       .closed_on = 21500,
                                       .accepted = true,
                                       .wait_is_assessed = true};
    struct referral referral;
    referral_tell(&plan, 20405, true, &referral);
    CU_ASSERT_EQUAL(referral.received_on, 20400);
    CU_ASSERT_EQUAL(referral.accepted, SYMBOL_NULL);
    CU_ASSERT_EQUAL(referral.triaged_on, NUMBER_NULL);
    CU_ASSERT_PTR_NULL(referral.close_reason.bytes);
    referral_tell(&plan, 21400, true, &referral);
    CU_ASSERT_EQUAL(referral.accepted, 1);
    CU_ASSERT_EQUAL(referral.first_contact_on, 20600);
    CU_ASSERT_EQUAL(referral.assessed_on, 21400);
    CU_ASSERT_EQUAL(referral.closed_on, NUMBER_NULL);
    CU_ASSERT_EQUAL(referral_plan_wait_end(&plan), 21400);
    referral_tell(&plan, 20405, false, &referral);
    CU_ASSERT_EQUAL(referral.received_on, 20393);
}

int main(void) {
    received = g_array_new(FALSE, FALSE, sizeof(struct referral_plan));
    for (int32_t year = FIRST_YEAR; year <= LAST_YEAR; year++) {
        read_year(year);
    }
    const int status = suite_run(
        "referrals",
        (const struct test[]){
            {"neurodevelopmental assessments are waited for as in Rotherham",
             neurodevelopmental_assessments_are_waited_for_as_in_rotherham},
            {"speech and language therapy is waited for as in England",
             speech_and_language_therapy_is_waited_for_as_in_england},
            {"every service gets referrals", every_service_gets_referrals},
            {"steps follow each other", steps_follow_each_other},
            {"a request for an assessment is a referral of its case",
             a_request_for_an_assessment_is_a_referral_of_its_case},
            {"what has not happened yet is not told", what_has_not_happened_yet_is_not_told},
            {NULL, NULL}});
    g_array_unref(received);
    return status;
}
