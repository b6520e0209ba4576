#include "domain/varint.h"

#include <stddef.h>
#include <string.h>

#include "support/suite.h"

static void zigzag_keeps_small_magnitudes_small(void) {
    CU_ASSERT_EQUAL(zigzag(0), 0);
    CU_ASSERT_EQUAL(zigzag(-1), 1);
    CU_ASSERT_EQUAL(zigzag(1), 2);
    CU_ASSERT_EQUAL(zigzag(INT64_MAX), UINT64_MAX - 1);
    CU_ASSERT_EQUAL(zigzag(INT64_MIN), UINT64_MAX);
    static const int64_t numbers[] = {0, 1, -1, 63, -64, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < 7; i++) {
        CU_ASSERT_EQUAL(zigzag_back(zigzag(numbers[i])), numbers[i]);
    }
}

static void assert_written(uint64_t number, const char *bytes, size_t length) {
    uint8_t to[VARINT_MAX];
    CU_ASSERT_EQUAL(varint_write(to, number) - to, (ptrdiff_t)length);
    CU_ASSERT_EQUAL(memcmp(to, bytes, length), 0);
    struct reader reader = {.at = to, .end = to + length};
    CU_ASSERT_EQUAL(reader_varint(&reader), number);
    CU_ASSERT_FALSE(reader.damaged);
    CU_ASSERT_PTR_EQUAL(reader.at, reader.end);
}

static void numbers_take_seven_bits_a_byte(void) {
    assert_written(0, "\x00", 1);
    assert_written(127, "\x7F", 1);
    assert_written(128, "\x80\x01", 2);
    assert_written(300, "\xAC\x02", 2);
    assert_written(UINT64_MAX, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 10);
}

static bool is_damaged(const char *bytes, size_t length) {
    struct reader reader = {.at = (const uint8_t *)bytes, .end = (const uint8_t *)bytes + length};
    uint64_t number = reader_varint(&reader);
    CU_ASSERT_TRUE(!reader.damaged || number == 0);
    return reader.damaged;
}

static void numbers_without_end_too_large_or_too_long_are_damaged(void) {
    CU_ASSERT_TRUE(is_damaged("", 0));
    CU_ASSERT_TRUE(is_damaged("\x80", 1));
    CU_ASSERT_TRUE(is_damaged("\x80\x00", 2)); /* 0 has one byte */
    CU_ASSERT_TRUE(is_damaged("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02", 10));
    CU_ASSERT_TRUE(is_damaged("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 11));
    CU_ASSERT_FALSE(is_damaged("\x00", 1));
}

static void strings_have_a_length_within_bounds_and_no_nul(void) {
    char text[4];
    static const uint8_t two[] = {2, 'y', 'o', 1, 0};
    struct reader reader = {.at = two, .end = two + 5};
    reader_string(&reader, 1, 3, text);
    CU_ASSERT_STRING_EQUAL(text, "yo");
    CU_ASSERT_FALSE(reader.damaged);
    reader_string(&reader, 0, 3, text);
    CU_ASSERT_TRUE(reader.damaged);
    CU_ASSERT_STRING_EQUAL(text, "");
    reader = (struct reader){.at = two, .end = two + 5};
    reader_string(&reader, 0, 1, text);
    CU_ASSERT_TRUE(reader.damaged);
    reader = (struct reader){.at = two, .end = two + 5};
    reader_string(&reader, 3, 3, text);
    CU_ASSERT_TRUE(reader.damaged);
    reader = (struct reader){.at = two, .end = two + 2};
    reader_string(&reader, 0, 3, text);
    CU_ASSERT_TRUE(reader.damaged);
}

static void once_damaged_nothing_more_is_read(void) {
    static const uint8_t bytes[] = {0x80, 0x00, 7};
    struct reader reader = {.at = bytes, .end = bytes + 3};
    reader_varint(&reader);
    CU_ASSERT_EQUAL(reader_byte(&reader), 0);
    CU_ASSERT_EQUAL(reader_varint(&reader), 0);
    reader_require(&reader, true);
    CU_ASSERT_TRUE(reader.damaged);
}

static void a_condition_that_does_not_hold_is_damage(void) {
    static const uint8_t bytes[] = {7};
    struct reader reader = {.at = bytes, .end = bytes + 1};
    reader_require(&reader, true);
    CU_ASSERT_FALSE(reader.damaged);
    CU_ASSERT_EQUAL(reader_byte(&reader), 7);
    reader_require(&reader, false);
    CU_ASSERT_TRUE(reader.damaged);
}

int main(void) {
    return suite_run(
        "varint",
        (const struct test[]){
            {"zigzag keeps small magnitudes small", zigzag_keeps_small_magnitudes_small},
            {"numbers take seven bits a byte", numbers_take_seven_bits_a_byte},
            {"numbers without end, too large or too long are damaged",
             numbers_without_end_too_large_or_too_long_are_damaged},
            {"strings have a length within bounds and no NUL",
             strings_have_a_length_within_bounds_and_no_nul},
            {"once damaged, nothing more is read", once_damaged_nothing_more_is_read},
            {"a condition that does not hold is damage", a_condition_that_does_not_hold_is_damage},
            {NULL, NULL},
        });
}
