#include "simulator/attendance.h"

#include <stdlib.h>
#include <string.h>

#include "simulator/summary.h"
#include "support/suite.h"
#include "support/synthetic.h"

static struct summary year_of(uint32_t pupils) {
    const struct borough_settings settings = synthetic_settings(pupils);
    struct summary summary = {.school_days = 0};
    struct school_year *year = synthetic_year(&settings, YEAR_2025);
    summary_add(&summary, year);
    school_year_free(year);
    return summary;
}

static double per_cent(int64_t part, int64_t whole) {
    return 100.0 * (double)part / (double)whole;
}

/* `within` is a share of the expected value. */
static void assert_near(double actual, double expected, double within) {
    CU_ASSERT_DOUBLE_EQUAL(actual, expected, expected * within);
}

static double absence(const struct group_summary *group) {
    return per_cent(group_absent(group), group_possible(group));
}

static double code_rate(const struct group_summary *group, enum code code) {
    return per_cent(group->sessions[code], group_possible(group));
}

static double unauthorised(const struct group_summary *group) {
    return per_cent(group_unauthorised(group), group_possible(group));
}

static void rates_by_phase_are_those_of_rotherham(void) {
    const struct summary year = year_of(BOROUGH_PUPILS);
    const struct group_summary *primary = &year.phases[PHASE_PRIMARY];
    const struct group_summary *secondary = &year.phases[PHASE_SECONDARY];
    const struct group_summary *special = &year.phases[PHASE_SPECIAL];
    assert_near(absence(primary), 5.549, 0.05);
    assert_near(absence(secondary), 9.275, 0.08);
    assert_near(absence(special), 13.667, 0.06);
    assert_near(code_rate(primary, CODE_I), 2.672, 0.04);
    assert_near(code_rate(secondary, CODE_I), 2.487, 0.04);
    assert_near(code_rate(special, CODE_I), 4.162, 0.06);
    assert_near(code_rate(primary, CODE_M), 0.267, 0.04);
    assert_near(code_rate(special, CODE_M), 1.151, 0.05);
    assert_near(code_rate(primary, CODE_C2), 0.202, 0.20);
    assert_near(code_rate(secondary, CODE_C2), 0.523, 0.15);
    assert_near(code_rate(special, CODE_C2), 2.385, 0.15);
    assert_near(code_rate(secondary, CODE_E), 0.495, 0.12);
    assert_near(unauthorised(primary), 2.111, 0.05);
    assert_near(unauthorised(secondary), 5.133, 0.12);
    assert_near(unauthorised(special), 4.947, 0.15);
}

static void rates_by_sen_are_near_those_of_rotherham(void) {
    const struct summary year = year_of(BOROUGH_PUPILS);
    const struct group_summary *none = &year.sens[SEN_NONE];
    const struct group_summary *support = &year.sens[SEN_SUPPORT];
    const struct group_summary *plan = &year.sens[SEN_PLAN];
    assert_near(absence(none), 5.78, 0.08);
    assert_near(absence(support), 10.24, 0.08);
    assert_near(absence(plan), 15.16, 0.08);
    assert_near(code_rate(none, CODE_I), 2.57, 0.08);
    assert_near(code_rate(support, CODE_I), 3.15, 0.08);
    assert_near(code_rate(plan, CODE_I), 4.15, 0.08);
    assert_near(code_rate(none, CODE_C2), 0.069, 0.20);
    assert_near(code_rate(support, CODE_C2), 0.813, 0.10);
    assert_near(code_rate(plan, CODE_C2), 2.488, 0.12);
    assert_near(code_rate(none, CODE_E), 0.107, 0.10);
    assert_near(code_rate(support, CODE_E), 0.601, 0.10);
    assert_near(code_rate(plan, CODE_E), 0.588, 0.20);
    assert_near(unauthorised(none), 2.53, 0.15);
    assert_near(unauthorised(support), 4.94, 0.10);
    assert_near(unauthorised(plan), 6.44, 0.15);
}

static void persistent_absence_is_as_common_as_in_rotherham(void) {
    const struct summary year = year_of(BOROUGH_PUPILS);
    static const double phases[PHASES] = {14.93, 24.99, 34.83};
    static const double sens[] = {17.0, 29.0, 35.1};
    for (int phase = 0; phase < PHASES; phase++) {
        const struct group_summary *group = &year.phases[phase];
        assert_near(per_cent(group->persistent, group->children), phases[phase], 0.10);
    }
    for (int sen = 0; sen < 3; sen++) {
        const struct group_summary *group = &year.sens[sen];
        assert_near(per_cent(group->persistent, group->children), sens[sen], 0.12);
    }
}

static bool is_persistent(const struct school_year *year, size_t child) {
    int64_t possible = 0;
    int64_t absent = 0;
    for (size_t i = 0; i < 2 * year->days.count; i++) {
        const enum code code = school_year_code(year, child, i / 2, (int)(i % 2));
        possible += code_is_possible(code);
        absent += code_is_absent(code);
    }
    return 10 * absent >= possible;
}

static void persistent_absence_differs_by_primary_need(void) {
    struct borough_settings settings = {.seed = 1};
    borough_divide(2 * BOROUGH_PUPILS, settings.pupils);
    struct school_year *year = synthetic_year(&settings, YEAR_2025);
    int64_t children[NEEDS] = {0};
    int64_t persistent[NEEDS] = {0};
    for (size_t i = 0; i < year->borough->n_children; i++) {
        const int8_t need = year->borough->children[i].need;
        if (need != NEED_NONE) {
            children[need]++;
            persistent[need] += is_persistent(year, i);
        }
    }
    /* Rotherham, all schools, 2024/25: the five commonest needs. */
    assert_near(per_cent(persistent[0], children[0]), 27.5, 0.12); /* ASD */
    assert_near(per_cent(persistent[1], children[1]), 45.5, 0.12); /* SEMH */
    assert_near(per_cent(persistent[2], children[2]), 23.3, 0.12); /* SLCN */
    assert_near(per_cent(persistent[3], children[3]), 28.9, 0.12); /* MLD */
    assert_near(per_cent(persistent[5], children[5]), 27.1, 0.12); /* SPLD */
    school_year_free(year);
}

static void morning_and_afternoon_have_their_own_sign_of_presence(void) {
    struct borough_settings settings = {.seed = 3, .pupils = {300, 200, 100}};
    struct school_year *year = synthetic_year(&settings, YEAR_2025);
    size_t wrong = 0;
    for (size_t child = 0; child < 600; child++) {
        for (size_t day = 0; day < year->days.count; day++) {
            wrong += school_year_code(year, child, day, 0) == CODE_PM;
            wrong += school_year_code(year, child, day, 1) == CODE_AM;
            wrong += school_year_code(year, child, day, 0) == CODE_NONE;
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
    school_year_free(year);
}

static void one_child_s_register_does_not_depend_on_the_others(void) {
    struct borough_settings few = {.seed = 1, .pupils = {70, 0, 0}, .schools = {1}};
    struct borough_settings many = {.seed = 1, .pupils = {700, 500, 0}, .schools = {1, 1}};
    const struct days days = synthetic_days(YEAR_2025);
    struct school_year *small = synthetic_year(&few, YEAR_2025);
    struct school_year *large = synthetic_year(&many, YEAR_2025);
    size_t found = 0;
    for (size_t i = 0; i < 70; i++) {
        for (size_t j = 0; j < 1200; j++) {
            if (small->borough->children[i].key == large->borough->children[j].key) {
                found++;
                CU_ASSERT_EQUAL(memcmp(small->codes + 2 * days.count * i,
                                       large->codes + 2 * days.count * j, 2 * days.count),
                                0);
            }
        }
    }
    CU_ASSERT_EQUAL(found, 70);
    school_year_free(small);
    school_year_free(large);
}

static void a_year_without_school_days_has_no_register(void) {
    const struct child child = {.phase = PHASE_PRIMARY};
    uint8_t codes[2] = {77, 77};
    attendance_plan(&child, (struct days){NULL, 0}, codes);
    CU_ASSERT_EQUAL(codes[0], 77);
}

int main(void) {
    return suite_run("attendance",
                     (const struct test[]){{"rates by phase are those of Rotherham",
                                            rates_by_phase_are_those_of_rotherham},
                                           {"rates by SEN provision are near those of Rotherham",
                                            rates_by_sen_are_near_those_of_rotherham},
                                           {"persistent absence is as common as in Rotherham",
                                            persistent_absence_is_as_common_as_in_rotherham},
                                           {"persistent absence differs by primary need",
                                            persistent_absence_differs_by_primary_need},
                                           {"morning and afternoon have their own sign of presence",
                                            morning_and_afternoon_have_their_own_sign_of_presence},
                                           {"one child's register does not depend on the others",
                                            one_child_s_register_does_not_depend_on_the_others},
                                           {"a year without school days has no register",
                                            a_year_without_school_days_has_no_register},
                                           {NULL, NULL}});
}
