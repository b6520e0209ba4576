#include <glib.h>

#include "absence/absence.h"
#include "support/absence_event.h"
#include "support/line_sums.h"
#include "support/literals.h"
#include "support/suite.h"

static struct marks *document;

static void begin(void) {
    document = marks_new(on("2024-09-01"));
}

static void mark_at(day_t day, enum session session, const char *code, int64_t school_urn) {
    struct mark mark = absence_event_mark("2024-09-02", session, code, 1), before;
    mark.day = day;
    mark.school_urn = school_urn;
    CU_ASSERT_EQUAL(marks_fold(document, &mark, &before), OUTCOME_APPLIED);
}

/* Both sessions of `days` days in a row, Sundays and all: the child's own days are those with
 * marks. */
static void days_of(const char *first, int days, const char *code) {
    for (int i = 0; i < days; i++) {
        mark_at(on(first) + i, SESSION_AM, code, EVENT_SCHOOL);
        mark_at(on(first) + i, SESSION_PM, code, EVENT_SCHOOL);
    }
}

static void assert_lines_and_end(const char *expected) {
    struct line_sums sums;
    line_sums_init(&sums);
    absence_child_lines(document, &literal_reference, &sums.lines);
    char *text = line_sums_text(&sums);
    CU_ASSERT_STRING_EQUAL(text, expected);
    g_free(text);
    line_sums_free(&sums);
    marks_free(document);
}

#define TERM(school, place, band) \
    "attendance_band_term 2024-09-01 - " school " " place " " band " 1\n"
#define YEAR(school, place, band) \
    "attendance_band_year 2024-09-01 - " school " " place " " band " 1\n"
#define BANDS(band) \
    TERM("106905", "K SEMH secondary", band) YEAR("106905", "K SEMH secondary", band)
#define ILL_CHILD "illness_15d_children 2024-09-01 - 106905 K SEMH secondary - 1\n"
#define ILL_RUN "illness_15d_run_children 2024-09-01 - 106905 K SEMH secondary - 1\n"

static void a_document_without_marks_has_no_lines(void) {
    begin();
    assert_lines_and_end("");
}

/* Sessions of code L and of code O at one school, one after the other from 1 September on. */
static void attendance_of(int present, int absent) {
    begin();
    for (int i = 0; i < present + absent; i++) {
        mark_at(on("2024-09-01") + i / 2, i % 2 == 0 ? SESSION_AM : SESSION_PM,
                i < present ? "L" : "O", EVENT_SCHOOL);
    }
}

static void bands_include_their_lower_edge(void) {
    attendance_of(171, 19);
    assert_lines_and_end(BANDS("10to50"));
    attendance_of(172, 18);
    assert_lines_and_end(BANDS("under10"));
    attendance_of(95, 95);
    assert_lines_and_end(BANDS("50plus"));
    attendance_of(96, 94);
    assert_lines_and_end(BANDS("10to50"));
    attendance_of(19, 1);
    assert_lines_and_end(BANDS("under10"));
    attendance_of(0, 1);
    assert_lines_and_end(BANDS("50plus"));
}

static void codes_that_are_not_possible_are_in_no_band(void) {
    begin();
    mark_at(on("2024-09-02"), SESSION_AM, "D", EVENT_SCHOOL);
    mark_at(on("2024-09-02"), SESSION_PM, "X", EVENT_SCHOOL);
    mark_at(on("2024-09-03"), SESSION_AM, "#", EVENT_SCHOOL);
    mark_at(on("2024-09-03"), SESSION_PM, "Y1", EVENT_SCHOOL);
    assert_lines_and_end("");
}

static void a_day_at_two_schools_is_two_enrolments(void) {
    begin();
    mark_at(on("2024-09-02"), SESSION_AM, "/", 106905);
    mark_at(on("2024-09-02"), SESSION_PM, "O", 142000);
    mark_at(on("2024-09-02"), SESSION_AM, "D", 142000);
    mark_at(on("2024-09-02"), SESSION_PM, "D", 106905);
    assert_lines_and_end(TERM("106905", "K SEMH secondary", "under10")
                             TERM("142000", "K SEMH secondary", "50plus")
                                 YEAR("106905", "K SEMH secondary", "under10")
                                     YEAR("142000", "K SEMH secondary", "50plus"));
}

static void terms_meet_at_new_year_and_at_easter(void) {
    begin();
    mark_at(on("2024-12-31"), SESSION_PM, "O", EVENT_SCHOOL);
    mark_at(on("2025-01-01"), SESSION_AM, "L", EVENT_SCHOOL);
    mark_at(on("2025-04-20"), SESSION_PM, "L", EVENT_SCHOOL);
    mark_at(on("2025-04-21"), SESSION_AM, "O", EVENT_SCHOOL);
    mark_at(on("2025-08-31"), SESSION_PM, "L", EVENT_SCHOOL);
    assert_lines_and_end("attendance_band_term 2024-09-01 - 106905 K SEMH secondary 50plus 1\n"
                         "attendance_band_term 2025-01-01 - 106905 K SEMH secondary under10 1\n"
                         "attendance_band_term 2025-04-21 - 106905 K SEMH secondary 50plus 1\n"
                         "attendance_band_year 2024-09-01 - 106905 K SEMH secondary 10to50 1\n");
}

static void the_place_is_that_of_the_last_possible_mark(void) {
    begin();
    mark_at(on("2024-11-15"), SESSION_AM, "L", EVENT_SCHOOL);
    struct mark later = absence_event_mark("2024-11-18", SESSION_AM, "L", 1), before;
    later.pupil.sen_provision = 2; /* K becomes E in November */
    later.pupil.primary_need = text_of("ASD");
    marks_fold(document, &later, &before);
    struct mark not_possible = absence_event_mark("2024-11-19", SESSION_AM, "Y1", 1);
    not_possible.pupil.known = false;
    marks_fold(document, &not_possible, &before);
    assert_lines_and_end(TERM("106905", "E ASD secondary", "under10")
                             YEAR("106905", "E ASD secondary", "under10"));
}

static void withdrawn_marks_count_in_no_band(void) {
    begin();
    mark_at(on("2024-09-02"), SESSION_AM, "L", EVENT_SCHOOL);
    mark_at(on("2024-09-02"), SESSION_PM, "O", EVENT_SCHOOL);
    struct mark withdrawal = absence_event_mark("2024-09-02", SESSION_PM, "", 2), before;
    withdrawal.op = OP_VOID;
    marks_fold(document, &withdrawal, &before);
    assert_lines_and_end(BANDS("under10"));
}

static void fifteen_days_of_illness_in_a_row_make_a_run(void) {
    begin();
    days_of("2024-09-02", 15, "I");
    assert_lines_and_end(BANDS("50plus") ILL_CHILD ILL_RUN);
    begin();
    days_of("2024-09-02", 14, "I");
    mark_at(on("2024-09-16"), SESSION_AM, "I", EVENT_SCHOOL);
    assert_lines_and_end(BANDS("50plus") ILL_RUN); /* 29 marks, but a day with one mark is a day */
    begin();
    days_of("2024-09-02", 14, "I");
    assert_lines_and_end(BANDS("50plus"));
}

static void thirty_marks_of_illness_need_not_be_in_a_row(void) {
    begin();
    days_of("2024-09-02", 10, "I");
    days_of("2024-09-16", 1, "L");
    days_of("2024-09-20", 5, "I");
    assert_lines_and_end(BANDS("50plus") ILL_CHILD);
}

static void one_other_possible_mark_breaks_a_run(void) {
    begin();
    days_of("2024-09-02", 7, "I");
    mark_at(on("2024-09-09"), SESSION_AM, "I", EVENT_SCHOOL);
    mark_at(on("2024-09-09"), SESSION_PM, "M", EVENT_SCHOOL);
    days_of("2024-09-10", 7, "I");
    assert_lines_and_end(BANDS("50plus"));
}

static void days_without_possible_marks_do_not_break_a_run(void) {
    begin();
    days_of("2024-09-02", 7, "I");
    days_of("2024-09-10", 3, "#"); /* and no marks on the 9th */
    days_of("2024-09-13", 8, "I");
    assert_lines_and_end(BANDS("50plus") ILL_CHILD ILL_RUN);
}

static void illness_counts_over_all_schools(void) {
    begin();
    for (int i = 0; i < 15; i++) {
        mark_at(on("2024-09-02") + i, SESSION_AM, "I", 106905);
        mark_at(on("2024-09-02") + i, SESSION_PM, "I", 142000);
    }
    assert_lines_and_end(
        TERM("106905", "K SEMH secondary", "50plus") TERM("142000", "K SEMH secondary", "50plus")
            YEAR("106905", "K SEMH secondary", "50plus") YEAR(
                "142000", "K SEMH secondary",
                "50plus") "illness_15d_children 2024-09-01 - 142000 K SEMH secondary - 1\n"
                          "illness_15d_run_children 2024-09-01 - 142000 K SEMH secondary - 1\n");
}

/* 26 marks to the 15th; from the 16th three a day, in years 3, 4, 5 and so on, the third of a day
 * at another school. The 30th is the first of the 17th, in year 6; the 15th day is that day too,
 * and its last mark is in year 8. */
static void illness_has_the_place_of_the_mark_that_reaches_it(void) {
    begin();
    days_of("2024-09-03", 13, "I");
    for (int i = 0; i < 6; i++) {
        struct mark mark = absence_event_mark("2024-09-16", i % 3 > 0, "I", 1), before;
        mark.day += i / 3;
        mark.school_urn = i % 3 == 2 ? 142000 : 106905;
        mark.pupil.nc_year = 3 + i;
        marks_fold(document, &mark, &before);
    }
    assert_lines_and_end(
        TERM("106905", "K SEMH secondary", "50plus") TERM("142000", "K SEMH secondary", "50plus")
            YEAR("106905", "K SEMH secondary", "50plus") YEAR(
                "142000", "K SEMH secondary",
                "50plus") "illness_15d_children 2024-09-01 - 106905 K SEMH primary - 1\n"
                          "illness_15d_run_children 2024-09-01 - 142000 K SEMH secondary - 1\n");
}

static void a_child_has_one_run_and_one_thirtieth_mark_in_a_year(void) {
    begin();
    days_of("2024-09-02", 40, "I");
    days_of("2024-10-20", 1, "L");
    days_of("2024-10-21", 40, "I");
    assert_lines_and_end(BANDS("50plus") ILL_CHILD ILL_RUN);
}

static void a_code_that_left_the_reference_counts_nowhere(void) {
    begin();
    mark_at(on("2024-09-02"), SESSION_AM, "H", EVENT_SCHOOL);
    mark_at(on("2024-09-02"), SESSION_PM, "L", EVENT_SCHOOL);
    assert_lines_and_end(BANDS("under10"));
}

int main(void) {
    return suite_run(
        "absence: child lines",
        (const struct test[]){
            {"a document without marks has no lines", a_document_without_marks_has_no_lines},
            {"bands include their lower edge", bands_include_their_lower_edge},
            {"codes that are not possible are in no band",
             codes_that_are_not_possible_are_in_no_band},
            {"a day at two schools is two enrolments", a_day_at_two_schools_is_two_enrolments},
            {"terms meet at new year and at Easter", terms_meet_at_new_year_and_at_easter},
            {"the place is that of the last possible mark",
             the_place_is_that_of_the_last_possible_mark},
            {"withdrawn marks count in no band", withdrawn_marks_count_in_no_band},
            {"fifteen days of illness in a row make a run",
             fifteen_days_of_illness_in_a_row_make_a_run},
            {"thirty marks of illness need not be in a row",
             thirty_marks_of_illness_need_not_be_in_a_row},
            {"one other possible mark breaks a run", one_other_possible_mark_breaks_a_run},
            {"days without possible marks do not break a run",
             days_without_possible_marks_do_not_break_a_run},
            {"illness counts over all schools", illness_counts_over_all_schools},
            {"illness has the place of the mark that reaches it",
             illness_has_the_place_of_the_mark_that_reaches_it},
            {"a child has one run and one thirtieth mark in a year",
             a_child_has_one_run_and_one_thirtieth_mark_in_a_year},
            {"a code that left the reference counts nowhere",
             a_code_that_left_the_reference_counts_nowhere},
            {NULL, NULL},
        });
}
