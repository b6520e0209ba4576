#include "simulator/published.h"

#include <stdlib.h>
#include <string.h>

#include "simulator/published_file.h"
#include "simulator/school_year.h"
#include "support/suite.h"

#define DAYS 190

/* Marks of one row, by code, and what becomes of its enrolments. */
struct count {
    int64_t sessions[CODES];
    int64_t possible, persistent, enrolments;
    size_t misplaced; /* / in the afternoon, \ in the morning */
};

static void count_enrolment(struct count *count, const uint8_t *codes, size_t days) {
    int64_t possible = 0;
    int64_t absent = 0;
    for (size_t i = 0; i < 2 * days; i++) {
        const enum code code = (enum code)codes[i];
        count->sessions[code]++;
        possible += code_is_possible(code);
        absent += code_is_absent(code);
        count->misplaced += code == (i % 2 == 0 ? CODE_PM : CODE_AM);
    }
    count->possible += possible;
    count->enrolments += possible > 0;
    count->persistent += possible > 0 && 10 * absent >= possible;
}

static struct count fill(const struct published_row *row, int64_t enrolments, int64_t persistent,
                         size_t days) {
    struct count count = {.possible = 0};
    GPtrArray *reasons = g_ptr_array_new_with_free_func(g_free);
    uint8_t *codes = g_malloc0((size_t)enrolments * 2 * days);
    uint16_t *schools = g_new0(uint16_t, (size_t)enrolments);
    for (int64_t i = 0; i < enrolments; i++) {
        schools[i] = (uint16_t)(i % 7);
    }
    CU_ASSERT(
        published_fill(row, "Primary", enrolments, persistent, days, schools, codes, reasons));
    CU_ASSERT_EQUAL(reasons->len, 0);
    for (int64_t i = 0; i < enrolments; i++) {
        count_enrolment(&count, codes + (size_t)i * 2 * days, days);
    }
    g_free(schools);
    g_free(codes);
    g_ptr_array_unref(reasons);
    return count;
}

/* The only reason why it cannot be done; the caller frees. */
static char *refusal(const struct published_row *row, int64_t enrolments, int64_t persistent,
                     size_t days) {
    GPtrArray *reasons = g_ptr_array_new();
    uint8_t *codes = g_malloc0((size_t)enrolments * 2 * days);
    uint16_t *schools = g_new0(uint16_t, (size_t)enrolments);
    CU_ASSERT_FALSE(
        published_fill(row, "Special", enrolments, persistent, days, schools, codes, reasons));
    CU_ASSERT_EQUAL(reasons->len, 1);
    char *reason = reasons->len > 0 ? reasons->pdata[0] : g_strdup("");
    g_free(schools);
    g_free(codes);
    g_ptr_array_unref(reasons);
    return reason;
}

static struct published rotherham(void) {
    struct error error = {0};
    struct published published = {0};
    GPtrArray *reasons = g_ptr_array_new_with_free_func(g_free);
    struct csv *csv =
        csv_read(SOURCE_DIR "/tests/golden/dfe_attendance_2025-26_rotherham.csv", &error);
    CU_ASSERT_PTR_NOT_NULL(csv);
    CU_ASSERT(published_read(csv, NULL, NULL, &published, reasons, &error));
    CU_ASSERT_EQUAL(reasons->len, 0);
    csv_free(csv);
    g_ptr_array_unref(reasons);
    return published;
}

static void a_percentage_gives_its_fraction_back(void) {
    struct ratio ratio = {0, 0};
    CU_ASSERT(ratio_of_percent(14.9271662411774, &ratio));
    CU_ASSERT_EQUAL(ratio.numerator, 994); /* 2982 / 19977 */
    CU_ASSERT_EQUAL(ratio.denominator, 6659);
    CU_ASSERT(ratio_of_percent(20.3576408424864, &ratio));
    CU_ASSERT_EQUAL(ratio.numerator, 8322);
    CU_ASSERT_EQUAL(ratio.denominator, 40879);
    CU_ASSERT(ratio_of_percent(25, &ratio));
    CU_ASSERT_EQUAL(ratio.numerator, 1);
    CU_ASSERT_EQUAL(ratio.denominator, 4);
    CU_ASSERT(ratio_of_percent(0, &ratio));
    CU_ASSERT_EQUAL(ratio.numerator, 0);
    CU_ASSERT_EQUAL(ratio.denominator, 1);
    CU_ASSERT(ratio_of_percent(100, &ratio));
    CU_ASSERT_EQUAL(ratio.numerator, 1);
    CU_ASSERT_EQUAL(ratio.denominator, 1);
}

static void rotherham_s_enrolments_are_found(void) {
    const struct published published = rotherham();
    struct enrolments enrolments;
    CU_ASSERT(published_enrolments(&published, DAYS, &enrolments, NULL));
    CU_ASSERT_EQUAL(enrolments.count[PHASE_PRIMARY], 19977);
    CU_ASSERT_EQUAL(enrolments.persistent[PHASE_PRIMARY], 2982);
    CU_ASSERT_EQUAL(enrolments.count[PHASE_SECONDARY], 19725);
    CU_ASSERT_EQUAL(enrolments.persistent[PHASE_SECONDARY], 4930);
    CU_ASSERT_EQUAL(enrolments.count[PHASE_SPECIAL], 1177);
    CU_ASSERT_EQUAL(enrolments.persistent[PHASE_SPECIAL], 410);
}

static void assert_sessions(const struct count *count, const int64_t expected[CODES]) {
    for (int code = CODE_AM; code < CODES; code++) {
        CU_ASSERT_EQUAL(count->sessions[code], expected[code]);
    }
    CU_ASSERT_EQUAL(count->misplaced, 0);
}

static void every_count_of_rotherham_s_primary_schools_comes_out(void) {
    static const int64_t expected[CODES] = {
        [CODE_AM] = 3144341, [CODE_PM] = 3190325, [CODE_L] = 73212, [CODE_I] = 183450,
        [CODE_M] = 18314,    [CODE_R] = 3862,     [CODE_S] = 5,     [CODE_T] = 362,
        [CODE_E] = 2628,     [CODE_C] = 13290,    [CODE_C1] = 153,  [CODE_J1] = 73,
        [CODE_C2] = 13860,   [CODE_B] = 15972,    [CODE_P] = 5018,  [CODE_V] = 54656,
        [CODE_W] = 7,        [CODE_K] = 554,      [CODE_G] = 59049, [CODE_U] = 11536,
        [CODE_O] = 71543,    [CODE_N] = 2822,
    };
    const struct published published = rotherham();
    const struct count count = fill(&published.rows[PHASE_PRIMARY], 19977, 2982, DAYS);
    assert_sessions(&count, expected);
    CU_ASSERT_EQUAL(count.possible, 6865032);
    CU_ASSERT_EQUAL(count.enrolments, 19977);
    CU_ASSERT_EQUAL(count.persistent, 2982);
}

static void every_count_of_rotherham_s_secondary_schools_comes_out(void) {
    static const int64_t expected[CODES] = {
        [CODE_AM] = 2558418, [CODE_PM] = 2653738, [CODE_L] = 170968, [CODE_I] = 150154,
        [CODE_M] = 17679,    [CODE_R] = 2706,     [CODE_S] = 819,    [CODE_T] = 194,
        [CODE_E] = 29870,    [CODE_C] = 15619,    [CODE_C1] = 326,   [CODE_J1] = 1164,
        [CODE_C2] = 31581,   [CODE_B] = 24580,    [CODE_P] = 4661,   [CODE_V] = 35384,
        [CODE_W] = 29582,    [CODE_K] = 562,      [CODE_G] = 36477,  [CODE_U] = 16751,
        [CODE_O] = 256426,   [CODE_N] = 283,
    };
    const struct published published = rotherham();
    const struct count count = fill(&published.rows[PHASE_SECONDARY], 19725, 4930, DAYS);
    assert_sessions(&count, expected);
    CU_ASSERT_EQUAL(count.possible, 6037942);
    CU_ASSERT_EQUAL(count.enrolments, 19725);
    CU_ASSERT_EQUAL(count.persistent, 4930);
}

static void every_count_of_rotherham_s_special_schools_comes_out(void) {
    static const int64_t expected[CODES] = {
        [CODE_AM] = 171298, [CODE_PM] = 170780, [CODE_L] = 1693, [CODE_I] = 16785, [CODE_M] = 4641,
        [CODE_R] = 113,     [CODE_S] = 39,      [CODE_E] = 1119, [CODE_C] = 2773,  [CODE_C1] = 6,
        [CODE_J1] = 72,     [CODE_C2] = 9619,   [CODE_B] = 2753, [CODE_P] = 17,    [CODE_V] = 1602,
        [CODE_W] = 1,       [CODE_K] = 50,      [CODE_G] = 3427, [CODE_U] = 385,   [CODE_O] = 15825,
        [CODE_N] = 317,
    };
    const struct published published = rotherham();
    const struct count count = fill(&published.rows[PHASE_SPECIAL], 1177, 410, DAYS);
    assert_sessions(&count, expected);
    CU_ASSERT_EQUAL(count.possible, 403315);
    CU_ASSERT_EQUAL(count.enrolments, 1177);
    CU_ASSERT_EQUAL(count.persistent, 410);
}

/* Ten enrolments, 20 days: 400 sessions, 60 of them absent, two persistent absentees. */
static struct published_row small_row(void) {
    struct published_row row = {.present = true, .possible = 400, .persistent = {1, 5}};
    row.sessions[CODE_AM] = 160;
    row.sessions[CODE_PM] = 170;
    row.sessions[CODE_L] = 10;
    row.sessions[CODE_I] = 40;
    row.sessions[CODE_C2] = 20;
    return row;
}

static void a_full_register_has_a_mark_in_every_session(void) {
    const struct published_row row = small_row();
    const struct count count = fill(&row, 10, 2, 20);
    CU_ASSERT_EQUAL(count.sessions[CODE_NONE], 0);
    CU_ASSERT_EQUAL(count.sessions[CODE_AM], 160);
    CU_ASSERT_EQUAL(count.sessions[CODE_PM], 170);
    CU_ASSERT_EQUAL(count.sessions[CODE_C2], 20);
    CU_ASSERT_EQUAL(count.persistent, 2);
    CU_ASSERT_EQUAL(count.misplaced, 0);
}

static void a_register_of_mornings_only_is_possible(void) {
    struct published_row row = {.present = true, .possible = 180};
    row.sessions[CODE_AM] = 180;
    const struct count count = fill(&row, 10, 0, 20);
    CU_ASSERT_EQUAL(count.sessions[CODE_AM], 180);
    CU_ASSERT_EQUAL(count.enrolments, 10);
}

static void one_phase_alone_needs_no_total(void) {
    struct published published = {.rows = {[PHASE_PRIMARY] = small_row()}};
    struct enrolments enrolments;
    CU_ASSERT(published_enrolments(&published, 20, &enrolments, NULL));
    CU_ASSERT_EQUAL(enrolments.count[PHASE_PRIMARY], 10);
    CU_ASSERT_EQUAL(enrolments.persistent[PHASE_PRIMARY], 2);
    CU_ASSERT_EQUAL(enrolments.count[PHASE_SPECIAL], 0);
}

static void phases_that_cannot_add_up_are_refused(void) {
    struct published published = {
        .rows = {[PHASE_PRIMARY] = small_row(), [ROW_TOTAL] = small_row()}};
    published.rows[ROW_TOTAL].persistent = (struct ratio){1, 4};
    struct enrolments enrolments;
    GPtrArray *reasons = g_ptr_array_new_with_free_func(g_free);
    CU_ASSERT_FALSE(published_enrolments(&published, 20, &enrolments, reasons));
    CU_ASSERT_EQUAL_FATAL(reasons->len, 1);
    CU_ASSERT_STRING_EQUAL(
        reasons->pdata[0],
        "all phases, column 'pa_perc': no numbers of enrolments have these shares, add up to the "
        "total and hold the possible sessions, two on each of 20 school days");
    g_ptr_array_unref(reasons);
}

static void too_few_school_days_are_refused(void) {
    const struct published published = {.rows = {[PHASE_PRIMARY] = small_row()}};
    struct enrolments enrolments;
    GPtrArray *reasons = g_ptr_array_new_with_free_func(g_free);
    CU_ASSERT_FALSE(published_enrolments(&published, 1, &enrolments, reasons));
    CU_ASSERT_EQUAL(reasons->len, 1);
    g_ptr_array_unref(reasons);
}

static void too_little_absence_for_the_persistent_absentees_is_refused(void) {
    struct published_row row = small_row();
    row.sessions[CODE_I] = 0;
    row.sessions[CODE_AM] = 200; /* 20 absent sessions; ten persistent absentees need 40 */
    char *reason = refusal(&row, 10, 10, 20);
    CU_ASSERT_STRING_EQUAL(reason, "phase 'Special', column 'overall_absence': fewer sessions than "
                                   "the persistent absentees of 'pa_perc' must have");
    g_free(reason);
}

static void too_much_absence_for_the_others_is_refused(void) {
    const struct published_row row = small_row(); /* 60 absent; ten others may have 3 each */
    char *reason = refusal(&row, 10, 0, 20);
    CU_ASSERT_STRING_EQUAL(reason, "phase 'Special', column 'overall_absence': more sessions than "
                                   "'pa_perc' leaves to those not persistently absent");
    g_free(reason);
}

static void more_mornings_than_school_days_are_refused(void) {
    struct published_row row = small_row();
    row.sessions[CODE_AM] = 205; /* ten enrolments have 200 mornings */
    row.sessions[CODE_PM] = 125;
    char *reason = refusal(&row, 10, 2, 20);
    CU_ASSERT_STRING_EQUAL(reason,
                           "phase 'Special', column 'reason_present_am': more sessions than "
                           "the enrolments have school days");
    g_free(reason);
}

static void absences_that_leave_no_mornings_are_refused(void) {
    /* Both children have one morning and one afternoon; one is absent from both, so that the other
     * one has the only morning and the only afternoon left, not two afternoons. */
    struct published_row row = {.present = true, .possible = 4};
    row.sessions[CODE_PM] = 2;
    row.sessions[CODE_I] = 2;
    char *reason = refusal(&row, 2, 1, 1);
    CU_ASSERT_STRING_EQUAL(reason, "phase 'Special', column 'reason_present_am': absences leave no "
                                   "such numbers of mornings and afternoons");
    g_free(reason);
}

static int64_t greatest_common_divisor(int64_t a, int64_t b) {
    return b == 0 ? a : greatest_common_divisor(b, a % b);
}

static void add_to_row(struct published_row *row, const struct count *count) {
    row->present = true;
    row->possible += count->possible;
    for (int code = CODE_AM; code < CODES; code++) {
        row->sessions[code] += code_is_possible((enum code)code) ? count->sessions[code] : 0;
    }
    row->persistent.numerator += count->persistent;
    row->persistent.denominator += count->enrolments;
}

static void reduce(struct ratio *ratio) {
    const int64_t divisor = greatest_common_divisor(ratio->numerator, ratio->denominator);
    ratio->numerator /= divisor;
    ratio->denominator /= divisor;
}

/* What an authority would publish of a synthetic borough. */
static struct published published_of(const struct school_year *year) {
    struct published published = {.year = year->year};
    for (int phase = 0; phase < PHASES; phase++) {
        struct count count = {.possible = 0};
        for (size_t i = 0; i < year->borough->n_children; i++) {
            if (year->borough->children[i].phase == phase) {
                count_enrolment(&count, year->codes + 2 * DAYS * i, DAYS);
            }
        }
        add_to_row(&published.rows[phase], &count);
        add_to_row(&published.rows[ROW_TOTAL], &count);
    }
    for (int row = 0; row <= PHASES; row++) {
        reduce(&published.rows[row].persistent);
    }
    return published;
}

static void assert_reproduced(uint64_t seed, uint32_t pupils) {
    day_t days[DAYS];
    for (day_t i = 0; i < DAYS; i++) {
        days[i] = 20334 + i; /* from 2025-09-03; weekends do not matter here */
    }
    struct borough_settings settings = {.seed = seed};
    borough_divide(pupils, settings.pupils);
    struct school_year *year =
        school_year_new(&settings, 20332, (struct days){days, DAYS}, 0, DAYS);
    const struct published published = published_of(year);
    struct enrolments enrolments;
    CU_ASSERT(published_enrolments(&published, DAYS, &enrolments, NULL));
    for (int phase = 0; phase < PHASES; phase++) {
        const struct published_row *row = &published.rows[phase];
        const struct count count =
            fill(row, enrolments.count[phase], enrolments.persistent[phase], DAYS);
        assert_sessions(&count, row->sessions);
        CU_ASSERT_EQUAL(count.persistent * row->persistent.denominator,
                        count.enrolments * row->persistent.numerator);
    }
    school_year_free(year);
}

static void what_any_borough_would_publish_is_reproduced(void) {
    for (uint64_t seed = 1; seed <= 5; seed++) {
        assert_reproduced(seed, 400);
        assert_reproduced(seed, 2000);
        assert_reproduced(seed, 6000);
    }
}

int main(void) {
    return suite_run(
        "published",
        (const struct test[]){
            {"a percentage gives its fraction back", a_percentage_gives_its_fraction_back},
            {"Rotherham's enrolments are found", rotherham_s_enrolments_are_found},
            {"every count of Rotherham's primary schools comes out",
             every_count_of_rotherham_s_primary_schools_comes_out},
            {"every count of Rotherham's secondary schools comes out",
             every_count_of_rotherham_s_secondary_schools_comes_out},
            {"every count of Rotherham's special schools comes out",
             every_count_of_rotherham_s_special_schools_comes_out},
            {"a full register has a mark in every session",
             a_full_register_has_a_mark_in_every_session},
            {"a register of mornings only is possible", a_register_of_mornings_only_is_possible},
            {"one phase alone needs no total", one_phase_alone_needs_no_total},
            {"phases that cannot add up are refused", phases_that_cannot_add_up_are_refused},
            {"too few school days are refused", too_few_school_days_are_refused},
            {"too little absence for the persistent absentees is refused",
             too_little_absence_for_the_persistent_absentees_is_refused},
            {"too much absence for the others is refused",
             too_much_absence_for_the_others_is_refused},
            {"more mornings than school days are refused",
             more_mornings_than_school_days_are_refused},
            {"absences that leave no mornings are refused",
             absences_that_leave_no_mornings_are_refused},
            {"what any borough would publish is reproduced",
             what_any_borough_would_publish_is_reproduced},
            {NULL, NULL}});
}
