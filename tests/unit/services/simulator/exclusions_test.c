#include "simulator/exclusions.h"

#include <string.h>

#include "simulator/attendance.h"
#include "support/suite.h"
#include "support/synthetic.h"

#define DAYS_MOST 220

static struct borough *borough;
static struct days days;

struct totals {
    double suspensions, sessions, permanent, primary_permanent;
    double by_sen[3], permanent_by_sen[3], pupils_by_sen[3];
    size_t suspended; /* children */
};

static void add_plan(struct totals *totals, const struct child *child,
                     const struct exclusion_plan *plan) {
    const int8_t sen = child_sen(child, plan->life.on);
    const int8_t known = sen == SEN_UNKNOWN ? SEN_NONE : sen;
    if (plan->category == EXCLUSION_SUSP) {
        totals->suspensions++;
        totals->sessions += plan->sessions;
        totals->by_sen[known]++;
    } else if (plan->category == EXCLUSION_PERM) {
        totals->permanent++;
        totals->permanent_by_sen[known]++;
        totals->primary_permanent += child->phase == PHASE_PRIMARY;
    }
}

static struct totals totals_of(void) {
    struct totals totals = {.suspensions = 0};
    for (size_t i = 0; i < borough->n_children; i++) {
        const struct child *child = &borough->children[i];
        struct exclusion_plan plans[EXCLUSIONS_MOST];
        const size_t count = exclusions_plan(child, days, plans);
        const int8_t sen = child_sen(child, YEAR_2025 + 75);
        totals.pupils_by_sen[sen == SEN_UNKNOWN ? SEN_NONE : sen]++;
        for (size_t j = 0; j < count; j++) {
            add_plan(&totals, child, &plans[j]);
        }
        totals.suspended += count > 0 && plans[0].category == EXCLUSION_SUSP;
    }
    return totals;
}

static void about_8000_suspensions_a_year_last_4_7_sessions(void) {
    const struct totals totals = totals_of();
    CU_ASSERT_DOUBLE_EQUAL(totals.suspensions, 8000, 800);
    CU_ASSERT_DOUBLE_EQUAL(totals.sessions / totals.suspensions, 4.7, 0.3);
    CU_ASSERT_DOUBLE_EQUAL(totals.suspensions / (double)totals.suspended, 3.5, 0.7);
}

/* By sessions coded E in Rotherham, 2025/26, at 4.7 each: 8.7, 48.6 and 47.5 of 100 pupils. */
static void suspensions_by_sen_follow_the_sessions_that_are_coded_e(void) {
    const struct totals totals = totals_of();
    CU_ASSERT_DOUBLE_EQUAL(100 * totals.by_sen[SEN_NONE] / totals.pupils_by_sen[SEN_NONE], 8.7,
                           1.3);
    CU_ASSERT_DOUBLE_EQUAL(100 * totals.by_sen[SEN_SUPPORT] / totals.pupils_by_sen[SEN_SUPPORT],
                           48.6, 7);
    CU_ASSERT_DOUBLE_EQUAL(100 * totals.by_sen[SEN_PLAN] / totals.pupils_by_sen[SEN_PLAN], 47.5,
                           16);
}

/* 70 to 110 a year are assumed, 13 of them primary; SEN support 43 %, plans 10 %. */
static void permanent_exclusions_are_as_many_as_in_rotherham(void) {
    const struct totals totals = totals_of();
    CU_ASSERT(totals.permanent >= 70 && totals.permanent <= 110);
    CU_ASSERT_DOUBLE_EQUAL(totals.primary_permanent, 13, 8);
    CU_ASSERT_DOUBLE_EQUAL(100 * totals.permanent_by_sen[SEN_SUPPORT] / totals.permanent, 43, 12);
    CU_ASSERT_DOUBLE_EQUAL(100 * totals.permanent_by_sen[SEN_PLAN] / totals.permanent, 10, 7);
}

static size_t codes_between(const uint8_t *codes, size_t from, size_t until, enum code code) {
    size_t count = 0;
    for (size_t i = from; i < until; i++) {
        count += codes[i] == (uint8_t)code;
    }
    return count;
}

static void every_suspended_session_is_marked_e_and_no_other(void) {
    size_t wrong = 0;
    size_t sessions = 0;
    for (size_t i = 0; i < borough->n_children; i++) {
        uint8_t codes[2 * DAYS_MOST];
        struct exclusion_plan plans[EXCLUSIONS_MOST];
        const size_t count = exclusions_plan(&borough->children[i], days, plans);
        size_t lost = 0;
        attendance_plan(&borough->children[i], days, codes);
        for (size_t j = 0; j < count; j++) {
            const size_t end = (size_t)plans[j].first + plans[j].lost;
            lost += plans[j].lost;
            wrong += codes_between(codes, plans[j].first, end, CODE_E) != plans[j].lost;
        }
        wrong += codes_between(codes, 0, 2 * days.count, CODE_E) != lost;
        sessions += lost;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT(sessions > 30000);
}

static void a_suspension_s_sessions_are_lost_or_provided_for_elsewhere(void) {
    size_t wrong = 0;
    size_t provided = 0;
    for (size_t i = 0; i < borough->n_children; i++) {
        struct exclusion_plan plans[EXCLUSIONS_MOST];
        const size_t count = exclusions_plan(&borough->children[i], days, plans);
        for (size_t j = 0; j < count; j++) {
            const struct exclusion_plan *plan = &plans[j];
            if (plan->category == EXCLUSION_SUSP) {
                wrong += plan->lost + plan->provided != plan->sessions;
                wrong += plan->sessions <= 10 && plan->provision_from != DAY_NONE;
                wrong += plan->ends_on < plan->life.on || plan->decided_on > plan->life.on;
                provided += plan->provided;
            }
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT(provided > 500);
}

static void nobody_loses_more_than_48_days_of_a_year(void) {
    size_t most = 0;
    for (size_t i = 0; i < borough->n_children; i++) {
        struct exclusion_plan plans[EXCLUSIONS_MOST];
        const size_t count = exclusions_plan(&borough->children[i], days, plans);
        size_t sessions = 0;
        for (size_t j = 0; j < count; j++) {
            sessions += plans[j].category == EXCLUSION_SUSP ? plans[j].sessions : 0;
        }
        most = sessions > most ? sessions : most;
    }
    CU_ASSERT_EQUAL(most, 96);
}

/* The permanent exclusion of a child, NULL if there is none. */
static const struct exclusion_plan *permanent_of(const struct child *child,
                                                 struct exclusion_plan plans[EXCLUSIONS_MOST]) {
    const size_t count = exclusions_plan(child, days, plans);
    const bool last = count > 0 && plans[count - 1].category == EXCLUSION_PERM;
    return last ? &plans[count - 1] : NULL;
}

static void a_permanent_exclusion_ends_the_marks_at_that_school(void) {
    size_t gone = 0;
    size_t back = 0;
    for (size_t i = 0; i < borough->n_children; i++) {
        const struct child *child = &borough->children[i];
        struct exclusion_plan plans[EXCLUSIONS_MOST];
        uint8_t codes[2 * DAYS_MOST];
        const struct exclusion_plan *plan = permanent_of(child, plans);
        if (plan == NULL) {
            continue;
        }
        attendance_plan(child, days, codes);
        const size_t end = (size_t)plan->first + plan->lost + plan->provided;
        const size_t moves = 2 * days_index(days, child->moves_on);
        if (exclusion_is_for_good(plan)) {
            gone++;
            CU_ASSERT_EQUAL(codes_between(codes, end, moves, CODE_NONE), moves - end);
            CU_ASSERT_EQUAL(codes_between(codes, moves, 2 * days.count, CODE_NONE), 0);
            CU_ASSERT_NOT_EQUAL(child_school(child, YEAR_2025 + 360), child->school);
        } else {
            back++;
            CU_ASSERT_EQUAL(codes_between(codes, 0, 2 * days.count, CODE_NONE), 0);
            CU_ASSERT_EQUAL(child->next_school, child->school);
        }
    }
    CU_ASSERT(gone > 50);
    CU_ASSERT(back > 5);
}

static void most_are_told_to_the_authority_without_delay(void) {
    size_t count = 0;
    size_t at_once = 0;
    size_t never = 0;
    for (size_t i = 0; i < borough->n_children; i++) {
        struct exclusion_plan plans[EXCLUSIONS_MOST];
        const size_t n = exclusions_plan(&borough->children[i], days, plans);
        for (size_t j = 0; j < n; j++) {
            count++;
            at_once += plans[j].notified_on == plans[j].decided_on;
            never += plans[j].notified_on == DAY_NONE;
        }
    }
    CU_ASSERT_DOUBLE_EQUAL((double)at_once / (double)count, 0.91, 0.02);
    CU_ASSERT_DOUBLE_EQUAL((double)never / (double)count, 0.01, 0.005);
}

static void a_child_not_at_school_yet_is_never_excluded(void) {
    struct exclusion_plan plans[EXCLUSIONS_MOST];
    size_t excluded = 0;
    CU_ASSERT(borough->n_known > borough->n_children);
    for (size_t i = borough->n_children; i < borough->n_known; i++) {
        excluded += exclusions_plan(&borough->children[i], days, plans);
    }
    CU_ASSERT_EQUAL(excluded, 0);
}

int main(void) {
    borough = synthetic_borough(BOROUGH_PUPILS, YEAR_2025);
    days = synthetic_days(YEAR_2025);
    const int status = suite_run(
        "exclusions",
        (const struct test[]){
            {"about 8,000 suspensions a year last 4.7 sessions",
             about_8000_suspensions_a_year_last_4_7_sessions},
            {"suspensions by SEN follow the sessions that are coded E",
             suspensions_by_sen_follow_the_sessions_that_are_coded_e},
            {"permanent exclusions are as many as in Rotherham",
             permanent_exclusions_are_as_many_as_in_rotherham},
            {"every suspended session is marked E, and no other",
             every_suspended_session_is_marked_e_and_no_other},
            {"a suspension's sessions are lost or provided for elsewhere",
             a_suspension_s_sessions_are_lost_or_provided_for_elsewhere},
            {"nobody loses more than 48 days of a year", nobody_loses_more_than_48_days_of_a_year},
            {"a permanent exclusion ends the marks at that school",
             a_permanent_exclusion_ends_the_marks_at_that_school},
            {"most are told to the authority without delay",
             most_are_told_to_the_authority_without_delay},
            {"a child not at school yet is never excluded",
             a_child_not_at_school_yet_is_never_excluded},
            {NULL, NULL}});
    borough_free(borough);
    return status;
}
