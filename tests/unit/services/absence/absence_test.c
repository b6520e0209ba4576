#include "absence/absence.h"

#include <glib.h>

#include "support/absence_event.h"
#include "support/line_sums.h"
#include "support/literals.h"
#include "support/suite.h"

static void assert_refused(const struct absence *absence, enum reason reason, const char *field) {
    struct refusal refusal = absence_refuse(absence, text_of(EVENT_CHILD), &literal_reference);
    CU_ASSERT_EQUAL(refusal.reason, reason);
    CU_ASSERT_STRING_EQUAL(refusal.field, field);
}

static void assert_accepted(const struct absence *absence) {
    assert_refused(absence, REASON_NONE, "");
}

static void a_mark_that_keeps_every_rule_is_accepted(void) {
    struct absence absence = absence_event("2024-09-02", SESSION_AM, "I", 1);
    assert_accepted(&absence);
    absence.cause = CAUSE_MENTAL;
    assert_accepted(&absence);
    absence.school_urn = -5;
    absence.envelope.pupil = (struct pupil){.known = false};
    assert_accepted(&absence);
    absence.envelope.op = OP_VOID;
    assert_accepted(&absence);
}

static void a_key_that_is_not_the_child_is_refused_first(void) {
    struct absence absence = absence_event("2024-09-02", SESSION_AM, "?", 0);
    absence.envelope.child_ref = text_of("c2");
    assert_refused(&absence, REASON_BAD_KEY, "child_ref");
}

static void a_bad_value_comes_before_an_unknown_code(void) {
    struct absence absence = absence_event("2024-09-02", SESSION_AM, "I", 1);
    absence.envelope.pupil.primary_need = text_of("NONE");
    assert_refused(&absence, REASON_UNKNOWN_CODE, "primary_need");
    absence.code = text_of("?");
    assert_refused(&absence, REASON_UNKNOWN_CODE, "primary_need");
    absence.code = text_of("\\");
    assert_refused(&absence, REASON_BAD_VALUE, "code");
    absence.date = DAY_LAST + 1;
    assert_refused(&absence, REASON_BAD_VALUE, "date");
    absence.envelope.source = text_of("");
    assert_refused(&absence, REASON_BAD_VALUE, "source");
}

static void the_date_lies_from_2000_to_2099(void) {
    struct absence absence = absence_event("2000-01-01", SESSION_AM, "I", 1);
    assert_accepted(&absence);
    absence.date = on("2099-12-31");
    assert_accepted(&absence);
    absence.date = on("1999-12-31");
    assert_refused(&absence, REASON_BAD_VALUE, "date");
    absence.date = on("2100-01-01");
    assert_refused(&absence, REASON_BAD_VALUE, "date");
}

static void present_is_a_slash_in_the_morning_and_a_backslash_in_the_afternoon(void) {
    struct absence absence = absence_event("2024-09-02", SESSION_AM, "/", 1);
    assert_accepted(&absence);
    absence.session = SESSION_PM;
    assert_refused(&absence, REASON_BAD_VALUE, "code");
    absence.code = text_of("\\");
    assert_accepted(&absence);
    absence.session = SESSION_AM;
    assert_refused(&absence, REASON_BAD_VALUE, "code");
}

static void codes_of_2024_are_unknown_before_19_august(void) {
    static const char *const codes[] = {"C1", "C2", "J1", "K",  "Q",  "Y1",
                                        "Y2", "Y3", "Y4", "Y5", "Y6", "Y7"};
    for (size_t i = 0; i < 12; i++) {
        struct absence absence = absence_event("2024-08-18", SESSION_AM, codes[i], 1);
        assert_refused(&absence, REASON_UNKNOWN_CODE, "code");
        absence.date = on("2024-08-19");
        assert_accepted(&absence);
    }
}

static void retired_codes_are_unknown(void) {
    static const char *const codes[] = {"H", "J", "F", "Y", "i", "", "I "};
    for (size_t i = 0; i < 7; i++) {
        struct absence absence = absence_event("2024-09-02", SESSION_AM, codes[i], 1);
        assert_refused(&absence, REASON_UNKNOWN_CODE, "code");
    }
}

static void a_void_is_checked_up_to_the_pupil_and_for_its_identity(void) {
    struct absence absence = absence_event("2024-09-02", SESSION_PM, "?", 2);
    absence.envelope.op = OP_VOID;
    assert_accepted(&absence);
    absence.code = text_of("/");
    assert_accepted(&absence);
    absence.code = text_of("longer than any code");
    assert_accepted(&absence);
    absence.envelope.pupil.primary_need = text_of("NONE");
    assert_refused(&absence, REASON_UNKNOWN_CODE, "primary_need");
    absence.date = DAY_FIRST - 1;
    assert_refused(&absence, REASON_BAD_VALUE, "date");
}

static void a_void_leaves_code_and_cause_out_of_its_mark(void) {
    struct absence absence = absence_event("2024-09-02", SESSION_PM, "longer than any code", 2);
    absence.envelope.op = OP_VOID;
    absence.cause = CAUSE_MENTAL;
    struct mark mark = absence_mark(&absence);
    CU_ASSERT_EQUAL(mark.op, OP_VOID);
    CU_ASSERT_STRING_EQUAL(mark.code, "");
    CU_ASSERT_EQUAL(mark.cause, SYMBOL_NULL);
}

static void a_mark_holds_what_the_event_says(void) {
    struct absence absence = absence_event("2024-09-02", SESSION_PM, "C2", 7);
    absence.cause = CAUSE_PHYSICAL;
    struct mark mark = absence_mark(&absence);
    CU_ASSERT_EQUAL(mark.revision, 7);
    CU_ASSERT_EQUAL(mark.school_urn, 106905);
    CU_ASSERT_EQUAL(mark.day, on("2024-09-02"));
    CU_ASSERT_EQUAL(mark.session, SESSION_PM);
    CU_ASSERT_EQUAL(mark.op, OP_ASSERT);
    CU_ASSERT_EQUAL(mark.cause, CAUSE_PHYSICAL);
    CU_ASSERT_STRING_EQUAL(mark.code, "C2");
    CU_ASSERT_EQUAL(mark.pupil.nc_year, 8);
    CU_ASSERT_EQUAL(absence_day(&absence), on("2024-09-02"));
}

static void assert_lines(const struct mark *mark, const char *expected) {
    struct line_sums sums;
    line_sums_init(&sums);
    mark_lines(mark, &literal_reference, &sums.lines);
    char *text = line_sums_text(&sums);
    CU_ASSERT_STRING_EQUAL(text, expected);
    g_free(text);
    line_sums_free(&sums);
}

static void every_code_counts_as_a_session_at_the_school_of_the_mark(void) {
    struct mark mark = absence_event_mark("2024-09-02", SESSION_AM, "I", 1);
    assert_lines(&mark, "sessions 2024-09-02 - 106905 K SEMH secondary I 1\n");
    mark.pupil.school_urn = 1;
    mark.school_urn = 142000;
    mark.pupil.sen_provision = 2;
    mark.pupil.nc_year = -1;
    memcpy(mark.code, "D\0\0", 4);
    assert_lines(&mark, "sessions 2024-09-02 - 142000 E SEMH nursery D 1\n");
    memcpy(mark.code, "#\0\0", 4);
    mark.pupil.sen_provision = 0;
    mark.pupil.nc_year = 12;
    assert_lines(&mark, "sessions 2024-09-02 - 142000 N SEMH post16 # 1\n");
}

static void what_is_not_known_of_the_pupil_is_empty(void) {
    struct mark mark = absence_event_mark("2024-09-02", SESSION_AM, "M", 1);
    mark.pupil.sen_provision = SYMBOL_NULL;
    mark.pupil.primary_need = TEXT_NULL;
    mark.pupil.nc_year = NUMBER_NULL;
    assert_lines(&mark, "sessions 2024-09-02 - 106905 - - - M 1\n");
    mark.pupil = (struct pupil){.known = false, .sen_provision = 2, .nc_year = 8};
    assert_lines(&mark, "sessions 2024-09-02 - 106905 - - - M 1\n");
}

static void part_time_for_health_counts_with_its_cause(void) {
    struct mark mark = absence_event_mark("2024-09-02", SESSION_AM, "C2", 1);
    assert_lines(&mark, "sessions 2024-09-02 - 106905 K SEMH secondary C2 1\n");
    mark.cause = CAUSE_UNSPECIFIED;
    assert_lines(&mark, "sessions 2024-09-02 - 106905 K SEMH secondary C2 1\n");
    mark.cause = CAUSE_PHYSICAL;
    assert_lines(&mark,
                 "health_part_time_sessions 2024-09-02 - 106905 K SEMH secondary PHYSICAL 1\n"
                 "sessions 2024-09-02 - 106905 K SEMH secondary C2 1\n");
    mark.cause = CAUSE_MENTAL;
    assert_lines(&mark, "health_part_time_sessions 2024-09-02 - 106905 K SEMH secondary MENTAL 1\n"
                        "sessions 2024-09-02 - 106905 K SEMH secondary C2 1\n");
    memcpy(mark.code, "I\0\0", 4);
    assert_lines(&mark, "sessions 2024-09-02 - 106905 K SEMH secondary I 1\n");
}

static void a_void_has_no_lines(void) {
    struct absence absence = absence_event("2024-09-02", SESSION_AM, "I", 2);
    absence.envelope.op = OP_VOID;
    struct mark mark = absence_mark(&absence);
    assert_lines(&mark, "");
}

static void a_code_that_left_the_reference_has_no_lines(void) {
    struct mark mark = absence_event_mark("2024-09-02", SESSION_AM, "H", 2);
    assert_lines(&mark, "");
}

static void the_document_is_one_of_marks(void) {
    const struct document_kind *kind = absence_pipeline.document;
    void *document = kind->new (NULL, on("2024-09-01"));
    kind->prefetch(document);
    CU_ASSERT_EQUAL(kind->memory(document), marks_memory(document));
    CU_ASSERT_EQUAL(marks_year(document), on("2024-09-01"));
    CU_ASSERT_PTR_NULL(kind->unpack(NULL, on("2024-09-01"), NULL, 0));
    kind->free(document);
}

static void the_fields_are_those_of_the_schema_in_its_order(void) {
    static const char *const names[] = {
        "event_id", "source",     "record_id", "revision", "op",   "recorded_at", "child_ref",
        "pupil",    "school_urn", "date",      "session",  "code", "cause"};
    CU_ASSERT_EQUAL(ABSENCE_FIELDS, 13);
    for (size_t i = 0; i < ABSENCE_FIELDS; i++) {
        CU_ASSERT_STRING_EQUAL(absence_fields[i].name, names[i]);
        bool ignored = i == 0 || i == 1 || i == 2 || i == 5;
        enum field_part part = ignored ? PART_IGNORED : i < 8 ? PART_ENVELOPE : PART_OWN;
        CU_ASSERT_EQUAL(absence_fields[i].part, part);
        CU_ASSERT_EQUAL(absence_fields[i].nullable, i == 7 || i == 12);
    }
}

int main(void) {
    return suite_run(
        "absence",
        (const struct test[]){
            {"a mark that keeps every rule is accepted", a_mark_that_keeps_every_rule_is_accepted},
            {"a key that is not the child is refused first",
             a_key_that_is_not_the_child_is_refused_first},
            {"a bad value comes before an unknown code", a_bad_value_comes_before_an_unknown_code},
            {"the date lies from 2000 to 2099", the_date_lies_from_2000_to_2099},
            {"present is / in the morning and \\ in the afternoon",
             present_is_a_slash_in_the_morning_and_a_backslash_in_the_afternoon},
            {"codes of 2024 are unknown before 19 August",
             codes_of_2024_are_unknown_before_19_august},
            {"retired codes are unknown", retired_codes_are_unknown},
            {"a VOID is checked up to the pupil and for its identity",
             a_void_is_checked_up_to_the_pupil_and_for_its_identity},
            {"a VOID leaves code and cause out of its mark",
             a_void_leaves_code_and_cause_out_of_its_mark},
            {"a mark holds what the event says", a_mark_holds_what_the_event_says},
            {"every code counts as a session at the school of the mark",
             every_code_counts_as_a_session_at_the_school_of_the_mark},
            {"what is not known of the pupil is empty", what_is_not_known_of_the_pupil_is_empty},
            {"part-time for health counts with its cause",
             part_time_for_health_counts_with_its_cause},
            {"a VOID has no lines", a_void_has_no_lines},
            {"a code that left the reference has no lines",
             a_code_that_left_the_reference_has_no_lines},
            {"the document is one of marks", the_document_is_one_of_marks},
            {"the fields are those of the schema, in its order",
             the_fields_are_those_of_the_schema_in_its_order},
            {NULL, NULL},
        });
}
