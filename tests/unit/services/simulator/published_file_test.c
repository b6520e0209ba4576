#include "simulator/published_file.h"

#include <string.h>

#include "support/suite.h"

/* Ten enrolments over 20 days, two of them persistently absent: the file's columns and one row. */
static const char *const cells[][2] = {
    {"time_period", "202526"},
    {"geographic_level", "Local authority"},
    {"new_la_code", "E00000001"},
    {"la_name", "\"Anytown, City of\""},
    {"education_phase", "Primary"},
    {"present_sessions", "340"},
    {"overall_attendance", "340"},
    {"approved_educational_activity", "0"},
    {"overall_absence", "60"},
    {"authorised_absence", "60"},
    {"unauthorised_absence", "0"},
    {"late_sessions", "10"},
    {"possible_sessions", "4e+02"}, /* as R writes it */
    {"reason_present_am", "160"},
    {"reason_present_pm", "170"},
    {"reason_present", "330"},
    {"reason_l_present_late_before_registers_closed", "10"},
    {"reason_i_authorised_illness", "40"},
    {"reason_m_authorised_medical_dental", "0"},
    {"reason_r_authorised_religious_observance", "0"},
    {"reason_s_authorised_study_leave", "0"},
    {"reason_t_authorised_mobile_child", "0"},
    {"reason_h_authorised_holiday", "0"},
    {"reason_e_authorised_excluded", "0"},
    {"reason_c_authorised_other", "0"},
    {"reason_c1_authorised_regulated_performance", "0"},
    {"reason_j1_authorised_interview", "0"},
    {"reason_c2_authorised_temp_reduced_timetable", "20"},
    {"reason_b_aea_education_off_site", "0"},
    {"reason_j_aea_interview", "0"},
    {"reason_p_aea_approved_sporting_activity", "0"},
    {"reason_v_aea_educational_visit_trip", "0"},
    {"reason_w_aea_work_experience", "0"},
    {"reason_k_aea_education_arranged_by_la", "0"},
    {"reason_g_unauthorised_holiday", "0"},
    {"reason_u_unauthorised_late_after_registers_closed", "0"},
    {"reason_o_other_unauthorised", "0"},
    {"reason_n_no_reason_yet", "0"},
    {"total_num_schools", "3"},
    {"attendance_perc", "85"},
    {"overall_absence_perc", "15"},
    {"authorised_absence_perc", "15"},
    {"unauthorised_absence_perc", "0"},
    {"illness_perc", "10"},
    {"appointments_perc", "0"},
    {"unauth_hol_perc", "0"},
    {"unauth_oth_perc", "0"},
    {"unauth_late_registers_closed_perc", "0"},
    {"unauth_not_yet_perc", "0"},
    {"auth_religious_perc", "0"},
    {"auth_study_perc", "0"},
    {"auth_mob_perc", "0"},
    {"auth_excluded_perc", "0"},
    {"auth_performance_perc", "0"},
    {"auth_interview_perc", "0"},
    {"auth_part_time_perc", "5"},
    {"auth_other_perc", "0"},
    {"pa_perc", "20"},
};

/* Changes to the row above, column and value in turn, NULL at the end; a value NULL leaves the
 * column out of the file. */
typedef const char *const changes[9];

static const char *changed(const char *const *list, const char *column, const char *value) {
    for (; list[0] != NULL; list += 2) {
        if (strcmp(list[0], column) == 0) {
            return list[1];
        }
    }
    return value;
}

static void append_line(GString *text, const char *const *list, bool header) {
    for (size_t i = 0; i < G_N_ELEMENTS(cells); i++) {
        const char *value = changed(list, cells[i][0], cells[i][1]);
        if (value != NULL) {
            g_string_append_printf(text, "%s%s", i > 0 ? "," : "", header ? cells[i][0] : value);
        }
    }
    g_string_append_c(text, '\n');
}

/* A file of up to three rows. */
static struct csv *file(const changes *rows, size_t count) {
    GString *text = g_string_new(NULL);
    append_line(text, rows[0], true);
    for (size_t i = 0; i < count; i++) {
        append_line(text, rows[i], false);
    }
    struct problems problems;
    problems_init(&problems);
    struct csv *csv = csv_parse(text->str, text->len, &problems);
    CU_ASSERT_EQUAL(problems.count, 0);
    problems_free(&problems);
    g_string_free(text, TRUE);
    return csv;
}

/* All reasons of a file, one a line; the caller frees. */
static char *reasons_of(const changes *rows, size_t count) {
    struct error error = {0};
    struct published published;
    struct csv *csv = file(rows, count);
    GPtrArray *reasons = g_ptr_array_new_with_free_func(g_free);
    CU_ASSERT(published_read(csv, NULL, NULL, &published, reasons, &error));
    g_ptr_array_add(reasons, NULL);
    char *text = g_strjoinv("\n", (char **)reasons->pdata);
    g_ptr_array_unref(reasons);
    csv_free(csv);
    return text;
}

static void assert_refused(const changes *row, const char *expected) {
    char *text = reasons_of(row, 1);
    CU_ASSERT_STRING_EQUAL(text, expected);
    g_free(text);
}

static void a_good_file_is_read_by_the_names_of_its_columns(void) {
    struct error error = {0};
    struct published published;
    GPtrArray *reasons = g_ptr_array_new_with_free_func(g_free);
    struct csv *csv = file((const changes[]){{NULL}}, 1);
    CU_ASSERT(published_read(csv, "anytown, city of", "202526", &published, reasons, &error));
    CU_ASSERT_EQUAL(reasons->len, 0);
    CU_ASSERT_EQUAL(published.year, 20332); /* 2025-09-01 */
    const struct published_row *row = &published.rows[PHASE_PRIMARY];
    CU_ASSERT(row->present);
    CU_ASSERT_FALSE(published.rows[ROW_TOTAL].present);
    CU_ASSERT_EQUAL(row->possible, 400);
    CU_ASSERT_EQUAL(row->sessions[CODE_PM], 170);
    CU_ASSERT_EQUAL(row->sessions[CODE_C2], 20);
    CU_ASSERT_EQUAL(row->persistent.numerator, 1);
    CU_ASSERT_EQUAL(row->persistent.denominator, 5);
    CU_ASSERT_EQUAL(row->schools, 3);
    csv_free(csv);
    g_ptr_array_unref(reasons);
}

static void a_suppressed_number_is_refused(void) {
    assert_refused((const changes[]){{"reason_m_authorised_medical_dental", "c", NULL}},
                   "phase 'Primary', column 'reason_m_authorised_medical_dental': suppressed or "
                   "missing ('c')");
}

static void sessions_of_ended_codes_are_refused(void) {
    assert_refused(
        (const changes[]){
            {"reason_h_authorised_holiday", "4", "reason_j_aea_interview", "12", NULL}},
        "phase 'Primary', column 'reason_h_authorised_holiday': 4 sessions of a code "
        "that no mark may carry\n"
        "phase 'Primary', column 'reason_j_aea_interview': 12 sessions of a code that no "
        "mark may carry");
}

static void sessions_of_no_column_are_refused(void) {
    assert_refused((const changes[]){{"possible_sessions", "401", NULL}},
                   "phase 'Primary', column 'possible_sessions': 401 sessions, but its reasons add "
                   "up to 400\n"
                   "phase 'Primary', column 'attendance_perc': 85.000000000, but the sessions make "
                   "it 84.788029925\n"
                   "phase 'Primary', column 'overall_absence_perc': 15.000000000, but the sessions "
                   "make it 14.962593516\n"
                   "phase 'Primary', column 'authorised_absence_perc': 15.000000000, but the "
                   "sessions make it 14.962593516\n"
                   "phase 'Primary', column 'illness_perc': 10.000000000, but the sessions make it "
                   "9.975062344\n"
                   "phase 'Primary', column 'auth_part_time_perc': 5.000000000, but the sessions "
                   "make it 4.987531172");
}

static void codes_of_2024_before_their_first_day_are_refused(void) {
    assert_refused((const changes[]){{"time_period", "202324", NULL}},
                   "phase 'Primary', column 'reason_c2_authorised_temp_reduced_timetable': a code "
                   "that no mark may carry before 2024-08-19");
}

static void half_sessions_and_empty_phases_are_refused(void) {
    assert_refused((const changes[]){{"reason_present_am", "160.5", NULL}},
                   "phase 'Primary', column 'reason_present_am': not a whole number ('160.5')");
    assert_refused(
        (const changes[]){{"pa_perc", "120", NULL}},
        "phase 'Primary', column 'pa_perc': 120.0000000000000 is no share of enrolments");
    assert_refused((const changes[]){{"education_phase", "Nursery", NULL}},
                   "phase 'Nursery', column 'education_phase': unknown");
}

static void a_total_that_its_phases_do_not_add_up_to_is_refused(void) {
    char *text = reasons_of((const changes[]){{NULL},
                                              {"education_phase", "Special", NULL},
                                              {"education_phase", "Total", NULL}},
                            3);
    CU_ASSERT_STRING_EQUAL(
        text,
        "phase 'Total', column 'reason_present_am': 160 sessions, but the phases add up to "
        "320\n"
        "phase 'Total', column 'reason_present_pm': 170 sessions, but the phases add up to "
        "340\n"
        "phase 'Total', column 'reason_l_present_late_before_registers_closed': 10 sessions, "
        "but the phases add up to 20\n"
        "phase 'Total', column 'reason_i_authorised_illness': 40 sessions, but the phases add "
        "up to 80\n"
        "phase 'Total', column 'reason_c2_authorised_temp_reduced_timetable': 20 sessions, "
        "but the phases add up to 40");
    g_free(text);
}

static void a_total_without_phases_is_refused(void) {
    char *text = reasons_of((const changes[]){{"education_phase", "Total", NULL}}, 1);
    CU_ASSERT(g_str_has_prefix(text, "phase 'Total', column 'reason_present_am': 160 sessions, but "
                                     "the phases add up to 0\n"));
    g_free(text);
}

static void a_phase_that_comes_twice_is_refused(void) {
    char *text = reasons_of((const changes[]){{NULL}, {NULL}}, 2);
    CU_ASSERT_STRING_EQUAL(text,
                           "phase 'Primary', column 'education_phase': two rows of this phase");
    g_free(text);
}

/* What published_read says of a file that leaves open which rows are meant. */
static void assert_error(const changes *rows, size_t count, const char *authority,
                         const char *time_period, const char *expected) {
    struct error error = {0};
    struct published published;
    struct csv *csv = file(rows, count);
    CU_ASSERT_FALSE(published_read(csv, authority, time_period, &published, NULL, &error));
    CU_ASSERT_STRING_EQUAL(error.message, expected);
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
    csv_free(csv);
}

static void several_authorities_are_listed(void) {
    assert_error((const changes[]){{NULL}, {"la_name", "Othertown", NULL}}, 2, NULL, NULL,
                 "the attendance file has 2 of 'la_name'; hint: --authority NAME, one of: "
                 "Anytown, City of, Othertown");
    assert_error((const changes[]){{NULL}, {"time_period", "202425", NULL}}, 2, NULL, NULL,
                 "the attendance file has 2 of 'time_period'; hint: --time-period PERIOD, one of: "
                 "202526, 202425");
    assert_error((const changes[]){{NULL}}, 1, "Elsewhere", NULL,
                 "the attendance file has no row of authority 'Elsewhere', time period 'any'");
    assert_error((const changes[]){{"geographic_level", "National", NULL}}, 1, NULL, NULL,
                 "the attendance file has no row of authority 'any', time period 'any'");
    assert_error((const changes[]){{"time_period", "2025", NULL}}, 1, NULL, NULL,
                 "time period '2025' is no academic year like '202526'");
}

static void a_file_without_a_column_is_refused(void) {
    assert_error((const changes[]){{"education_phase", NULL}}, 1, NULL, NULL,
                 "the attendance file has no column 'education_phase'");
    assert_error((const changes[]){{"reason_c_authorised_other", NULL}}, 1, NULL, NULL,
                 "the attendance file has no column 'reason_c_authorised_other'; hint: the "
                 "year-to-date file by local authority and phase, 2024/25 or later");
}

int main(void) {
    return suite_run(
        "published file",
        (const struct test[]){
            {"a good file is read by the names of its columns",
             a_good_file_is_read_by_the_names_of_its_columns},
            {"a suppressed number is refused", a_suppressed_number_is_refused},
            {"sessions of ended codes are refused", sessions_of_ended_codes_are_refused},
            {"sessions of no column are refused", sessions_of_no_column_are_refused},
            {"codes of 2024 before their first day are refused",
             codes_of_2024_before_their_first_day_are_refused},
            {"half sessions and unknown phases are refused",
             half_sessions_and_empty_phases_are_refused},
            {"a total that its phases do not add up to is refused",
             a_total_that_its_phases_do_not_add_up_to_is_refused},
            {"a total without phases is refused", a_total_without_phases_is_refused},
            {"a phase that comes twice is refused", a_phase_that_comes_twice_is_refused},
            {"several authorities are listed", several_authorities_are_listed},
            {"a file without a column is refused", a_file_without_a_column_is_refused},
            {NULL, NULL}});
}
