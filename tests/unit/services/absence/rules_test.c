#include <glib.h>

#include "absence/absence.h"
#include "support/absence_event.h"
#include "support/crossing_list.h"
#include "support/literals.h"
#include "support/suite.h"

static struct marks *document;

static void begin(void) {
    document = marks_new(on("2024-09-01"));
}

static void fold(struct mark mark) {
    struct mark before;
    CU_ASSERT_EQUAL(marks_fold(document, &mark, &before), OUTCOME_APPLIED);
}

/* Marks of one code in a row, two a day, from the slot-th session of the year on. */
static void sessions(int slot, int count, const char *code) {
    for (int i = slot; i < slot + count; i++) {
        struct mark mark = absence_event_mark("2024-09-02", i % 2, code, 1);
        mark.day = on("2024-09-01") + i / 2;
        fold(mark);
    }
}

static char *crossings_text(const struct marks *marks, const struct reference *reference) {
    struct crossing_list list;
    crossing_list_init(&list);
    absence_crossings(marks, reference, &list.crossings);
    char *text = crossing_list_text(&list);
    crossing_list_free(&list);
    return text;
}

static void assert_crossings_by(const struct reference *reference, const char *expected) {
    char *text = crossings_text(document, reference);
    CU_ASSERT_STRING_EQUAL(text, expected);
    if (strcmp(text, expected) != 0) {
        printf("\n%s", text);
    }
    g_free(text);
}

static void assert_crossings(const char *expected) {
    assert_crossings_by(&literal_reference, expected);
}

static void assert_crossings_and_end(const char *expected) {
    assert_crossings(expected);
    marks_free(document);
}

#define ROW(rule, date, session) \
    rule " - 2024-09-01 " date " 2025-09-01 - 106905 K secondary " session "\n"

static void without_a_mark_of_health_nothing_is_found(void) {
    begin();
    assert_crossings("");
    sessions(0, 60, "O");
    assert_crossings_and_end("");
}

static void the_twentieth_mark_of_illness_is_ten_days(void) {
    begin();
    sessions(0, 400, "L");
    sessions(400, 19, "I");
    assert_crossings("");
    sessions(419, 1, "I"); /* day 209 of the year: 2025-03-29 */
    assert_crossings_and_end(ROW("C2_ILL_10D", "2025-03-29", "PM"));
}

static void the_thirtieth_mark_of_illness_is_fifteen_days(void) {
    begin();
    sessions(0, 400, "L");
    for (int i = 0; i < 29; i++) { /* never a day of illness alone */
        sessions(400 + 2 * i, 1, "L");
        sessions(401 + 2 * i, 1, "I");
    }
    assert_crossings(ROW("C2_ILL_10D", "2025-04-08", "PM"));
    sessions(500, 1, "I");
    assert_crossings_and_end(ROW("C2_ILL_10D", "2025-04-08", "PM")
                                 ROW("C2_ILL_15D", "2025-05-09", "AM"));
}

static void a_row_of_fifteen_days_may_come_first(void) {
    begin();
    sessions(0, 400, "L");
    for (int i = 0; i < 14; i++) { /* half days: the afternoon is not a possible session */
        sessions(400 + 2 * i, 1, "I");
        sessions(401 + 2 * i, 1, "X");
    }
    assert_crossings("");
    sessions(428, 1, "I"); /* the fifteenth day, the fifteenth mark */
    assert_crossings(ROW("C2_ILL_15D", "2025-04-03", "AM"));
    sessions(430, 5, "I");
    assert_crossings_and_end(ROW("C2_ILL_10D", "2025-04-06", "AM")
                                 ROW("C2_ILL_15D", "2025-04-03", "AM"));
}

static void the_thirtieth_mark_may_come_before_the_row_of_fifteen_days(void) {
    begin();
    sessions(0, 400, "L");
    sessions(400, 20, "I");
    sessions(420, 2, "L");
    sessions(422, 30, "I");
    assert_crossings_and_end(ROW("C2_ILL_10D", "2025-03-29", "PM") ROW(
        "C2_ILL_15D", "2025-04-04", "PM") ROW("C2_PA", "2025-04-12", "PM"));
}

/* `present` sessions of code L, then one of each letter of `codes`, from the first of the year. */
static void present_then(int present, const char *codes) {
    begin();
    sessions(0, present, "L");
    for (int i = 0; codes[i] != '\0'; i++) {
        sessions(present + i, 1, (const char[]){codes[i], '\0'});
    }
}

static void a_tenth_is_persistent_and_less_is_not(void) {
    present_then(18, "II");
    assert_crossings_and_end(ROW("C2_PA", "2024-09-10", "PM"));
    present_then(19, "I");
    assert_crossings_and_end("");
    present_then(28, "II"); /* 2 of 30 */
    assert_crossings("");
    sessions(30, 1, "M"); /* 3 of 31 */
    assert_crossings("");
    sessions(31, 1, "I"); /* 4 of 32 */
    assert_crossings_and_end(ROW("C2_PA", "2024-09-16", "PM"));
}

static void fewer_than_twenty_possible_sessions_are_no_share(void) {
    begin();
    sessions(0, 19, "I");
    assert_crossings("");
    sessions(19, 1, "D");
    assert_crossings("");
    sessions(20, 1, "L");
    assert_crossings_and_end(ROW("C2_PA", "2024-09-11", "AM") ROW("C2_SEVERE", "2024-09-11", "AM"));
}

static void half_is_severe_and_less_is_not(void) {
    present_then(10, "IIIIIIIIII");
    assert_crossings_and_end(ROW("C2_PA", "2024-09-10", "PM") ROW("C2_SEVERE", "2024-09-10", "PM"));
    present_then(11, "IIIIIIIII");
    assert_crossings(ROW("C2_PA", "2024-09-10", "PM"));
    sessions(20, 1, "I"); /* 10 of 21 */
    assert_crossings(ROW("C2_PA", "2024-09-10", "PM"));
    sessions(21, 1, "I"); /* 11 of 22 */
    assert_crossings_and_end(ROW("C2_PA", "2024-09-10", "PM") ROW("C2_SEVERE", "2024-09-11", "PM"));
}

static void half_of_the_absence_must_be_for_health(void) {
    present_then(16, "IOMO"); /* exactly half */
    assert_crossings_and_end(ROW("C2_PA", "2024-09-10", "PM"));
    present_then(16, "IOOO");
    assert_crossings("");
    sessions(20, 1, "I"); /* 2 of 5 */
    assert_crossings("");
    sessions(21, 1, "I"); /* 3 of 6 */
    assert_crossings_and_end(ROW("C2_PA", "2024-09-11", "PM"));
}

static void part_time_of(int8_t cause, const char *expected) {
    present_then(18, "O");
    struct mark mark = absence_event_mark("2024-09-10", SESSION_PM, "C2", 1);
    mark.cause = cause;
    fold(mark);
    assert_crossings_and_end(expected);
}

static void part_time_for_health_is_health(void) {
    part_time_of(CAUSE_PHYSICAL, ROW("C2_PA", "2024-09-10", "PM"));
    part_time_of(CAUSE_MENTAL, ROW("C2_PA", "2024-09-10", "PM"));
    part_time_of(CAUSE_UNSPECIFIED, "");
    part_time_of(SYMBOL_NULL, "");
}

static void the_day_is_judged_at_its_end(void) {
    present_then(18, "I"); /* 1 of 19 in the morning */
    sessions(19, 1, "I");  /* 2 of 20 */
    assert_crossings(ROW("C2_PA", "2024-09-10", "PM"));
    marks_free(document);
    present_then(28, "III"); /* 3 of 31, and by the evening 3 of 32 */
    sessions(31, 1, "L");
    assert_crossings_and_end("");
}

static void what_got_better_stays_found_on_its_first_day(void) {
    present_then(18, "II");
    sessions(20, 300, "L");
    assert_crossings(ROW("C2_PA", "2024-09-10", "PM"));
    sessions(320, 200, "I");
    assert_crossings_and_end(ROW("C2_ILL_10D", "2025-02-16", "PM") ROW(
        "C2_ILL_15D", "2025-02-21", "PM") ROW("C2_PA", "2024-09-10", "PM"));
}

static void a_correction_of_history_takes_it_away(void) {
    present_then(18, "II");
    fold(absence_event_mark("2024-09-10", SESSION_PM, "L", 2));
    assert_crossings("");
    struct mark withdrawn = absence_event_mark("2024-09-10", SESSION_PM, "", 3);
    withdrawn.op = OP_VOID;
    fold(withdrawn);
    sessions(20, 1, "I");
    assert_crossings_and_end(ROW("C2_PA", "2024-09-11", "AM"));
}

static void all_schools_count_together(void) {
    begin();
    for (int i = 0; i < 20; i++) {
        struct mark mark = absence_event_mark("2024-09-02", i % 2, i < 16 ? "L" : "I", 1);
        mark.day = on("2024-09-02") + i / 2;
        mark.school_urn = i % 4 < 2 ? 106905 : 142000;
        fold(mark);
    }
    assert_crossings_and_end("C2_PA - 2024-09-01 2024-09-11 2025-09-01 - 142000 K secondary PM\n");
}

static void the_place_is_that_of_the_days_last_possible_mark(void) {
    present_then(18, "I");
    struct mark last = absence_event_mark("2024-09-10", SESSION_PM, "I", 1);
    last.pupil.sen_provision = 2;
    last.pupil.nc_year = 3;
    fold(last);
    struct mark elsewhere = absence_event_mark("2024-09-10", SESSION_PM, "D", 1);
    elsewhere.school_urn = 142000; /* later in order, and not possible */
    fold(elsewhere);
    assert_crossings_and_end("C2_PA - 2024-09-01 2024-09-10 2025-09-01 - 106905 E primary PM\n");
}

/* What is written of a document's crossings on the last day of its year. */
static void assert_breaches_and_end(const char *expected) {
    struct breach_finding finding;
    breach_finding_begin(&finding, &literal_reference);
    absence_crossings(document, &literal_reference, &finding.crossings);
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < finding.count; i++) {
        const struct breach *breach = &finding.found[i];
        g_string_append_printf(text, "%s %s P%d %c\n", breach->rule_id, breach->episode,
                               breach->priority, breach->sen != 0 ? breach->sen : '-');
    }
    CU_ASSERT_STRING_EQUAL(text->str, expected);
    g_string_free(text, TRUE);
    breach_finding_end(&finding);
    marks_free(document);
}

/* Twenty days with ten marks of illness in the second half, of a pupil with this SEN provision,
 * but for the mark at `slot`, which has that of `other`. */
static void provision(int8_t all, int slot, int8_t other) {
    begin();
    for (int i = 0; i < 20; i++) {
        struct mark mark = absence_event_mark("2024-09-02", i % 2, i < 18 ? "L" : "I", 1);
        mark.day = on("2024-09-01") + i / 2;
        mark.pupil.sen_provision = i == slot ? other : all;
        fold(mark);
    }
}

static void only_the_mark_that_crosses_says_who_is_left_out(void) {
    provision(1, 19, 0);
    assert_breaches_and_end("");
    provision(0, 19, 1);
    assert_breaches_and_end("C2_PA 2024-09-01 P4 K\n");
    provision(0, 19, SYMBOL_NULL);
    assert_breaches_and_end("C2_PA 2024-09-01 P4 -\n");
    provision(1, 19, 0);
    sessions(20, 10, "I"); /* still holds on later days, of a child with SEN support */
    assert_breaches_and_end("");
}

static void marks_without_sen_count_for_the_mark_that_crosses(void) {
    begin();
    for (int i = 0; i < 30; i++) {
        struct mark mark = absence_event_mark("2024-09-02", i % 2, "I", 1);
        mark.day = on("2024-09-01") + i / 2;
        mark.pupil.sen_provision = i == 29 ? 2 : 0;
        fold(mark);
    }
    assert_breaches_and_end("C2_ILL_15D 2024-09-01 P2 E\n");
}

/* The literal reference with one more row for a rule. */
static void with_row(const struct rule *row, const char *expected) {
    struct rule rules[32];
    size_t count = 0;
    for (size_t i = 0; i < literal_reference.n_rules; i++) {
        rules[count++] = literal_reference.rules[i];
        if (strcmp(literal_reference.rules[i].rule_id, row->rule_id) == 0) {
            rules[count++] = *row;
        }
    }
    struct reference reference = literal_reference;
    reference.rules = rules;
    reference.n_rules = count;
    assert_crossings_by(&reference, expected);
}

static void thresholds_are_those_of_the_first_day_of_the_year(void) {
    begin();
    sessions(0, 400, "L");
    sessions(400, 12, "I");
    assert_crossings("");
    const struct rule in_force = {
        .rule_id = "C2_ILL_10D", .valid_from = on("2024-09-01"), .threshold = 12};
    with_row(&in_force, ROW("C2_ILL_10D", "2025-03-25", "PM"));
    const struct rule too_late = {
        .rule_id = "C2_ILL_10D", .valid_from = on("2024-09-02"), .threshold = 12};
    with_row(&too_late, "");
    const struct rule share = {
        .rule_id = "C2_PA", .valid_from = on("2024-09-01"), .threshold = 2, .least = 409};
    with_row(&share, ROW("C2_PA", "2025-03-24", "PM"));
    const struct reference without = {.codes = literal_reference.codes,
                                      .n_codes = literal_reference.n_codes};
    sessions(412, 40, "I");
    assert_crossings_by(&without, "");
    marks_free(document);
}

int main(void) {
    return suite_run(
        "absence: rules",
        (const struct test[]){
            {"without a mark of health nothing is found",
             without_a_mark_of_health_nothing_is_found},
            {"the twentieth mark of illness is ten days",
             the_twentieth_mark_of_illness_is_ten_days},
            {"the thirtieth mark of illness is fifteen days",
             the_thirtieth_mark_of_illness_is_fifteen_days},
            {"a row of fifteen days may come first", a_row_of_fifteen_days_may_come_first},
            {"the thirtieth mark may come before the row of fifteen days",
             the_thirtieth_mark_may_come_before_the_row_of_fifteen_days},
            {"a tenth is persistent and less is not", a_tenth_is_persistent_and_less_is_not},
            {"fewer than twenty possible sessions are no share",
             fewer_than_twenty_possible_sessions_are_no_share},
            {"half is severe and less is not", half_is_severe_and_less_is_not},
            {"half of the absence must be for health", half_of_the_absence_must_be_for_health},
            {"part-time for health is health", part_time_for_health_is_health},
            {"the day is judged at its end", the_day_is_judged_at_its_end},
            {"what got better stays found on its first day",
             what_got_better_stays_found_on_its_first_day},
            {"a correction of history takes it away", a_correction_of_history_takes_it_away},
            {"all schools count together", all_schools_count_together},
            {"the place is that of the day's last possible mark",
             the_place_is_that_of_the_days_last_possible_mark},
            {"only the mark that crosses says who is left out",
             only_the_mark_that_crosses_says_who_is_left_out},
            {"marks without SEN count for the mark that crosses",
             marks_without_sen_count_for_the_mark_that_crosses},
            {"thresholds are those of the first day of the year",
             thresholds_are_those_of_the_first_day_of_the_year},
            {NULL, NULL},
        });
}
