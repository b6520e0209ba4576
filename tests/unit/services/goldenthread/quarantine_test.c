#include "goldenthread/quarantine.h"

#include "support/suite.h"

static const struct command command = {.name = "retry", .arguments = "ID..."};
static const struct call call = {&command, "goldenthread quarantine retry", 0, NULL};

static void ids_become_an_array(void) {
    char *const typed[] = {(char *)"3", (char *)"9223372036854775807", NULL};
    int64_t count = 0;
    char *ids = quarantine_ids(&call, typed, &count);
    CU_ASSERT_STRING_EQUAL(ids != NULL ? ids : "no array", "{3,9223372036854775807}");
    CU_ASSERT_EQUAL(count, 2);
    g_free(ids);
}

static void nothing_typed_is_an_empty_array(void) {
    char *const typed[] = {NULL};
    int64_t count = 7;
    char *ids = quarantine_ids(&call, typed, &count);
    CU_ASSERT_STRING_EQUAL(ids, "{}");
    CU_ASSERT_EQUAL(count, 0);
    g_free(ids);
}

static bool is_id(const char *text) {
    char *const typed[] = {(char *)text, NULL};
    int64_t count = 0;
    char *ids = quarantine_ids(&call, typed, &count);
    const bool is = ids != NULL;
    g_free(ids);
    return is;
}

static void only_positive_numbers_are_ids(void) {
    CU_ASSERT_TRUE(is_id("1"));
    CU_ASSERT_FALSE(is_id("0"));
    CU_ASSERT_FALSE(is_id("-1"));
    CU_ASSERT_FALSE(is_id("1,2"));
    CU_ASSERT_FALSE(is_id("9223372036854775808"));
    CU_ASSERT_FALSE(is_id(""));
}

static void headers_are_decoded(void) {
    bool valid = false;
    rd_kafka_headers_t *headers =
        quarantine_headers("{\"traceparent\": \"MDAtYWI=\", \"empty\": null}", &valid);
    CU_ASSERT_TRUE(valid);
    const char *name;
    const void *value;
    size_t size;
    CU_ASSERT_EQUAL(rd_kafka_header_get_all(headers, 0, &name, &value, &size), 0);
    CU_ASSERT_STRING_EQUAL(name, "traceparent");
    CU_ASSERT_EQUAL(size, 5);
    CU_ASSERT_NSTRING_EQUAL(value, "00-ab", 5);
    CU_ASSERT_EQUAL(rd_kafka_header_get_all(headers, 1, &name, &value, &size), 0);
    CU_ASSERT_STRING_EQUAL(name, "empty");
    CU_ASSERT_PTR_NULL(value);
    rd_kafka_headers_destroy(headers);
}

static void no_headers_are_none_and_other_json_is_damage(void) {
    bool valid = false;
    CU_ASSERT_PTR_NULL(quarantine_headers(NULL, &valid));
    CU_ASSERT_TRUE(valid);
    CU_ASSERT_PTR_NULL(quarantine_headers("[1]", &valid));
    CU_ASSERT_FALSE(valid);
    CU_ASSERT_PTR_NULL(quarantine_headers("{\"a\": 1}", &valid));
    CU_ASSERT_FALSE(valid);
    CU_ASSERT_PTR_NULL(quarantine_headers("{", &valid));
    CU_ASSERT_FALSE(valid);
}

int main(void) {
    static const struct test tests[] = {
        {"ids become an array", ids_become_an_array},
        {"nothing typed is an empty array", nothing_typed_is_an_empty_array},
        {"only positive numbers are ids", only_positive_numbers_are_ids},
        {"headers are decoded", headers_are_decoded},
        {"no headers are none and other JSON is damage",
         no_headers_are_none_and_other_json_is_damage},
        {NULL, NULL},
    };
    return suite_run("quarantine", tests);
}
