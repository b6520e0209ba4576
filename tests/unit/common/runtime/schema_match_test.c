#include "runtime/plan.h"
#include "support/sample.h"
#include "support/suite.h"

static const char *const colours[] = {"RED", "BLUE"};
static const struct field fields[] = {
    FIELD("number", FIELD_INT, true, PART_OWN, 0),
    ENUM_FIELD("colour", false, PART_OWN, 0, colours, 2),
};

#define NUMBER "{\"name\":\"number\",\"type\":[\"null\",\"int\"]}"
#define COLOUR(symbols) \
    "{\"name\":\"colour\",\"type\":{\"type\":\"enum\",\"name\":\"C\",\"symbols\":[" symbols "]}}"

/* "" for a match, else the name in the error. */
static void expect(const char *written, const char *differs) {
    struct error error = {0};
    char json[512], quoted[64];
    int length = snprintf(json, sizeof json, "{\"type\":\"record\",\"name\":\"R\",\"fields\":[%s]}",
                          written);
    snprintf(quoted, sizeof quoted, "field \"%s\"", differs);
    CU_ASSERT_EQUAL(schema_matches(json, (size_t)length, fields, 2, &error), *differs == '\0');
    CU_ASSERT_EQUAL(error.kind, *differs == '\0' ? ERROR_NONE : ERROR_CONFIG);
    CU_ASSERT(*differs == '\0' || strstr(error.message, quoted) != NULL);
}

static void test_match(void) {
    expect(NUMBER "," COLOUR("\"RED\",\"BLUE\""), "");
    CU_ASSERT_TRUE(
        schema_matches(sample_schema, strlen(sample_schema), sample_fields, SAMPLE_FIELDS, NULL));
}

static void test_differences(void) {
    expect(COLOUR("\"RED\",\"BLUE\"") "," NUMBER, "number");
    expect(NUMBER, "colour");
    expect(NUMBER "," COLOUR("\"RED\""), "colour");
    expect(NUMBER "," COLOUR("\"BLUE\",\"RED\""), "colour");
    expect(NUMBER "," COLOUR("\"RED\",\"BLUE\"") ",{\"name\":\"more\",\"type\":\"int\"}", "more");
    expect("{\"name\":\"number\",\"type\":\"int\"}", "number");
    expect("{\"name\":\"number\",\"type\":[\"int\",\"null\"]}", "number");
    expect("{\"name\":\"number\",\"type\":[\"null\",\"long\"]}", "number");
    expect("{\"name\":\"number\",\"type\":[\"null\",\"int\",\"long\"]}", "number");
}

static void test_no_record(void) {
    CU_ASSERT_FALSE(schema_matches("\"int\"", 5, fields, 2, NULL));
    CU_ASSERT_FALSE(schema_matches("", 0, fields, 2, NULL));
}

int main(void) {
    const struct test tests[] = {
        {"a schema with the same fields in the same order matches", test_match},
        {"the first field that differs is named", test_differences},
        {"what is no record does not match", test_no_record},
        {NULL, NULL},
    };
    return suite_run("schema_match", tests);
}
