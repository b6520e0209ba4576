/* What is refused and why, value by value, with bytes made by hand. */
#include <glib.h>
#include <time.h>

#include "runtime/plan.h"
#include "support/sample.h"
#include "support/suite.h"

/* The reader of the walks knows nothing, so that everything is skipped. */
static const struct field no_fields[1];

/* Decodes from a block of exactly that size, so that AddressSanitizer sees a byte too many. */
static enum reason walk(const char *type, const char *bytes, size_t length) {
    char *json = g_strdup_printf("{\"type\":\"record\",\"name\":\"R\",\"fields\":"
                                 "[{\"name\":\"x\",\"type\":%s}]}",
                                 type);
    struct plan *plan = plan_of(json, no_fields, 0);
    char record;
    char *exact = g_memdup2(bytes, length);
    enum reason reason = plan_decode(plan, (struct text){exact, length}, &record).reason;
    g_free(exact);
    plan_free(plan);
    g_free(json);
    return reason;
}

/* The reason for one value of `type` with these bytes. */
#define EXPECT(type, bytes, expected)                                         \
    CU_ASSERT_STRING_EQUAL(reason_name(walk(type, bytes, sizeof(bytes) - 1)), \
                           reason_name(REASON_##expected))

static void test_numbers(void) {
    EXPECT("\"long\"", "\x00", NONE);
    EXPECT("\"long\"", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", NONE);
    EXPECT("\"long\"", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", BAD_VARINT);
    EXPECT("\"long\"", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", BAD_VARINT);
    EXPECT("\"long\"", "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00", BAD_VARINT);
    EXPECT("\"long\"", "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80", BAD_VARINT);
    EXPECT("\"long\"", "\xff\xff\xff\xff\xff\xff\xff\xff\xff", TRUNCATED);
    EXPECT("\"long\"", "\x80\x00", NONE);
    EXPECT("\"int\"", "\xfe\xff\xff\xff\x0f", NONE);
    EXPECT("\"int\"", "\xff\xff\xff\xff\x0f", NONE);
    EXPECT("\"int\"", "\x80\x80\x80\x80\x10", BAD_VARINT);
    EXPECT("\"int\"", "\x81\x80\x80\x80\x10", BAD_VARINT);
    EXPECT("\"int\"", "\xff", TRUNCATED);
    EXPECT("\"float\"", "abcd", NONE);
    EXPECT("\"float\"", "abc", TRUNCATED);
    EXPECT("\"double\"", "abcdefgh", NONE);
    EXPECT("\"double\"", "abcdefg", TRUNCATED);
}

static void test_booleans(void) {
    EXPECT("\"boolean\"", "\x00", NONE);
    EXPECT("\"boolean\"", "\x01", NONE);
    EXPECT("\"boolean\"", "\x02", BAD_BOOLEAN);
    EXPECT("\"boolean\"", "\xff", BAD_BOOLEAN);
    EXPECT("\"boolean\"", "", TRUNCATED);
    EXPECT("\"null\"", "", NONE);
    EXPECT("\"null\"", "\x00", TRAILING_BYTES);
}

#define TWO "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}"

static void test_indexes(void) {
    EXPECT(TWO, "\x02", NONE);
    EXPECT(TWO, "\x04", BAD_ENUM);
    EXPECT(TWO, "\x01", BAD_ENUM);
    EXPECT(TWO, "\xc2\x79", BAD_ENUM);             /* 7777 */
    EXPECT(TWO, "\x82\x80\x80\x80\x20", BAD_ENUM); /* 1 + 2^32 */
    EXPECT(TWO, "", TRUNCATED);
    EXPECT("[\"null\",\"string\"]", "\x02\x02y", NONE);
    EXPECT("[\"null\",\"string\"]", "\x04", BAD_ENUM);
    EXPECT("[\"null\",\"string\"]", "\x01", BAD_ENUM);
    EXPECT("[\"null\",\"string\"]", "\x82\x80\x80\x80\x20\x02y", BAD_ENUM);
    EXPECT("[\"null\",\"string\"]", "", TRUNCATED);
    EXPECT("[\"int\",\"string\",\"null\"]", "\x04", NONE);
}

static void test_lengths(void) {
    EXPECT("\"string\"", "\x06xyz", NONE);
    EXPECT("\"string\"", "\x06xy", TRUNCATED);
    EXPECT("\"string\"", "\x01", BAD_LENGTH);
    EXPECT("\"string\"", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", BAD_LENGTH);
    EXPECT("\"string\"", "\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01", TRUNCATED);
    EXPECT("\"string\"", "\x80\x80\x80\x01", TRUNCATED);
    EXPECT("\"string\"", "\x80\x80\x80\x80\x40x", TRUNCATED); /* 8 GiB in six bytes */
    EXPECT("\"bytes\"", "\x06x\x00\xff", NONE);
    EXPECT("\"bytes\"", "\x09xyz", BAD_LENGTH);
    EXPECT("{\"type\":\"fixed\",\"name\":\"F\",\"size\":3}", "xyz", NONE);
    EXPECT("{\"type\":\"fixed\",\"name\":\"F\",\"size\":3}", "xy", TRUNCATED);
    EXPECT("{\"type\":\"fixed\",\"name\":\"F\",\"size\":0}", "", NONE);
}

static void test_longest_string(void) {
    GByteArray *message = g_byte_array_new();
    g_byte_array_append(message, (const uint8_t *)"\x80\x80\x08", 3); /* 65536 */
    g_byte_array_set_size(message, 3 + 65537);
    memset(message->data + 3, 'x', 65537);
    CU_ASSERT_EQUAL(walk("\"string\"", (char *)message->data, 3 + 65536), REASON_NONE);
    message->data[0] = 0x82; /* 65537 */
    CU_ASSERT_EQUAL(walk("\"string\"", (char *)message->data, 3 + 65537), REASON_BAD_LENGTH);
    CU_ASSERT_EQUAL(walk("\"bytes\"", (char *)message->data, 3 + 65537), REASON_BAD_LENGTH);
    CU_ASSERT_EQUAL(walk("\"string\"", (char *)message->data, 3 + 65536), REASON_TRUNCATED);
    g_byte_array_free(message, TRUE);
}

static void test_text(void) {
    EXPECT("\"string\"", "\x06\xe2\x82\xac", NONE);     /* the euro sign */
    EXPECT("\"string\"", "\x08\xf0\x9f\x8e\x93", NONE); /* beyond the basic plane */
    EXPECT("\"string\"",
           "\x06\xff\xfe"
           "a",
           BAD_UTF8);
    EXPECT("\"string\"", "\x02\x80", BAD_UTF8);             /* continuation without a start */
    EXPECT("\"string\"", "\x04\xc0\x80", BAD_UTF8);         /* overlong U+0000 */
    EXPECT("\"string\"", "\x04\xe2\x82", BAD_UTF8);         /* a character cut short */
    EXPECT("\"string\"", "\x06\xed\xa0\x80", BAD_UTF8);     /* a surrogate */
    EXPECT("\"string\"", "\x08\xf4\x90\x80\x80", BAD_UTF8); /* beyond U+10FFFF */
    EXPECT("\"string\"",
           "\x06"
           "a\0b",
           BAD_UTF8);
}

#define ARRAY(items) "{\"type\":\"array\",\"items\":" items "}"
#define MAP(values) "{\"type\":\"map\",\"values\":" values "}"

static void test_blocks(void) {
    EXPECT(ARRAY("\"int\""), "\x00", NONE);
    EXPECT(ARRAY("\"int\""), "\x04\x02\x04\x00", NONE);
    EXPECT(ARRAY("\"int\""), "\x02\x02\x02\x04\x00", NONE);
    EXPECT(ARRAY("\"int\""), "\x04\x02\x04", TRUNCATED);
    EXPECT(ARRAY("\"int\""), "\x04\x02", TRUNCATED);
    EXPECT(ARRAY("\"int\""), "\x03\x04\x02\x04\x00", NONE);       /* two items in two bytes */
    EXPECT(ARRAY("\"int\""), "\x03\x02\x02\x04\x00", BAD_LENGTH); /* in one */
    EXPECT(ARRAY("\"int\""), "\x03\x06\x02\x04\x00", BAD_LENGTH); /* in three */
    EXPECT(ARRAY("\"int\""), "\x03\x01\x02\x04\x00", BAD_LENGTH); /* in minus one */
    EXPECT(ARRAY("\"int\""), "\x03\x9e\x9c\x01\x02\x04\x00", TRUNCATED); /* in 9999 */
    EXPECT(ARRAY("\"int\""), "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x04\x02\x02", BAD_LENGTH);
    EXPECT(MAP("\"int\""), "\x04\x02k\x02\x02l\x04\x00", NONE);
    EXPECT(MAP("\"int\""), "\x01\x06\x02k\x02\x00", NONE);
    EXPECT(MAP("\"int\""), "\x02\x02\xff\x02\x00", BAD_UTF8);
    EXPECT(MAP("\"int\""), "\x02\x01k\x02\x00", BAD_LENGTH);
    EXPECT(MAP("\"int\""), "\x02\x02k", TRUNCATED);
    EXPECT(MAP("\"null\""), "\x02\x02k\x00", NONE);
}

#define EMPTY_RECORD \
    "{\"type\":\"record\",\"name\":\"Empty\",\"fields\":[{\"name\":\"n\",\"type\":\"null\"}]}"

static void test_items_of_no_bytes(void) {
    EXPECT(ARRAY("\"null\""), "\xa0\x9c\x01\x00", NONE);                       /* 10,000 */
    EXPECT(ARRAY("\"null\""), "\xa2\x9c\x01\x00", BAD_LENGTH);                 /* 10,001 */
    EXPECT(ARRAY("\"null\""), "\x92\x4e\x92\x4e\x00", BAD_LENGTH);             /* 5,001 twice */
    EXPECT(ARRAY("\"null\""), "\x80\x80\x80\x80\x80\x80\x10\x00", BAD_LENGTH); /* 2^45 */
    EXPECT(ARRAY(EMPTY_RECORD), "\xa0\x9c\x01\x00", NONE);
    EXPECT(ARRAY(EMPTY_RECORD), "\x80\x84\xaf\x5f\x00", BAD_LENGTH); /* a hundred million */
}

/* 7 arrays of 9,000 arrays of 10,000 records of no bytes, in 250 kB: 630 million items. */
static void test_work_is_bounded_by_bytes(void) {
    GByteArray *message = g_byte_array_new();
    g_byte_array_append(message, (const uint8_t *)"\x0e", 1);
    for (int outer = 0; outer < 7; outer++) {
        g_byte_array_append(message, (const uint8_t *)"\xd0\x8c\x01", 3);
        for (int inner = 0; inner < 9000; inner++) {
            g_byte_array_append(message, (const uint8_t *)"\xa0\x9c\x01\x00", 4);
        }
        g_byte_array_append(message, (const uint8_t *)"\x00", 1);
    }
    g_byte_array_append(message, (const uint8_t *)"\x00", 1);
    clock_t start = clock();
    CU_ASSERT_EQUAL(walk(ARRAY(ARRAY(ARRAY(EMPTY_RECORD))), (char *)message->data, message->len),
                    REASON_NONE);
    CU_ASSERT(clock() - start < CLOCKS_PER_SEC / 2);
    g_byte_array_free(message, TRUE);
}

#define LINKED                                                                                     \
    "{\"type\":\"record\",\"name\":\"L\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"L\"]" \
    "}]}"

static void test_depth(void) {
    char deep[1000001];
    memset(deep, 2, sizeof deep);
    deep[14] = 0; /* the message's own record and fifteen more */
    CU_ASSERT_EQUAL(walk(LINKED, deep, 15), REASON_NONE);
    deep[14] = 2;
    deep[15] = 0;
    CU_ASSERT_EQUAL(walk(LINKED, deep, 16), REASON_TOO_DEEP);
    CU_ASSERT_EQUAL(walk(LINKED, deep, 12), REASON_TRUNCATED);
    deep[15] = 2;
    CU_ASSERT_EQUAL(walk(LINKED, deep, sizeof deep), REASON_TOO_DEEP);
    EXPECT(ARRAY(ARRAY("\"int\"")), "\x02\x02\x0a\x00\x00", NONE);
}

static void test_endless_record(void) {
    EXPECT("{\"type\":\"record\",\"name\":\"L\",\"fields\":"
           "[{\"name\":\"a\",\"type\":\"L\"},{\"name\":\"b\",\"type\":\"L\"}]}",
           "", TOO_DEEP);
}

/* `steps` times an array of one array, and null for the innermost items. */
static char *nested_arrays(size_t steps) {
    GString *json = g_string_new(NULL);
    for (size_t i = 0; i < steps; i++) {
        g_string_append(json, "{\"type\":\"array\",\"items\":");
    }
    g_string_append(json, "\"null\"");
    for (size_t i = 0; i < steps; i++) {
        g_string_append_c(json, '}');
    }
    return g_string_free(json, FALSE);
}

static void test_deep_schema(void) {
    char bytes[600];
    memset(bytes, 2, 15);
    memset(bytes + 15, 0, 15);
    char *json = nested_arrays(15);
    CU_ASSERT_EQUAL(walk(json, bytes, 30), REASON_NONE);
    g_free(json);
    memset(bytes, 2, 300);
    memset(bytes + 300, 0, 300);
    json = nested_arrays(300);
    CU_ASSERT_EQUAL(walk(json, bytes, 600), REASON_TOO_DEEP);
    CU_ASSERT_EQUAL(walk(json, "\x00", 1), REASON_NONE);
    g_free(json);
}

#define PAIR(first, second)                                                           \
    "{\"type\":\"record\",\"name\":\"P\",\"fields\":[{\"name\":\"a\",\"type\":" first \
    "},{\"name\":\"b\",\"type\":" second "}]}"

static void test_first_reason_wins(void) {
    EXPECT(PAIR(TWO, "\"string\""), "\x04\x06xy", TRUNCATED);
    EXPECT(PAIR(TWO, "\"int\""), "\x04\x80\x80\x80\x80\x10", BAD_VARINT);
    EXPECT(PAIR("\"boolean\"", TWO), "\x02\x04", BAD_ENUM);
    EXPECT(PAIR("\"string\"", "\"boolean\""), "\x02\xff\x02", BAD_BOOLEAN);
    EXPECT(PAIR("\"string\"", "\"boolean\""), "\x02\xff\x01x", BAD_UTF8);
    EXPECT(PAIR("\"string\"", LINKED),
           "\x02\xff\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02\x02"
           "\x02\x02\x02\x02\x02\x00",
           BAD_UTF8);
    EXPECT(PAIR("\"boolean\"", "[\"null\",\"int\"]"), "\x02\x04", BAD_ENUM);
}

int main(void) {
    const struct test tests[] = {
        {"numbers have at most ten bytes, and an int at most 32 bits", test_numbers},
        {"a boolean is 0 or 1", test_booleans},
        {"a symbol or branch that does not exist is a bad enum", test_indexes},
        {"a negative length is bad, one beyond the end is a truncated message", test_lengths},
        {"a string may have 64 KiB and not a byte more", test_longest_string},
        {"a string is strict UTF-8 without U+0000", test_text},
        {"blocks may say their size, and then must have it", test_blocks},
        {"ten thousand items are the limit even when they have no bytes", test_items_of_no_bytes},
        {"millions of items of no bytes cost nothing", test_work_is_bounded_by_bytes},
        {"a million levels of a recursive record stop at the sixteenth", test_depth},
        {"a record that can have no end is too deep", test_endless_record},
        {"a schema may be deeper than a message is allowed to be", test_deep_schema},
        {"the first reason of the list wins, not the first byte", test_first_reason_wins},
        {NULL, NULL},
    };
    return suite_run("plan_reason", tests);
}
