/* Resolution: what a reader's field makes of each writer's type. */
#include <glib.h>

#include "runtime/plan.h"
#include "support/sample.h"
#include "support/suite.h"

struct one {
    union {
        int64_t number;
        int8_t symbol;
        struct text text;
        struct texts texts;
        struct sample_part part;
    };
};

static const char *const colours[] = {"RED", "GREEN", "BLUE"};
static const struct field part_fields[] = {
    FIELD("flag", FIELD_BOOLEAN, false, PART_OWN, offsetof(struct sample_part, flag)),
    FIELD("label", FIELD_STRING, true, PART_OWN, offsetof(struct sample_part, label)),
};

/* One field x of each type, required and nullable. */
static const struct field an_int = FIELD("x", FIELD_INT, false, PART_OWN, 0);
static const struct field maybe_int = FIELD("x", FIELD_INT, true, PART_OWN, 0);
static const struct field a_long = FIELD("x", FIELD_LONG, false, PART_OWN, 0);
static const struct field maybe_long = FIELD("x", FIELD_LONG, true, PART_OWN, 0);
static const struct field a_boolean = FIELD("x", FIELD_BOOLEAN, false, PART_OWN, 0);
static const struct field a_colour = ENUM_FIELD("x", false, PART_OWN, 0, colours, 3);
static const struct field maybe_colour = ENUM_FIELD("x", true, PART_OWN, 0, colours, 3);
static const struct field a_string = FIELD("x", FIELD_STRING, false, PART_OWN, 0);
static const struct field maybe_string = FIELD("x", FIELD_STRING, true, PART_OWN, 0);
static const struct field strings = FIELD("x", FIELD_STRINGS, false, PART_OWN, 0);
static const struct field a_part = RECORD_FIELD("x", false, PART_OWN, 0, part_fields, 2);
static const struct field maybe_part = RECORD_FIELD("x", true, PART_OWN, 0, part_fields, 2);

static struct one one;

/* Decodes a record of the writer's fields into `one`. */
static struct refusal read_record(const char *writer, const struct field *field, const char *bytes,
                                  size_t length) {
    struct error error = {0};
    char *json = g_strdup_printf("{\"type\":\"record\",\"name\":\"R\",\"fields\":[%s]}", writer);
    struct plan *plan = plan_new(json, strlen(json), field, 1, &error);
    g_free(json);
    CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
    struct refusal refusal = plan_decode(plan, (struct text){bytes, length}, &one);
    plan_free(plan);
    return refusal;
}

static enum reason read_value(const char *type, const struct field *field, const char *bytes,
                              size_t length) {
    char *writer = g_strdup_printf("{\"name\":\"x\",\"type\":%s}", type);
    struct refusal refusal = read_record(writer, field, bytes, length);
    g_free(writer);
    return refusal.reason;
}

/* Reads one value of the writer's type into the reader's field. */
#define EXPECT(type, field, bytes, expected)                                                  \
    CU_ASSERT_STRING_EQUAL(reason_name(read_value(type, &(field), bytes, sizeof(bytes) - 1)), \
                           reason_name(REASON_##expected))

static void test_int_widens(void) {
    EXPECT("\"int\"", a_long, "\x03", NONE);
    CU_ASSERT_EQUAL(one.number, -2);
    EXPECT("[\"null\",\"int\"]", maybe_long, "\x02\x03", NONE);
    CU_ASSERT_EQUAL(one.number, -2);
    EXPECT("\"int\"", a_long, "\x80\x80\x80\x80\x10", BAD_VARINT);
    EXPECT("\"long\"", a_long, "\x80\x80\x80\x80\x10", NONE);
    CU_ASSERT_EQUAL(one.number, INT64_C(1) << 31);
}

static void test_nothing_else_converts(void) {
    EXPECT("\"long\"", an_int, "\x02", UNRESOLVABLE);
    EXPECT("\"float\"", a_long, "abcd", UNRESOLVABLE);
    EXPECT("\"int\"", a_boolean, "\x02", UNRESOLVABLE);
    EXPECT("\"bytes\"", a_string, "\x02z", UNRESOLVABLE);
    EXPECT("\"string\"", a_colour, "\x06RED", UNRESOLVABLE);
    EXPECT("\"string\"", strings, "\x02z", UNRESOLVABLE);
    EXPECT("{\"type\":\"array\",\"items\":\"int\"}", strings, "\x02\x02\x00", UNRESOLVABLE);
    EXPECT("{\"type\":\"map\",\"values\":\"string\"}", a_part, "\x00", UNRESOLVABLE);
    EXPECT("\"null\"", an_int, "", UNRESOLVABLE);
}

static void test_damage_comes_before_mismatch(void) {
    EXPECT("\"long\"", an_int, "\x80", TRUNCATED);
    EXPECT("\"string\"", an_int, "\x02\xff", BAD_UTF8);
    EXPECT("\"float\"", a_long, "abcde", TRAILING_BYTES);
    EXPECT("{\"type\":\"array\",\"items\":\"int\"}", strings, "\x02\x02", TRUNCATED);
}

static void test_nullable_and_required(void) {
    EXPECT("\"int\"", maybe_int, "\x04", NONE);
    CU_ASSERT_EQUAL(one.number, 2);
    EXPECT("[\"null\",\"int\"]", an_int, "\x02\x04", NONE);
    CU_ASSERT_EQUAL(one.number, 2);
    EXPECT("[\"null\",\"int\"]", an_int, "\x00", UNRESOLVABLE);
    EXPECT("[\"null\",\"int\"]", maybe_int, "\x00", NONE);
    CU_ASSERT_EQUAL(one.number, NUMBER_NULL);
    EXPECT("\"null\"", maybe_string, "", NONE);
    CU_ASSERT_PTR_NULL(one.text.bytes);
    EXPECT("[\"null\",\"string\"]", a_string, "\x02\x02z", NONE);
    CU_ASSERT(one.text.length == 1 && one.text.bytes[0] == 'z');
}

static void test_union_order(void) {
    EXPECT("[\"string\",\"null\"]", maybe_string, "\x00\x02z", NONE);
    CU_ASSERT(text_equal(one.text, text_of("z")));
    EXPECT("[\"string\",\"null\"]", maybe_string, "\x02", NONE);
    CU_ASSERT_PTR_NULL(one.text.bytes);
}

static void test_union_of_many(void) {
    EXPECT("[\"string\",\"null\",\"int\",\"boolean\"]", maybe_long, "\x04\x08", NONE);
    CU_ASSERT_EQUAL(one.number, 4);
    EXPECT("[\"string\",\"null\",\"int\",\"boolean\"]", maybe_long, "\x00\x02z", UNRESOLVABLE);
    EXPECT("[\"string\",\"null\",\"int\",\"boolean\"]", maybe_long, "\x02", NONE);
    CU_ASSERT_EQUAL(one.number, NUMBER_NULL);
    EXPECT("[\"int\"]", an_int, "\x00\x08", NONE);
    CU_ASSERT_EQUAL(one.number, 4);
}

#define ENUM(symbols) "{\"type\":\"enum\",\"name\":\"C\",\"symbols\":[" symbols "]}"

static void test_symbols(void) {
    EXPECT(ENUM("\"BLUE\",\"RED\""), a_colour, "\x00", NONE);
    CU_ASSERT_EQUAL(one.symbol, 2);
    EXPECT(ENUM("\"BLUE\",\"RED\""), a_colour, "\x02", NONE);
    CU_ASSERT_EQUAL(one.symbol, 0);
    EXPECT(ENUM("\"BLUE\",\"MAUVE\""), a_colour, "\x00", NONE);
    EXPECT(ENUM("\"BLUE\",\"MAUVE\""), a_colour, "\x02", UNRESOLVABLE);
    EXPECT(ENUM("\"BLUE\",\"MAUVE\""), maybe_colour, "\x02", UNRESOLVABLE);
    EXPECT(ENUM("\"BLUE\",\"MAUVE\""), a_colour, "\x04", BAD_ENUM);
}

static void test_strings(void) {
    EXPECT("{\"type\":\"array\",\"items\":\"string\"}", strings, "\x02\x02y\x01\x04\x02z\x00",
           NONE);
    CU_ASSERT_EQUAL(one.texts.count, 2);
    CU_ASSERT(one.texts.items[1].length == 1 && one.texts.items[1].bytes[0] == 'z');
    EXPECT("{\"type\":\"array\",\"items\":\"string\"}", strings, "\x00", NONE);
    CU_ASSERT_EQUAL(one.texts.count, 0);
}

#define RECORD(fields) "{\"type\":\"record\",\"name\":\"P\",\"fields\":[" fields "]}"
#define FLAG "{\"name\":\"flag\",\"type\":\"boolean\"}"
#define LABEL "{\"name\":\"label\",\"type\":\"string\"}"
#define EXTRA "{\"name\":\"extra\",\"type\":{\"type\":\"array\",\"items\":\"int\"}}"

static void test_records(void) {
    EXPECT(RECORD(LABEL "," EXTRA "," FLAG), a_part, "\x02z\x02\x02\x00\x01", NONE);
    CU_ASSERT_TRUE(one.part.known);
    CU_ASSERT_EQUAL(one.part.flag, 1);
    CU_ASSERT(one.part.label.length == 1 && one.part.label.bytes[0] == 'z');
    EXPECT(RECORD(FLAG), maybe_part, "\x01", NONE);
    CU_ASSERT_TRUE(one.part.known);
    CU_ASSERT_PTR_NULL(one.part.label.bytes);
    EXPECT("[\"null\"," RECORD(FLAG) "]", maybe_part, "\x00", NONE);
    CU_ASSERT_FALSE(one.part.known);
}

static void test_missing_in_a_record(void) {
    EXPECT(RECORD(LABEL), a_part, "\x02z", UNRESOLVABLE);
    EXPECT("[\"null\"," RECORD(LABEL) "]", maybe_part, "\x02\x02z", UNRESOLVABLE);
    EXPECT("[\"null\"," RECORD(LABEL) "]", maybe_part, "\x00", NONE);
}

static void test_missing(void) {
    static const char writer[] = "{\"name\":\"y\",\"type\":\"int\"}";
    CU_ASSERT_EQUAL(read_record(writer, &maybe_int, "\x02", 1).reason, REASON_NONE);
    CU_ASSERT_EQUAL(one.number, NUMBER_NULL);
    struct refusal refusal = read_record(writer, &an_int, "\x02", 1);
    CU_ASSERT_EQUAL(refusal.reason, REASON_UNRESOLVABLE);
    CU_ASSERT_STRING_EQUAL(refusal.field, "x");
    CU_ASSERT_EQUAL(read_record(writer, &an_int, "", 0).reason, REASON_TRUNCATED);
}

/* Every type that there is, in front of the field. */
static void test_skipping(void) {
    static const char writer[] = "{\"name\":\"a\",\"type\":" RECORD(
        FLAG "," EXTRA) "},"
                        "{\"name\":\"b\",\"type\":\"P\"},"
                        "{\"name\":\"c\",\"type\":{\"type\":\"map\",\"values\":[\"null\",\"P\","
                        "\"long\"]}},"
                        "{\"name\":\"d\",\"type\":{\"type\":\"fixed\",\"name\":\"F\",\"size\":2}},"
                        "{\"name\":\"e\",\"type\":" ENUM(
                            "\"RED\"") "},"
                                       "{\"name\":\"f\",\"type\":\"double\"},{\"name\":\"g\","
                                       "\"type\":\"float\"},"
                                       "{\"name\":\"h\",\"type\":\"bytes\"},{\"name\":\"i\","
                                       "\"type\":\"null\"},"
                                       "{\"name\":\"x\",\"type\":\"int\"},{\"name\":\"j\",\"type\":"
                                       "\"F\"}";
    static const char bytes[] = "\x01\x02\x06\x00"
                                "\x00\x00"
                                "\x06\x02k\x00\x02l\x02\x01\x00\x02m\x04\x08\x00"
                                "FF"
                                "\x00"
                                "12345678"
                                "1234"
                                "\x04\x00\xff"
                                "\x54"
                                "FF";
    CU_ASSERT_EQUAL(read_record(writer, &an_int, bytes, sizeof bytes - 1).reason, REASON_NONE);
    CU_ASSERT_EQUAL(one.number, 42);
    for (size_t length = 0; length < sizeof bytes - 1; length++) {
        CU_ASSERT_EQUAL(read_record(writer, &an_int, bytes, length).reason, REASON_TRUNCATED);
    }
}

/* A record that names the next one twice, thirty times over: a copy for every path would be 2^30.
 */
static void test_schema_of_many_paths(void) {
    GString *writer = g_string_new("{\"name\":\"y\",\"type\":");
    for (int i = 0; i < 30; i++) {
        g_string_append_printf(writer,
                               "{\"type\":\"record\",\"name\":\"R%d\",\"fields\":"
                               "[{\"name\":\"a\",\"type\":[\"null\",",
                               i);
    }
    g_string_append(writer, "\"int\"");
    for (int i = 29; i >= 0; i--) {
        if (i < 29) {
            g_string_append_printf(writer, "]},{\"name\":\"b\",\"type\":[\"null\",\"R%d\"", i + 1);
        }
        g_string_append(writer, "]}]}");
    }
    g_string_append_c(writer, '}');
    CU_ASSERT_EQUAL(read_record(writer->str, &maybe_int, "\x00\x02\x00\x00", 4).reason,
                    REASON_NONE);
    g_string_free(writer, TRUE);
}

static void expect_refused(const char *json, const char *message) {
    struct error error = {0};
    CU_ASSERT_PTR_NULL(plan_new(json, strlen(json), &an_int, 1, &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, message));
}

static void test_no_schema(void) {
    expect_refused("", "no Avro schema");
    expect_refused("{\"type\":", "no Avro schema");
    expect_refused("{\"type\":\"record\",\"name\":\"R\"}", "no Avro schema");
    expect_refused("\"string\"", "no record");
    expect_refused("{\"type\":\"record\",\"name\":\"R\",\"fields\":"
                   "[{\"name\":\"x\",\"type\":\"int\"},{\"name\":\"x\",\"type\":\"long\"}]}",
                   "two fields named \"x\"");
    expect_refused("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"x\",\"type\":"
                   "{\"type\":\"fixed\",\"name\":\"F\",\"size\":-1}}]}",
                   "fixed \"F\"");
    plan_free(NULL);
}

int main(void) {
    const struct test tests[] = {
        {"an int is read as a long", test_int_widens},
        {"no other type is read as another", test_nothing_else_converts},
        {"damaged bytes are called damaged under a schema that does not match",
         test_damage_comes_before_mismatch},
        {"T and [null, T] read each other, but null is no T", test_nullable_and_required},
        {"the order of a union does not matter", test_union_order},
        {"a union of many is taken as far as its branches match", test_union_of_many},
        {"symbols go by name, and one that the reader lacks is unresolvable", test_symbols},
        {"an array of strings may come in blocks", test_strings},
        {"the fields of a record go by name at every level", test_records},
        {"a field missing within a record counts where the record is there",
         test_missing_in_a_record},
        {"a missing field is null, and unresolvable where null is not allowed", test_missing},
        {"what the reader lacks is skipped, whatever its type", test_skipping},
        {"a schema with a billion paths compiles", test_schema_of_many_paths},
        {"what is no schema of a record is refused with the reason", test_no_schema},
        {NULL, NULL},
    };
    return suite_run("plan_compile", tests);
}
