#include "alerter/breach_record.h"

#include <glib.h>
#include <string.h>

#include "runtime/schemas.h"
#include "support/avro_peer.h"
#include "support/suite.h"

static const struct breach_record example = {
    .breach_id = {"alr_chst75ihrmrzazdkyhxnsuvob4", 30},
    .rule = {"C1_SIXTH_DAY", 12},
    .org = {"106958", 6},
    .commitment = 1,
    .raised_on = 20400,
    .due_on = NUMBER_NULL,
    .sequence = 3,
    .changed_at = 1762162200123,
    .priority = 1,
    .state = 2,
};

static void the_schema_file_is_what_the_table_writes(void) {
    struct error error = {0};
    struct schemas *schemas = schemas_load(SOURCE_DIR "/schemas/avro", &breach_topic, &error);
    CU_ASSERT_PTR_NOT_NULL(schemas);
    CU_ASSERT_STRING_EQUAL(error.message, "");
    CU_ASSERT_EQUAL(schemas_current_fingerprint(schemas), UINT64_C(0x84b1c9043c2ed39d));
    schemas_free(schemas);
}

static void another_encoder_writes_the_same_bytes(void) {
    char *json = NULL;
    uint8_t framed[256], theirs[256];
    CU_ASSERT_TRUE(
        g_file_get_contents(SOURCE_DIR "/schemas/avro/commitment-breach.avsc", &json, NULL, NULL));
    struct schemas *schemas = schemas_load(SOURCE_DIR "/schemas/avro", &breach_topic, NULL);
    const size_t length = schemas_encode(schemas, &example, framed, sizeof framed);
    const size_t their_length =
        avro_encode(json, breach_fields, BREACH_FIELDS, &example, theirs, sizeof theirs);
    CU_ASSERT_EQUAL(length, their_length + 10);
    CU_ASSERT_EQUAL(memcmp(framed + 10, theirs, their_length), 0);
    CU_ASSERT_EQUAL(framed[0], 0xC3);
    CU_ASSERT_EQUAL(framed[1], 0x01);
    schemas_free(schemas);
    g_free(json);
}

int main(void) {
    static const struct test tests[] = {
        {"the schema file is what the table writes, under the fingerprint that is published",
         the_schema_file_is_what_the_table_writes},
        {"another encoder writes the same bytes", another_encoder_writes_the_same_bytes},
        {NULL, NULL},
    };
    return suite_run("breach_record", tests);
}
