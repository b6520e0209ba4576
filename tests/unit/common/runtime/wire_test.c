#include "runtime/wire.h"

#include "support/suite.h"

static void expect(struct wire *wire, const char *bytes, size_t length) {
    CU_ASSERT_EQUAL(wire->length, length);
    CU_ASSERT(wire->length == length && memcmp(wire->bytes, bytes, length) == 0);
    wire_free(wire);
}
#define EXPECT(wire, literal) expect(&(wire), literal, sizeof(literal) - 1)

static void test_numbers(void) {
    struct wire wire = {0};
    wire_int2(&wire, -2);
    wire_int4(&wire, 0x01020304);
    wire_int8(&wire, -3);
    EXPECT(wire, "\0\0\0\2\xff\xfe"
                 "\0\0\0\4\1\2\3\4"
                 "\0\0\0\10\xff\xff\xff\xff\xff\xff\xff\xfd");
}

static void test_dates(void) {
    struct wire wire = {0};
    wire_date(&wire, 10957); /* 2000-01-01 */
    wire_date(&wire, 10956);
    wire_date(&wire, 20697); /* 2026-09-01 */
    EXPECT(wire, "\0\0\0\4\0\0\0\0"
                 "\0\0\0\4\xff\xff\xff\xff"
                 "\0\0\0\4\0\0\x26\x0c");
}

static void test_nulls(void) {
    struct wire wire = {0};
    wire_null(&wire);
    wire_date(&wire, DAY_NONE);
    wire_text(&wire, NULL);
    wire_bytes(&wire, TEXT_NULL);
    EXPECT(wire, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
}

static void test_texts(void) {
    struct wire wire = {0};
    wire_text(&wire, "SEMH");
    wire_text(&wire, "");
    wire_bytes(&wire, (struct text){"a\0b", 3});
    EXPECT(wire, "\0\0\0\4SEMH"
                 "\0\0\0\0"
                 "\0\0\0\3a\0b");
}

static void test_array(void) {
    struct wire wire = {0};
    wire_array(&wire, WIRE_INT4, 2);
    wire_int4(&wire, 7);
    wire_null(&wire);
    EXPECT(wire, "\0\0\0\1\0\0\0\1\0\0\0\x17\0\0\0\2\0\0\0\1"
                 "\0\0\0\4\0\0\0\7"
                 "\xff\xff\xff\xff");
}

static void test_growth(void) {
    struct wire wire = {0};
    for (int32_t i = 0; i < 100000; i++) {
        wire_raw_int4(&wire, i);
    }
    CU_ASSERT_EQUAL(wire.length, 400000);
    CU_ASSERT_EQUAL(memcmp(wire.bytes + 399996, "\0\1\x86\x9f", 4), 0);
    size_t capacity = wire.capacity;
    wire_clear(&wire);
    CU_ASSERT_EQUAL(wire.length, 0);
    CU_ASSERT_EQUAL(wire.capacity, capacity);
    wire_free(&wire);
    CU_ASSERT_PTR_NULL(wire.bytes);
}

int main(void) {
    const struct test tests[] = {
        {"numbers are their length and their bytes, big-endian", test_numbers},
        {"dates count from 2000-01-01", test_dates},
        {"an absent value is the length -1", test_nulls},
        {"texts may be empty and bytes may hold a zero", test_texts},
        {"an array says its type and how many values follow", test_array},
        {"a buffer grows, and keeps its memory when it is cleared", test_growth},
        {NULL, NULL},
    };
    return suite_run("wire", tests);
}
