/* Parsing Canonical Forms and their fingerprints. The expected ones were computed with Python's
 * fastavro 1.13.1, that of "null" stands in Avro's specification too. */
#include <glib.h>

#include "runtime/plan.h"
#include "support/suite.h"

struct form {
    const char *schema;
    const char *canonical;
    uint64_t fingerprint;
};

static const struct form forms[] = {
    {"\"null\"", "\"null\"", UINT64_C(0x63dd24e7cc258f8a)},
    {"\"boolean\"", "\"boolean\"", UINT64_C(0x9f42fc78a4d4f764)},
    {"\"int\"", "\"int\"", UINT64_C(0x7275d51a3f395c8f)},
    {"\"long\"", "\"long\"", UINT64_C(0xd054e14493f41db7)},
    {"\"float\"", "\"float\"", UINT64_C(0x4d7c02cb3ea8d790)},
    {"\"double\"", "\"double\"", UINT64_C(0x8e7535c032ab957e)},
    {"\"bytes\"", "\"bytes\"", UINT64_C(0x4fc016dac3201965)},
    {"\"string\"", "\"string\"", UINT64_C(0x8f014872634503c7)},
    {"{\"type\":\"string\",\"logicalType\":\"uuid\"}", "\"string\"", UINT64_C(0x8f014872634503c7)},
    {"{\"type\":\"fixed\",\"name\":\"F\",\"size\":15}",
     "{\"name\":\"F\",\"type\":\"fixed\",\"size\":15}", UINT64_C(0xe83febc3585d90e3)},
    {"{\"type\":\"enum\",\"name\":\"E\",\"namespace\":\"a.b\",\"doc\":\"x\",\"aliases\":[\"G\"]"
     ","
     "\"symbols\":[\"A\",\"B\"],\"default\":\"A\"}",
     "{\"name\":\"a.b.E\",\"type\":\"enum\",\"symbols\":[\"A\",\"B\"]}",
     UINT64_C(0xc4c017f5839e7965)},
    {"{\"type\":\"array\",\"items\":\"long\",\"default\":[]}",
     "{\"type\":\"array\",\"items\":\"long\"}", UINT64_C(0x5416c98ba22e5e71)},
    {"{\"type\":\"map\",\"values\":{\"type\":\"map\",\"values\":\"bytes\"}}",
     "{\"type\":\"map\",\"values\":{\"type\":\"map\",\"values\":\"bytes\"}}",
     UINT64_C(0x0e768fdc1de00049)},
    {"[\"null\",{\"type\":\"int\",\"logicalType\":\"date\"}]", "[\"null\",\"int\"]",
     UINT64_C(0xd51cc0922b46b1d7)},
    {"{\"fields\":[{\"type\":\"int\",\"name\":\"x\",\"order\":\"ignore\",\"doc\":\"d\","
     "\"default\":1}],\"doc\":\"d\",\"name\":\"R\",\"namespace\":\"n.s\",\"type\":\"record\"}",
     "{\"name\":\"n.s.R\",\"type\":\"record\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}",
     UINT64_C(0x9c782692c70ea666)},
    {"{\"type\":\"record\",\"name\":\"n.s.R\",\"namespace\":\"ignored\",\"fields\":"
     "[{\"name\":\"e\",\"type\":{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}},"
     "{\"name\":\"f\",\"type\":\"E\"},{\"name\":\"g\",\"type\":{\"type\":\"fixed\",\"name\":"
     "\"other.F\",\"size\":2}},{\"name\":\"h\",\"type\":\"other.F\"},{\"name\":\"i\",\"type\":"
     "\"n.s.E\"}]}",
     "{\"name\":\"n.s.R\",\"type\":\"record\",\"fields\":[{\"name\":\"e\",\"type\":{\"name\":"
     "\"n.s.E\",\"type\":\"enum\",\"symbols\":[\"A\"]}},{\"name\":\"f\",\"type\":\"n.s.E\"},"
     "{\"name\":\"g\",\"type\":{\"name\":\"other.F\",\"type\":\"fixed\",\"size\":2}},"
     "{\"name\":\"h\",\"type\":\"other.F\"},{\"name\":\"i\",\"type\":\"n.s.E\"}]}",
     UINT64_C(0xde7c170462956835)},
    {"{\"type\":\"record\",\"name\":\"L\",\"namespace\":\"x\",\"fields\":[{\"name\":\"v\","
     "\"type\":\"long\"},{\"name\":\"next\",\"type\":[\"null\",\"L\"]},{\"name\":\"all\","
     "\"type\":{\"type\":\"array\",\"items\":\"x.L\"}}]}",
     "{\"name\":\"x.L\",\"type\":\"record\",\"fields\":[{\"name\":\"v\",\"type\":\"long\"},"
     "{\"name\":\"next\",\"type\":[\"null\",\"x.L\"]},{\"name\":\"all\",\"type\":{\"type\":"
     "\"array\",\"items\":\"x.L\"}}]}",
     UINT64_C(0x31c753eadf749f7a)},
    {"{\"type\":\"record\",\"name\":\"Out\",\"namespace\":\"o\",\"fields\":[{\"name\":\"in\","
     "\"type\":{\"type\":\"record\",\"name\":\"In\",\"namespace\":\"i\",\"fields\":[{\"name\":"
     "\"e\",\"type\":{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}}]}},{\"name\":"
     "\"again\",\"type\":\"i.E\"},{\"name\":\"own\",\"type\":{\"type\":\"enum\",\"name\":\"E\","
     "\"symbols\":[\"B\"]}},{\"name\":\"last\",\"type\":\"E\"}]}",
     "{\"name\":\"o.Out\",\"type\":\"record\",\"fields\":[{\"name\":\"in\",\"type\":{\"name\":"
     "\"i.In\",\"type\":\"record\",\"fields\":[{\"name\":\"e\",\"type\":{\"name\":\"i.E\","
     "\"type\":\"enum\",\"symbols\":[\"A\"]}}]}},{\"name\":\"again\",\"type\":\"i.E\"},"
     "{\"name\":\"own\",\"type\":{\"name\":\"o.E\",\"type\":\"enum\",\"symbols\":[\"B\"]}},"
     "{\"name\":\"last\",\"type\":\"o.E\"}]}",
     UINT64_C(0x43702b3e34f325cb)},
};

static void test_forms(void) {
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        const char *schema = forms[i].schema;
        uint64_t fingerprint = 0;
        char *form = schema_canonical_form(schema, strlen(schema), NULL);
        CU_ASSERT_EQUAL(g_strcmp0(form, forms[i].canonical), 0);
        CU_ASSERT_TRUE(schema_fingerprint(schema, strlen(schema), &fingerprint, NULL));
        CU_ASSERT_EQUAL(fingerprint, forms[i].fingerprint);
        g_free(form);
    }
}

static void test_same_form(void) {
    uint64_t nested = 0, empty = 1;
    static const char named[] = "{\"type\":\"fixed\",\"name\":\"F\",\"namespace\":\"\",\"size\":1}";
    static const char plain[] = "{\"size\":1,\"name\":\"F\",\"type\":\"fixed\"}";
    CU_ASSERT_TRUE(schema_fingerprint(named, sizeof named - 1, &nested, NULL));
    CU_ASSERT_TRUE(schema_fingerprint(plain, sizeof plain - 1, &empty, NULL));
    CU_ASSERT_EQUAL(nested, empty);
}

static void test_fingerprint_of_absence(void) {
    char *json = NULL;
    size_t length = 0;
    uint64_t fingerprint = 0;
    CU_ASSERT_TRUE(
        g_file_get_contents(SOURCE_DIR "/schemas/avro/absence.avsc", &json, &length, NULL));
    CU_ASSERT_TRUE(schema_fingerprint(json, length, &fingerprint, NULL));
    CU_ASSERT_EQUAL(fingerprint, UINT64_C(0x3686fb33dab40365));
    g_free(json);
}

static void test_checksum(void) {
    CU_ASSERT_EQUAL(crc64_avro("", 0), UINT64_C(0xc15d213aa4d7a795));
    CU_ASSERT_EQUAL(crc64_avro("\"null\"", 6), UINT64_C(0x63dd24e7cc258f8a));
}

static void test_no_schema(void) {
    struct error error = {0};
    uint64_t fingerprint = 7;
    CU_ASSERT_FALSE(schema_fingerprint("{", 1, &fingerprint, &error));
    CU_ASSERT_EQUAL(fingerprint, 7);
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
    CU_ASSERT_PTR_NULL(schema_canonical_form("\"nul\"", 5, NULL));
}

int main(void) {
    const struct test tests[] = {
        {"canonical forms and fingerprints are those of another implementation", test_forms},
        {"an empty namespace is none", test_same_form},
        {"the fingerprint of absence is 0x3686fb33dab40365", test_fingerprint_of_absence},
        {"the checksum is CRC-64-AVRO", test_checksum},
        {"what is no schema has no fingerprint", test_no_schema},
        {NULL, NULL},
    };
    return suite_run("canonical", tests);
}
