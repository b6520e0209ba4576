/* What is refused and why, with bytes made by hand. */
#include <glib.h>

#include "runtime/plan.h"
#include "support/sample.h"
#include "support/suite.h"

/* Allocations of this program, so that a test can see that there are none. Sanitizers bring their
 * own. */
static size_t allocations;
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
extern void *__libc_malloc(size_t size); /* NOLINT(bugprone-reserved-identifier) */
void *malloc(size_t size) {
    allocations++;
    return __libc_malloc(size);
}
#endif

/* The reader of the walks knows nothing, so that everything is skipped. */
static const struct field no_fields[1];

static struct plan *plan_of(const char *json, const struct field *fields, size_t n_fields) {
    struct error error = {0};
    struct plan *plan = plan_new(json, strlen(json), fields, n_fields, &error);
    CU_ASSERT_PTR_NOT_NULL(plan);
    return plan;
}

/* Decodes from a block of exactly that size, so that AddressSanitizer sees a byte too many. Texts
 * of the record are gone when it returns. */
static struct refusal decode(const struct plan *plan, const char *bytes, size_t length,
                             void *record) {
    char *copy = g_memdup2(bytes, length);
    struct refusal refusal = plan_decode(plan, (struct text){copy, length}, record);
    g_free(copy);
    return refusal;
}

static enum reason walk(const char *type, const char *bytes, size_t length) {
    char *json = g_strdup_printf("{\"type\":\"record\",\"name\":\"R\",\"fields\":"
                                 "[{\"name\":\"x\",\"type\":%s}]}",
                                 type);
    struct plan *plan = plan_of(json, no_fields, 0);
    char record;
    enum reason reason = decode(plan, bytes, length, &record).reason;
    plan_free(plan);
    g_free(json);
    return reason;
}

/* The reason for one value of `type` with these bytes. */
#define EXPECT(type, bytes, expected)                                         \
    CU_ASSERT_STRING_EQUAL(reason_name(walk(type, bytes, sizeof(bytes) - 1)), \
                           reason_name(REASON_##expected))

static enum reason decode_sample(const char *bytes, size_t length, struct sample *sample) {
    struct plan *plan = plan_of(sample_schema, sample_fields, SAMPLE_FIELDS);
    enum reason reason = decode(plan, bytes, length, sample).reason;
    plan_free(plan);
    return reason;
}

static void test_values(void) {
    static const char message[] = SAMPLE_MESSAGE;
    struct plan *plan = plan_of(sample_schema, sample_fields, SAMPLE_FIELDS);
    struct sample s;
    memset(&s, 0x5A, sizeof s);
    CU_ASSERT_EQUAL(plan_decode(plan, (struct text){message, sizeof message - 1}, &s).reason,
                    REASON_NONE);
    CU_ASSERT_EQUAL(s.small, 1);
    CU_ASSERT_EQUAL(s.large, -2);
    CU_ASSERT_EQUAL(s.flag, 1);
    CU_ASSERT_EQUAL(s.colour, 2);
    CU_ASSERT(text_equal(s.name, text_of("\xC3\xA9")));
    CU_ASSERT_EQUAL(s.words.count, 2);
    CU_ASSERT(text_equal(s.words.items[0], text_of("a")));
    CU_ASSERT(text_equal(s.words.items[1], text_of("bc")));
    CU_ASSERT_TRUE(s.part.known);
    CU_ASSERT_EQUAL(s.part.flag, 0);
    CU_ASSERT_EQUAL(s.part.count, NUMBER_NULL);
    CU_ASSERT(text_equal(s.part.label, text_of("x")));
    CU_ASSERT_EQUAL(s.maybe_small, NUMBER_NULL);
    CU_ASSERT_EQUAL(s.maybe_colour, 1);
    CU_ASSERT(text_equal(s.maybe_name, text_of("")));
    CU_ASSERT(s.name.bytes > message && s.name.bytes < message + sizeof message);
    plan_free(plan);
}

static void test_every_prefix_is_truncated(void) {
    struct sample sample;
    for (size_t length = 0; length < sizeof SAMPLE_MESSAGE - 1; length++) {
        CU_ASSERT_EQUAL(decode_sample(SAMPLE_MESSAGE, length, &sample), REASON_TRUNCATED);
    }
    struct plan *plan = plan_of(sample_schema, sample_fields, SAMPLE_FIELDS);
    CU_ASSERT_EQUAL(plan_decode(plan, TEXT_NULL, &sample).reason, REASON_TRUNCATED);
    plan_free(plan);
}

static void test_what_was_read_before(void) {
    struct sample s;
    memset(&s, 0x5A, sizeof s);
    struct plan *plan = plan_of(sample_schema, sample_fields, SAMPLE_FIELDS);
    struct refusal refusal = decode(plan, "\x02\x03\x01", 3, &s);
    CU_ASSERT_EQUAL(refusal.reason, REASON_TRUNCATED);
    CU_ASSERT_STRING_EQUAL(refusal.field, "colour");
    CU_ASSERT_EQUAL(s.large, -2);
    CU_ASSERT_EQUAL(s.colour, SYMBOL_NULL);
    CU_ASSERT_PTR_NULL(s.name.bytes);
    CU_ASSERT_EQUAL(s.words.count, 0);
    CU_ASSERT_FALSE(s.part.known);
    CU_ASSERT_EQUAL(s.part.count, NUMBER_NULL);
    CU_ASSERT_EQUAL(s.part.flag, SYMBOL_NULL);
    CU_ASSERT_EQUAL(s.maybe_small, NUMBER_NULL);
    plan_free(plan);
}

static void test_field_of_the_refusal(void) {
    static const char two_bad[] = "\x02\x03\x02\x06\x04\xC3\xA9\x00\x00\x00\x00\x00";
    struct sample s;
    struct plan *plan = plan_of(sample_schema, sample_fields, SAMPLE_FIELDS);
    struct text message = {two_bad, sizeof two_bad - 1};
    struct refusal refusal = plan_decode(plan, message, &s);
    CU_ASSERT_EQUAL(refusal.reason, REASON_BAD_ENUM);
    CU_ASSERT_STRING_EQUAL(refusal.field, "colour");
    CU_ASSERT_EQUAL(s.flag, SYMBOL_NULL);
    CU_ASSERT_EQUAL(s.colour, SYMBOL_NULL);
    CU_ASSERT(text_equal(s.name, text_of("\xC3\xA9")));
    refusal = decode(plan, SAMPLE_MESSAGE "\x00", sizeof SAMPLE_MESSAGE, &s);
    CU_ASSERT_EQUAL(refusal.reason, REASON_TRAILING_BYTES);
    CU_ASSERT_STRING_EQUAL(refusal.field, "");
    plan_free(plan);
}

static void test_smallest_number_is_no_null(void) {
    struct sample s;
    CU_ASSERT_EQUAL(decode_sample("\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00\x00\x00\x00"
                                  "\x00\x00\x00\x00",
                                  19, &s),
                    REASON_NONE);
    CU_ASSERT_EQUAL(s.large, INT64_MIN + 1);
    CU_ASSERT_NOT_EQUAL(s.large, NUMBER_NULL);
}

static void test_more_words_than_kept(void) {
    static const char five[] = "\x00\x00\x00\x00\x00\x0A\x02p\x02q\x02r\x02s\x02t\x00"
                               "\x00\x00\x00\x00";
    struct plan *plan = plan_of(sample_schema, sample_fields, SAMPLE_FIELDS);
    struct sample s;
    CU_ASSERT_EQUAL(plan_decode(plan, (struct text){five, sizeof five - 1}, &s).reason,
                    REASON_NONE);
    CU_ASSERT_EQUAL(s.words.count, 5);
    CU_ASSERT(text_equal(s.words.items[3], text_of("s")));
    plan_free(plan);
}

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

static void test_nothing_is_allocated(void) {
    struct plan *plan = plan_of(sample_schema, sample_fields, SAMPLE_FIELDS);
    struct plan *walker = plan_of(sample_schema, no_fields, 0);
    struct sample sample;
    struct text message = {SAMPLE_MESSAGE, sizeof SAMPLE_MESSAGE - 1};
    size_t before = allocations;
    for (size_t length = 0; length <= message.length; length++) {
        (void)plan_decode(plan, (struct text){message.bytes, length}, &sample);
        (void)plan_decode(walker, (struct text){message.bytes, length}, &sample);
    }
    CU_ASSERT_EQUAL(allocations, before);
    plan_free(walker);
    plan_free(plan);
}

int main(void) {
    const struct test tests[] = {
        {"every member gets its value or its null, and texts point into the message", test_values},
        {"every beginning of a good message is truncated", test_every_prefix_is_truncated},
        {"a refused record holds what was read before, the rest is null",
         test_what_was_read_before},
        {"a refusal names the first field with its reason", test_field_of_the_refusal},
        {"the smallest number there is does not become null", test_smallest_number_is_no_null},
        {"an array is counted as sent beyond what is kept of it", test_more_words_than_kept},
        {"numbers have at most ten bytes, and an int at most 32 bits", test_numbers},
        {"a boolean is 0 or 1", test_booleans},
        {"a symbol or branch that does not exist is a bad enum", test_indexes},
        {"a negative length is bad, one beyond the end is a truncated message", test_lengths},
        {"a string may have 64 KiB and not a byte more", test_longest_string},
        {"a string is strict UTF-8 without U+0000", test_text},
        {"blocks may say their size, and then must have it", test_blocks},
        {"ten thousand items are the limit even when they have no bytes", test_items_of_no_bytes},
        {"a million levels of a recursive record stop at the sixteenth", test_depth},
        {"a record that can have no end is too deep", test_endless_record},
        {"a schema may be deeper than a message is allowed to be", test_deep_schema},
        {"the first reason of the list wins, not the first byte", test_first_reason_wins},
        {"decoding allocates nothing", test_nothing_is_allocated},
        {NULL, NULL},
    };
    return suite_run("plan_decode", tests);
}
