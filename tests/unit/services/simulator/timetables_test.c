#include "simulator/timetables.h"

#include "absence/absence.h"
#include "simulator/attendance.h"
#include "support/suite.h"
#include "support/synthetic.h"

#define DAYS_MOST 220

static struct borough *borough;
static struct days days;

/* Open on a Tuesday in November: 270 to 340 are estimated from the sessions coded C2. */
static void about_300_are_open_at_a_time_most_of_them_of_children_with_sen(void) {
    const day_t tuesday = day_from_civil(2025, 11, 18);
    double open = 0;
    double by_sen[4] = {0};
    for (size_t i = 0; i < borough->n_children; i++) {
        const struct child *child = &borough->children[i];
        struct timetable_plan plan;
        if (timetable_plan(child, days, &plan) && plan.life.on <= tuesday &&
            plan.ended_on > tuesday) {
            open++;
            by_sen[child_sen(child, plan.life.on) + 1]++;
        }
    }
    CU_ASSERT(open >= 270 && open <= 380);
    /* 79 % have SEN and 43 % a plan (Schools Forum); of the sessions 85.5 and 46.2 %. */
    CU_ASSERT_DOUBLE_EQUAL(100 * (by_sen[SEN_SUPPORT + 1] + by_sen[SEN_PLAN + 1]) / open, 82, 5);
    CU_ASSERT_DOUBLE_EQUAL(100 * by_sen[SEN_PLAN + 1] / open, 45, 6);
}

static void every_session_at_home_lies_within_a_timetable(void) {
    size_t outside = 0;
    size_t sessions = 0;
    for (size_t i = 0; i < borough->n_children; i++) {
        const struct child *child = &borough->children[i];
        uint8_t codes[2 * DAYS_MOST];
        struct timetable_plan plan;
        const bool has = timetable_plan(child, days, &plan);
        attendance_plan(child, days, codes);
        for (size_t s = 0; s < 2 * days.count; s++) {
            if (codes[s] == CODE_C2) {
                const day_t day = days.of[s / 2];
                sessions++;
                outside += !has || day < plan.life.on || day >= plan.ended_on;
            }
        }
    }
    CU_ASSERT_EQUAL(outside, 0);
    CU_ASSERT(sessions > 40000);
}

static void a_timetable_makes_its_sessions_at_home_unless_the_child_is_excluded(void) {
    size_t wrong = 0;
    size_t timetables = 0;
    for (size_t i = 0; i < borough->n_children; i++) {
        const struct child *child = &borough->children[i];
        uint8_t codes[2 * DAYS_MOST];
        struct timetable_plan plan;
        if (!timetable_plan(child, days, &plan)) {
            continue;
        }
        timetables++;
        attendance_plan(child, days, codes);
        for (size_t d = plan.from; d < plan.until; d++) {
            for (int session = 0; session < 2; session++) {
                const uint8_t code = codes[2 * d + (size_t)session];
                const bool home = timetable_at_home(&plan, d, days.of[d], session);
                wrong += home && code != CODE_C2 && code != CODE_E && code != CODE_B;
            }
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT(timetables > 1000);
}

static void the_hours_are_those_of_the_sessions_at_school(void) {
    size_t wrong = 0;
    for (size_t i = 0; i < borough->n_children; i++) {
        struct timetable_plan plan;
        if (timetable_plan(&borough->children[i], days, &plan)) {
            int home = 0;
            for (int bit = 0; bit < 16; bit++) {
                home += plan.home >> bit & 1;
            }
            wrong += home < 2 || home > 7 || plan.weekly_minutes != (10 - home) * 150;
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void reviews_follow_each_other_until_it_ends(void) {
    size_t wrong = 0;
    size_t late = 0;
    size_t reviews = 0;
    for (size_t i = 0; i < borough->n_children; i++) {
        struct timetable_plan plan;
        if (!timetable_plan(&borough->children[i], days, &plan)) {
            continue;
        }
        wrong += plan.n_reviews == 0 || plan.reviews[0].held_on != plan.life.on;
        for (size_t r = 1; r < plan.n_reviews; r++) {
            const day_t due = plan.reviews[r - 1].next_review_on;
            wrong += plan.reviews[r].held_on < due || plan.reviews[r].held_on >= plan.ended_on;
            late += plan.reviews[r].held_on > due;
            reviews++;
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT(reviews > 1500);
    CU_ASSERT_DOUBLE_EQUAL((double)late / (double)reviews, 0.25, 0.05);
}

static void a_timetable_ends_when_the_child_leaves_the_school(void) {
    size_t wrong = 0;
    for (size_t i = 0; i < borough->n_children; i++) {
        const struct child *child = &borough->children[i];
        struct timetable_plan plan;
        if (timetable_plan(child, days, &plan)) {
            const day_t last = days.of[plan.until - 1];
            wrong += child_school(child, plan.life.on) != child_school(child, last);
            wrong += plan.life.on < child->excluded_on && last >= child->excluded_on;
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void its_cause_follows_from_its_reason(void) {
    struct timetable_plan plan = {.reason = TIMETABLE_MEDICAL};
    CU_ASSERT_EQUAL(timetable_cause(&plan), CAUSE_PHYSICAL);
    plan.reason = TIMETABLE_SEMH;
    CU_ASSERT_EQUAL(timetable_cause(&plan), CAUSE_MENTAL);
    plan.reason = TIMETABLE_BEHAVIOUR;
    plan.life.key = 3;
    CU_ASSERT_EQUAL(timetable_cause(&plan), SYMBOL_NULL);
    plan.life.key = 4;
    CU_ASSERT_EQUAL(timetable_cause(&plan), CAUSE_UNSPECIFIED);
}

int main(void) {
    borough = synthetic_borough(BOROUGH_PUPILS, YEAR_2025);
    days = synthetic_days(YEAR_2025);
    const int status = suite_run(
        "timetables",
        (const struct test[]){
            {"about 300 are open at a time, most of them of children with SEN",
             about_300_are_open_at_a_time_most_of_them_of_children_with_sen},
            {"every session at home lies within a timetable",
             every_session_at_home_lies_within_a_timetable},
            {"a timetable makes its sessions at home unless the child is excluded",
             a_timetable_makes_its_sessions_at_home_unless_the_child_is_excluded},
            {"the hours are those of the sessions at school",
             the_hours_are_those_of_the_sessions_at_school},
            {"reviews follow each other until it ends", reviews_follow_each_other_until_it_ends},
            {"a timetable ends when the child leaves the school",
             a_timetable_ends_when_the_child_leaves_the_school},
            {"its cause follows from its reason", its_cause_follows_from_its_reason},
            {NULL, NULL}});
    borough_free(borough);
    return status;
}
