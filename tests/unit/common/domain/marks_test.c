#include "domain/marks.h"

#include "support/literals.h"
#include "support/mark_literal.h"
#include "support/suite.h"

static void an_empty_document_has_no_marks_and_two_bytes(void) {
    struct marks *marks = marks_new(LITERAL_YEAR);
    CU_ASSERT_EQUAL(marks_count(marks), 0);
    CU_ASSERT_EQUAL(marks_contents(marks), 0);
    CU_ASSERT_EQUAL(marks_year(marks), LITERAL_YEAR);
    marks_prefetch(marks);
    GByteArray *bytes = marks_bytes(marks);
    CU_ASSERT_EQUAL(bytes->len, 2);
    struct marks *again = marks_unpack(LITERAL_YEAR, bytes->data, bytes->len);
    CU_ASSERT_PTR_NOT_NULL(again);
    CU_ASSERT_EQUAL(marks_count(again), 0);
    g_byte_array_unref(bytes);
    marks_free(again);
    marks_free(marks);
    marks_free(NULL);
}

static void marks_come_out_as_they_went_in(void) {
    struct marks *marks = marks_new(LITERAL_YEAR);
    struct mark sent = mark_literal(3, "C2", 7), before;
    sent.cause = 1;
    CU_ASSERT_EQUAL(marks_fold(marks, &sent, &before), OUTCOME_APPLIED);
    CU_ASSERT_EQUAL(before.revision, 0);
    struct mark kept = marks_get(marks, 0);
    CU_ASSERT_EQUAL(kept.revision, 7);
    CU_ASSERT_EQUAL(kept.school_urn, 106905);
    CU_ASSERT_EQUAL(kept.day, on("2024-09-02"));
    CU_ASSERT_EQUAL(kept.session, SESSION_PM);
    CU_ASSERT_EQUAL(kept.op, OP_ASSERT);
    CU_ASSERT_EQUAL(kept.cause, 1);
    CU_ASSERT_STRING_EQUAL(kept.code, "C2");
    CU_ASSERT_TRUE(kept.pupil.known);
    CU_ASSERT_EQUAL(kept.pupil.sen_provision, 1);
    CU_ASSERT_EQUAL(kept.pupil.looked_after, 0);
    CU_ASSERT_EQUAL(kept.pupil.school_urn, 106905);
    CU_ASSERT_EQUAL(kept.pupil.nc_year, 8);
    CU_ASSERT_TRUE(text_equal(kept.pupil.primary_need, text_of("SEMH")));
    marks_free(marks);
}

static void what_is_null_stays_null(void) {
    struct marks *marks = marks_new(LITERAL_YEAR);
    struct mark sent = mark_literal(0, "I", 1);
    sent.pupil = (struct pupil){.known = true,
                                .sen_provision = SYMBOL_NULL,
                                .looked_after = SYMBOL_NULL,
                                .school_urn = NUMBER_NULL,
                                .nc_year = NUMBER_NULL};
    mark_fold(marks, sent);
    sent.pupil.known = false;
    sent.session = SESSION_PM;
    mark_fold(marks, sent);
    struct mark kept = marks_get(marks, 0);
    CU_ASSERT_TRUE(kept.pupil.known);
    CU_ASSERT_EQUAL(kept.pupil.sen_provision, SYMBOL_NULL);
    CU_ASSERT_EQUAL(kept.pupil.looked_after, SYMBOL_NULL);
    CU_ASSERT_EQUAL(kept.pupil.school_urn, NUMBER_NULL);
    CU_ASSERT_EQUAL(kept.pupil.nc_year, NUMBER_NULL);
    CU_ASSERT_PTR_NULL(kept.pupil.primary_need.bytes);
    CU_ASSERT_FALSE(marks_get(marks, 1).pupil.known);
    marks_free(marks);
}

static void a_school_of_number_0_is_not_an_unknown_school(void) {
    struct marks *marks = marks_new(LITERAL_YEAR);
    struct mark unknown = mark_literal(0, "I", 1), zero = mark_literal(1, "I", 1);
    unknown.pupil.school_urn = NUMBER_NULL;
    zero.pupil.school_urn = 0;
    mark_fold(marks, unknown);
    mark_fold(marks, zero);
    CU_ASSERT_EQUAL(marks_contents(marks), 2);
    CU_ASSERT_EQUAL(marks_get(marks, 0).pupil.school_urn, NUMBER_NULL);
    CU_ASSERT_EQUAL(marks_get(marks, 1).pupil.school_urn, 0);
    marks_free(marks);
}

static void the_mark_that_was_replaced_comes_back_whole(void) {
    struct marks *marks = marks_new(LITERAL_YEAR);
    mark_fold(marks, mark_literal(0, "I", 1));
    struct mark newer = mark_literal(0, "L", 2), before;
    newer.pupil.primary_need = text_of("ASD");
    CU_ASSERT_EQUAL(marks_fold(marks, &newer, &before), OUTCOME_APPLIED);
    CU_ASSERT_EQUAL(before.revision, 1);
    CU_ASSERT_EQUAL(before.day, LITERAL_YEAR);
    CU_ASSERT_STRING_EQUAL(before.code, "I");
    CU_ASSERT_TRUE(text_equal(before.pupil.primary_need, text_of("SEMH")));
    before.revision = 99;
    CU_ASSERT_EQUAL(marks_fold(marks, &newer, &before), OUTCOME_UNCHANGED);
    CU_ASSERT_EQUAL(before.revision, 99);
    marks_free(marks);
}

static void marks_stand_in_order_however_they_come(void) {
    struct marks *marks = marks_new(LITERAL_YEAR);
    static const int slots[] = {5, 729, 0, 7, 6, 1, 5, 5};
    static const int64_t schools[] = {20, 10, 10, 10, 10, 10, 10, -3};
    for (size_t i = 0; i < 8; i++) {
        struct mark mark = mark_literal(slots[i], "I", 1);
        mark.school_urn = schools[i];
        mark_fold(marks, mark);
    }
    static const int ordered[] = {0, 1, 5, 5, 5, 6, 7, 729};
    static const int64_t ordered_schools[] = {10, 10, -3, 10, 20, 10, 10, 10};
    CU_ASSERT_EQUAL_FATAL(marks_count(marks), 8);
    for (size_t i = 0; i < 8; i++) {
        CU_ASSERT_EQUAL(marks_entries(marks)[i].slot, ordered[i]);
        CU_ASSERT_EQUAL(marks_get(marks, i).day, LITERAL_YEAR + ordered[i] / 2);
        CU_ASSERT_EQUAL(marks_get(marks, i).school_urn, ordered_schools[i]);
    }
    marks_free(marks);
}

static void contents_that_no_mark_uses_do_not_accumulate(void) {
    struct marks *marks = marks_new(LITERAL_YEAR);
    for (int i = 1; i <= 1000; i++) {
        struct mark mark = mark_literal(0, "I", i);
        mark.pupil.school_urn = i;
        mark_fold(marks, mark);
    }
    CU_ASSERT_TRUE(marks_contents(marks) <= 2);
    size_t memory = marks_memory(marks);
    CU_ASSERT_TRUE(memory < 400);
    struct marks *fresh = marks_new(LITERAL_YEAR);
    struct mark last = mark_literal(0, "I", 1000);
    last.pupil.school_urn = 1000;
    mark_fold(fresh, last);
    GByteArray *a = marks_bytes(marks), *b = marks_bytes(fresh);
    CU_ASSERT_EQUAL(a->len, b->len);
    CU_ASSERT_EQUAL(memcmp(a->data, b->data, a->len), 0);
    g_byte_array_unref(a);
    g_byte_array_unref(b);
    marks_free(fresh);
    marks_free(marks);
}

static void memory_grows_with_the_marks(void) {
    struct marks *marks = marks_new(LITERAL_YEAR);
    size_t empty = marks_memory(marks);
    for (int slot = 0; slot < 380; slot++) {
        mark_fold(marks, mark_literal(slot, "I", 1));
    }
    CU_ASSERT_TRUE(marks_memory(marks) >= empty + 380 * 16 - 8 * 16);
    CU_ASSERT_TRUE(marks_memory(marks) < 380 * 16 * 2);
    marks_free(marks);
}

int main(void) {
    return suite_run(
        "marks",
        (const struct test[]){
            {"an empty document has no marks and two bytes",
             an_empty_document_has_no_marks_and_two_bytes},
            {"marks come out as they went in", marks_come_out_as_they_went_in},
            {"what is null stays null", what_is_null_stays_null},
            {"a school of number 0 is not an unknown school",
             a_school_of_number_0_is_not_an_unknown_school},
            {"the mark that was replaced comes back whole",
             the_mark_that_was_replaced_comes_back_whole},
            {"marks stand in order however they come", marks_stand_in_order_however_they_come},
            {"contents that no mark uses do not accumulate",
             contents_that_no_mark_uses_do_not_accumulate},
            {"memory grows with the marks", memory_grows_with_the_marks},
            {NULL, NULL},
        });
}
