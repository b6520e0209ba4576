#include "goldenthread/event_json.h"

#include <glib.h>
#include <string.h>

#include "runtime/plan.h"
#include "support/sample.h"
#include "support/suite.h"

#define GOOD                                                                            \
    "\"small\":1,\"large\":-2,\"flag\":true,\"colour\":\"BLUE\",\"name\":\"\xC3\xA9\"," \
    "\"words\":[\"a\",\"bc\"],\"part\":{\"flag\":false,\"label\":\"x\"},"               \
    "\"maybe_colour\":\"GREEN\",\"maybe_name\":\"\""

/* Encodes the event into `to`; 0 when it is not to be written. */
static size_t encode(const char *json, uint8_t *to, size_t size, struct event_mistake *mistake) {
    json_t *event = json_loads(json, JSON_ALLOW_NUL, NULL);
    CU_ASSERT_PTR_NOT_NULL(event);
    struct sample sample;
    memset(&sample, 0x55, sizeof sample);
    const size_t length = event_from_json(sample_fields, SAMPLE_FIELDS, event, &sample, mistake)
                              ? record_encode(sample_fields, SAMPLE_FIELDS, &sample, to, size)
                              : 0;
    json_decref(event);
    return length;
}

static void an_event_becomes_the_bytes_of_its_schema(void) {
    uint8_t bytes[200];
    struct event_mistake mistake = {0};
    const size_t length = encode("{" GOOD "}", bytes, sizeof bytes, &mistake);
    CU_ASSERT_EQUAL(length, sizeof SAMPLE_MESSAGE - 1);
    CU_ASSERT_EQUAL(memcmp(bytes, SAMPLE_MESSAGE, sizeof SAMPLE_MESSAGE - 1), 0);
}

static void null_and_missing_are_the_same_where_null_may_be(void) {
    uint8_t bytes[200];
    struct event_mistake mistake = {0};
    CU_ASSERT_EQUAL(encode("{" GOOD ",\"maybe_small\":null}", bytes, sizeof bytes, &mistake),
                    sizeof SAMPLE_MESSAGE - 1);
}

static void expect_mistake(const char *json, enum reason reason, const char *field,
                           const char *why) {
    uint8_t bytes[200];
    struct event_mistake mistake = {0};
    CU_ASSERT_EQUAL(encode(json, bytes, sizeof bytes, &mistake), 0);
    CU_ASSERT_EQUAL(mistake.reason, reason);
    CU_ASSERT_STRING_EQUAL(mistake.field, field);
    CU_ASSERT_STRING_EQUAL(mistake.why, why);
}

static void what_an_avro_library_would_not_write_is_told_by_its_field(void) {
    expect_mistake("{}", REASON_NONE, "small", "is missing");
    expect_mistake("{\"small\":null}", REASON_NONE, "small", "may not be null");
    expect_mistake("{\"small\":\"1\"}", REASON_NONE, "small", "is no whole number");
    expect_mistake("{\"small\":1.0}", REASON_NONE, "small", "is no whole number");
    expect_mistake("{\"small\":2147483648}", REASON_NONE, "small", "is beyond an int of 32 bits");
    expect_mistake("{\"small\":1,\"large\":2,\"flag\":1}", REASON_NONE, "flag",
                   "is neither true nor false");
    expect_mistake("{\"small\":1,\"large\":2,\"flag\":true,\"colour\":\"blue\"}", REASON_NONE,
                   "colour", "is none of the enum's symbols");
    expect_mistake("{\"small\":1,\"large\":2,\"flag\":true,\"colour\":\"RED\",\"name\":7}",
                   REASON_NONE, "name", "is no string");
}

static void so_is_what_is_wrong_within(void) {
#define START "\"small\":1,\"large\":2,\"flag\":true,\"colour\":\"RED\",\"name\":\"n\""
    expect_mistake("{" START ",\"words\":\"a\"}", REASON_NONE, "words", "is no array");
    expect_mistake("{" START ",\"words\":[\"a\",1]}", REASON_NONE, "words", "is no string");
    expect_mistake("{" START ",\"words\":[],\"part\":[]}", REASON_NONE, "part", "is no object");
    expect_mistake("{" START ",\"words\":[],\"part\":{\"count\":1}}", REASON_NONE, "flag",
                   "is missing");
    expect_mistake("{" START ",\"words\":[],\"part\":{\"flag\":true,\"labels\":\"x\"}}",
                   REASON_NONE, "labels", "is no field of the schema");
}

static void a_misspelt_member_is_not_lost_in_silence(void) {
    expect_mistake("{" GOOD ",\"maybe_smal\":3}", REASON_NONE, "maybe_smal",
                   "is no field of the schema");
}

static void a_string_that_is_too_long_is_called_what_its_bytes_would_be(void) {
    char *name = g_strnfill(PLAN_STRING_LIMIT + 1, 'n');
    char *json = g_strconcat(
        "{\"small\":1,\"large\":2,\"flag\":true,\"colour\":\"RED\",\"name\":\"", name, "\"}", NULL);
    expect_mistake(json, REASON_BAD_LENGTH, "name", "is a string over 64 KiB");
    g_free(json);
    g_free(name);
}

static void an_array_keeps_four_strings(void) {
    uint8_t bytes[200];
    struct event_mistake mistake = {0};
    const size_t length = encode("{" START ",\"words\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}", bytes,
                                 sizeof bytes, &mistake);
    static const char expected[] = "\x02\x04\x01\x00\x02n\x08\x02"
                                   "a\x02"
                                   "b\x02"
                                   "c\x02"
                                   "d\x00\x00\x00\x00\x00";
    CU_ASSERT_EQUAL(length, sizeof expected - 1);
    CU_ASSERT_EQUAL(memcmp(bytes, expected, sizeof expected - 1), 0);
}

int main(void) {
    static const struct test tests[] = {
        {"an event becomes the bytes of its schema", an_event_becomes_the_bytes_of_its_schema},
        {"null and missing are the same where null may be",
         null_and_missing_are_the_same_where_null_may_be},
        {"what an Avro library would not write is told by its field",
         what_an_avro_library_would_not_write_is_told_by_its_field},
        {"so is what is wrong within", so_is_what_is_wrong_within},
        {"a misspelt member is not lost in silence", a_misspelt_member_is_not_lost_in_silence},
        {"a string that is too long is called what its bytes would be",
         a_string_that_is_too_long_is_called_what_its_bytes_would_be},
        {"an array keeps four strings", an_array_keeps_four_strings},
        {NULL, NULL},
    };
    return suite_run("event_json", tests);
}
