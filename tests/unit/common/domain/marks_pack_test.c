/* The packed form: its size, its bytes, and what it does with bytes that are damaged. */
#include <glib.h>

#include "domain/marks.h"
#include "support/literals.h"
#include "support/mark_literal.h"
#include "support/random.h"
#include "support/suite.h"

#define CLOCK INT64_C(1725267600000) /* 2024-09-02 09:00 UTC */

/* 190 days: weeks of five, the codes of an ordinary child, morning and afternoon; a revision of 0
 * stands for the clock reading of the register. */
static struct marks *ordinary_year(int64_t revision) {
    static const char *const afternoon[] = {"\\", "\\", "\\", "L", "\\", "I", "\\", "U"};
    struct marks *marks = marks_new(LITERAL_YEAR);
    struct random random = {7};
    for (int i = 0; i < 190; i++) {
        int day = 1 + i / 5 * 7 + i % 5;
        for (int session = 0; session < 2; session++) {
            const char *code = session == 0 ? "/" : afternoon[random_below(&random, 8)];
            int64_t clock = CLOCK + (day - 1) * INT64_C(86400000) + session * INT64_C(16200000) +
                            random_below(&random, 1800000);
            mark_fold(marks,
                      mark_literal(day * 2 + session, code, revision > 0 ? revision : clock));
        }
    }
    return marks;
}

static void a_year_of_marks_packs_to_a_few_bytes_each(void) {
    struct marks *counted = ordinary_year(1), *clocked = ordinary_year(0);
    GByteArray *a = marks_bytes(counted), *b = marks_bytes(clocked);
    printf(" [380 marks: %u bytes with revisions that count, %u with clock readings]", a->len,
           b->len);
    CU_ASSERT_TRUE(a->len < 380 * 3);
    CU_ASSERT_TRUE(b->len < 380 * 5);
    g_byte_array_unref(a);
    g_byte_array_unref(b);
    marks_free(counted);
    marks_free(clocked);
}

/* This form is stored: code that no longer reads it, or writes another under the same first byte,
 * damages documents. */
static void the_packed_form_is_as_written_down(void) {
    struct marks *marks = marks_new(LITERAL_YEAR);
    mark_fold(marks, mark_literal(2, "/", 1));
    mark_fold(marks, mark_literal(3, "C2", 2));
    struct mark elsewhere = mark_literal(2, "I", CLOCK);
    elsewhere.school_urn = 142000;
    elsewhere.cause = 2;
    elsewhere.pupil.primary_need = TEXT_NULL;
    elsewhere.pupil.sen_provision = 2;
    elsewhere.pupil.nc_year = NUMBER_NULL;
    mark_fold(marks, elsewhere);
    struct mark withdrawn = void_literal(729, 3);
    withdrawn.pupil.known = false;
    withdrawn.pupil.sen_provision = withdrawn.pupil.looked_after = SYMBOL_NULL;
    mark_fold(marks, withdrawn);
    static const uint8_t form[] = {
        0x01, 0x04,                              /* form, four marks */
        0x01, 0x03,                              /* content 0, three slots on */
        0xB2, 0x86, 0x0D, 0xB0, 0x01, '/',       /* 106905; K, not looked after; / */
        0x2D, 0x04, 'S',  'E',  'M',  'H',       /* of its school, year 8 */
        0x02,                                    /* 0 + 1 */
        0x03, 0x00,                              /* content 1, same slot */
        0xE0, 0xAA, 0x11, 0xBE, 0x01, 'I',       /* 142000; UNSPECIFIED, E */
        0x02, 0xB2, 0x86, 0x0D, 0x00,            /* pupil of 106905 */
        0xFE, 0x89, 0xB3, 0x9F, 0xB6, 0x64,      /* clock - 1 */
        0x04,                                    /* content 2, next slot */
        0xB2, 0x86, 0x0D, 0xB0, 0x02, 'C',  '2', /* */
        0x2D, 0x04, 'S',  'E',  'M',  'H',       /* */
        0x04,                                    /* first of an afternoon */
        0x07, 0xD6, 0x05,                        /* content 3, 726 slots on */
        0xB2, 0x86, 0x0D, 0x01, 0x00,            /* VOID, no pupil */
        0x02,                                    /* 2 + 1 */
    };
    GByteArray *bytes = marks_bytes(marks);
    CU_ASSERT_EQUAL(bytes->len, sizeof form);
    CU_ASSERT_EQUAL(memcmp(bytes->data, form, sizeof form), 0);
    g_byte_array_unref(bytes);
    marks_free(marks);
}

/* Damaged or not: what can be read is packed to the very same bytes. */
static bool reads_exactly(const uint8_t *bytes, size_t length) {
    struct marks *marks = marks_unpack(LITERAL_YEAR, bytes, length);
    if (marks == NULL) {
        return false;
    }
    GByteArray *again = marks_bytes(marks);
    CU_ASSERT_TRUE(again->len == length && memcmp(again->data, bytes, length) == 0);
    g_byte_array_unref(again);
    marks_free(marks);
    return true;
}

/* Every content that there is a branch for. */
static struct marks *varied_document(void) {
    struct marks *marks = marks_new(LITERAL_YEAR);
    mark_fold(marks, mark_literal(0, "/", 1));
    mark_fold(marks, mark_literal(1, "C2", CLOCK));
    struct mark mark = mark_literal(2, "Y1", INT64_MAX);
    mark.pupil.school_urn = INT32_MIN;
    mark.school_urn = INT32_MAX;
    mark_fold(marks, mark);
    mark = mark_literal(3, "I", 1);
    mark.pupil.school_urn = mark.pupil.nc_year = NUMBER_NULL;
    mark.pupil.primary_need = TEXT_NULL;
    mark.pupil.sen_provision = SYMBOL_NULL;
    mark_fold(marks, mark);
    mark.school_urn = 142000;
    mark_fold(marks, mark);
    mark = mark_literal(9, "L", 1);
    mark.pupil.known = false;
    mark_fold(marks, mark);
    mark_fold(marks, void_literal(300, 12));
    mark = mark_literal(729, "M", CLOCK + 1);
    mark.pupil.nc_year = -2;
    mark_fold(marks, mark);
    mark.school_urn++;
    mark.pupil.nc_year = 15;
    mark_fold(marks, mark);
    return marks;
}

static void a_document_reads_back_from_its_bytes(void) {
    struct marks *marks = varied_document();
    GByteArray *bytes = marks_bytes(marks);
    CU_ASSERT_TRUE(reads_exactly(bytes->data, bytes->len));
    struct marks *again = marks_unpack(LITERAL_YEAR, bytes->data, bytes->len);
    CU_ASSERT_EQUAL(marks_count(again), 9);
    struct mark before, event = marks_get(marks, 2);
    CU_ASSERT_EQUAL(event.revision, INT64_MAX);
    for (size_t i = 0; i < 9; i++) {
        event = marks_get(marks, i);
        CU_ASSERT_EQUAL(marks_fold(again, &event, &before), OUTCOME_UNCHANGED);
    }
    g_byte_array_unref(bytes);
    marks_free(again);
    marks_free(marks);
}

static void truncated_bytes_are_no_document(void) {
    struct marks *marks = varied_document();
    GByteArray *bytes = marks_bytes(marks);
    for (guint length = 0; length < bytes->len; length++) {
        /* A copy of its own, so that a sanitizer sees a read behind the end. */
        uint8_t *copy = g_memdup2(bytes->data, length);
        CU_ASSERT_PTR_NULL(marks_unpack(LITERAL_YEAR, copy, length));
        g_free(copy);
    }
    g_byte_array_append(bytes, (const guint8 *)"", 1);
    CU_ASSERT_PTR_NULL(marks_unpack(LITERAL_YEAR, bytes->data, bytes->len));
    CU_ASSERT_PTR_NULL(marks_unpack(LITERAL_YEAR, bytes->data, SIZE_MAX));
    g_byte_array_unref(bytes);
    marks_free(marks);
}

static void changed_bytes_are_refused_or_read_exactly(void) {
    struct marks *marks = varied_document();
    GByteArray *bytes = marks_bytes(marks);
    for (guint i = 0; i < bytes->len; i++) {
        uint8_t byte = bytes->data[i];
        for (int value = 0; value < 256; value++) {
            bytes->data[i] = (uint8_t)value;
            reads_exactly(bytes->data, bytes->len);
        }
        bytes->data[i] = byte;
    }
    struct random random = {11};
    for (int round = 0; round < 200000; round++) {
        GByteArray *copy = g_byte_array_new();
        g_byte_array_append(copy, bytes->data, bytes->len);
        for (uint32_t change = 0; change <= random_below(&random, 4); change++) {
            copy->data[random_below(&random, copy->len)] = (uint8_t)random_next(&random);
        }
        g_byte_array_set_size(copy, 1 + random_below(&random, copy->len));
        reads_exactly(copy->data, copy->len);
        g_byte_array_unref(copy);
    }
    g_byte_array_unref(bytes);
    marks_free(marks);
}

#define REFUSED(...)                                                              \
    CU_ASSERT_PTR_NULL(marks_unpack(LITERAL_YEAR, (const uint8_t[]){__VA_ARGS__}, \
                                    sizeof((const uint8_t[]){__VA_ARGS__})))
#define MARK_SAYS 0x02, 0x00, 0x01, 'I' /* school 1, ASSERT, code I, no pupil */

static void what_no_document_can_say_is_refused(void) {
    static const uint8_t good[] = {0x01, 0x01, 0x00, MARK_SAYS, 0x02};
    CU_ASSERT_TRUE(reads_exactly(good, sizeof good));
    REFUSED(0x02, 0x01, 0x00, MARK_SAYS, 0x02);                         /* another form */
    REFUSED(0x01, 0x7F, 0x00, MARK_SAYS, 0x02);                         /* more marks than bytes */
    REFUSED(0x01, 0x01, 0x02, MARK_SAYS, 0x02);                         /* content 1 before 0 */
    REFUSED(0x01, 0x01, 0x01, 0x01, MARK_SAYS, 0x02);                   /* a gap of 1 written out */
    REFUSED(0x01, 0x01, 0x01, 0x00, MARK_SAYS, 0x02);                   /* slot -1 */
    REFUSED(0x01, 0x01, 0x01, 0xDB, 0x05, MARK_SAYS, 0x02);             /* slot 730 of 2024/25 */
    REFUSED(0x01, 0x01, 0x00, MARK_SAYS, 0x00);                         /* revision 0 */
    REFUSED(0x01, 0x01, 0x00, MARK_SAYS, 0x01);                         /* revision -1 */
    REFUSED(0x01, 0x01, 0x00, 0x02, 0x00, 0x00, 0x02, 0x00);            /* ASSERT without code */
    REFUSED(0x01, 0x01, 0x00, 0x02, 0x01, 0x01, 'I', 0x02);             /* VOID with code */
    REFUSED(0x01, 0x01, 0x00, 0x02, 0x03, 0x00, 0x02, 0x00);            /* VOID with cause */
    REFUSED(0x01, 0x01, 0x00, 0x02, 0x08, 0x01, 'I', 0x02);             /* SEN without pupil */
    REFUSED(0x01, 0x01, 0x00, 0x02, 0x20, 0x01, 'I', 0x02);             /* looked after likewise */
    REFUSED(0x01, 0x01, 0x00, 0x02, 0xE0, 0x01, 'I', 0x00, 0x00, 0x02); /* neither false nor true */
    REFUSED(0x01, 0x01, 0x00, 0x02, 0x80, 0x01, 'I', 0x03, 0x00, 0x02); /* a fourth way of school */
    REFUSED(0x01, 0x01, 0x00, 0x02, 0x80, 0x01, 'I', 0x4C, 0x00, 0x02); /* year 16 */
    REFUSED(0x01, 0x01, 0x00, 0x02, 0x80, 0x01, 'I', 0x02, 0x02, 0x00, 0x02); /* its own school */
    REFUSED(0x01, 0x01, 0x00, 0x02, 0x00, 0x04, 'I', 'I', 'I', 'I', 0x02);    /* four letters */
    REFUSED(0x01, 0x01, 0x00, 0x02, 0x00, 0x01, 0x00, 0x02);                  /* NUL */
    REFUSED(0x01, 0x01, 0x00, 0x80, 0x80, 0x80, 0x80, 0x10, 0x00, 0x01, 'I', 0x02); /* URN 2^31 */
    REFUSED(0x01, 0x02, 0x00, MARK_SAYS, 0x02, 0x02, MARK_SAYS, 0x02); /* one content twice */
    REFUSED(0x01, 0x02, 0x00, MARK_SAYS, 0x02, 0x01, 0x00, 0x02);      /* one mark twice */
    static const uint8_t next[] = {0x01, 0x02, 0x00, MARK_SAYS, 0x02, 0x00, 0x02};
    CU_ASSERT_TRUE(reads_exactly(next, sizeof next));
}

static void a_leap_year_has_two_slots_more(void) {
    static const uint8_t slot_731[] = {0x01, 0x01, 0x01, 0xDC, 0x05, MARK_SAYS, 0x02};
    struct marks *marks = marks_unpack(on("2023-09-01"), slot_731, sizeof slot_731);
    CU_ASSERT_PTR_NOT_NULL_FATAL(marks);
    CU_ASSERT_EQUAL(marks_get(marks, 0).day, on("2024-08-31"));
    CU_ASSERT_EQUAL(marks_get(marks, 0).session, SESSION_PM);
    marks_free(marks);
    CU_ASSERT_PTR_NULL(marks_unpack(on("2024-09-01"), slot_731, sizeof slot_731));
}

int main(void) {
    return suite_run(
        "marks: packed",
        (const struct test[]){
            {"a year of marks packs to a few bytes each",
             a_year_of_marks_packs_to_a_few_bytes_each},
            {"the packed form is as written down", the_packed_form_is_as_written_down},
            {"a document reads back from its bytes", a_document_reads_back_from_its_bytes},
            {"truncated bytes are no document", truncated_bytes_are_no_document},
            {"changed bytes are refused or read exactly",
             changed_bytes_are_refused_or_read_exactly},
            {"what no document can say is refused", what_no_document_can_say_is_refused},
            {"a leap year has two slots more", a_leap_year_has_two_slots_more},
            {NULL, NULL},
        });
}
