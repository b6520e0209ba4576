#include "support/topic_suite.h"

#include <glib.h>
#include <jansson.h>
#include <librdkafka/rdkafka.h>

#include "runtime/schemas.h"
#include "support/suite.h"

#define FOLDER SOURCE_DIR "/schemas/avro"
#define VALUE_SIZE 1024

/* CUnit's tests take no argument. */
static const struct topic *topic;

static struct schemas *load(void) {
    struct error error = {0};
    struct schemas *schemas = schemas_load(FOLDER, topic->input, &error);
    CU_ASSERT_STRING_EQUAL(error.message, "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(schemas);
    return schemas;
}

static json_t *read_json(const char *folder, const char *suffix) {
    char *path = g_strconcat(folder, topic->name, suffix, NULL);
    json_error_t error;
    json_t *json = json_load_file(path, 0, &error);
    g_free(path);
    CU_ASSERT_PTR_NOT_NULL_FATAL(json);
    return json;
}

static json_t *read_examples(void) {
    json_t *examples = read_json(FOLDER "/examples/", ".json");
    CU_ASSERT_EQUAL(json_array_size(examples), topic->n_examples);
    return examples;
}

/* Names, types, nulls and symbols: schemas_load refuses any other. */
static void test_table(void) {
    struct schemas *schemas = load();
    CU_ASSERT_EQUAL(schemas_current_fingerprint(schemas), topic->fingerprint);
    CU_ASSERT_STRING_EQUAL(topic->input->topic, topic->name);
    CU_ASSERT_EQUAL(topic->input->n_fields, topic->n_fields);
    schemas_free(schemas);
}

/* What Avro-C does not keep. */
static void test_orders_and_defaults(void) {
    json_t *schema = read_json(FOLDER "/", ".avsc");
    const struct field *fields = topic->input->fields;
    size_t i;
    json_t *field;
    json_array_foreach(json_object_get(schema, "fields"), i, field) {
        const char *order = json_string_value(json_object_get(field, "order"));
        json_t *fallback = json_object_get(field, "default");
        CU_ASSERT_EQUAL(order != NULL, fields[i].part == PART_IGNORED);
        CU_ASSERT(order == NULL || strcmp(order, "ignore") == 0);
        CU_ASSERT_EQUAL(fallback != NULL, fields[i].nullable);
        CU_ASSERT(fallback == NULL || json_is_null(fallback));
    }
    CU_ASSERT_EQUAL(i, topic->n_fields);
    json_decref(schema);
}

static void test_ignored(void) {
    size_t n = 0;
    for (size_t i = 0; i < topic->input->n_fields; i++) {
        if (topic->input->fields[i].part == PART_IGNORED) {
            CU_ASSERT(n < topic->n_ignored &&
                      strcmp(topic->input->fields[i].name, topic->ignored[n]) == 0);
            n++;
        }
    }
    CU_ASSERT_EQUAL(n, topic->n_ignored);
}

static size_t value_of(const json_t *example, uint8_t *to) {
    const char *hex = json_string_value(json_object_get(example, "value"));
    size_t length = strlen(hex) / 2;
    for (size_t i = 0; i < length && i < VALUE_SIZE; i++) {
        to[i] =
            (uint8_t)(g_ascii_xdigit_value(hex[2 * i]) << 4 | g_ascii_xdigit_value(hex[2 * i + 1]));
    }
    return length;
}

static void expect_event(const json_t *event, const struct field *fields, size_t n_fields,
                         const uint8_t *record);

static void expect_text(const json_t *value, struct text text) {
    if (json_is_null(value)) {
        CU_ASSERT_PTR_NULL(text.bytes);
        return;
    }
    CU_ASSERT(json_is_string(value));
    CU_ASSERT(text_equal(text, (struct text){json_string_value(value), json_string_length(value)}));
}

static void expect_symbol(const json_t *value, const struct field *field, int8_t symbol) {
    if (json_is_null(value)) {
        CU_ASSERT_EQUAL(symbol, SYMBOL_NULL);
    } else {
        CU_ASSERT_STRING_EQUAL(json_string_value(value), field->symbols[symbol]);
    }
}

static void expect_texts(const json_t *value, const struct texts *texts) {
    CU_ASSERT_EQUAL(json_array_size(value), texts->count);
    for (size_t i = 0; i < texts->count && i < TEXTS_KEPT; i++) {
        expect_text(json_array_get(value, i), texts->items[i]);
    }
}

static void expect_record(const json_t *value, const struct field *field, const uint8_t *member) {
    CU_ASSERT_EQUAL(!json_is_null(value), *(const bool *)member);
    if (!json_is_null(value)) {
        expect_event(value, field->fields, field->n_fields, member);
    }
}

static void expect_value(const json_t *value, const struct field *field, const uint8_t *member) {
    switch (field->type) {
    case FIELD_INT:
    case FIELD_LONG:
        CU_ASSERT_EQUAL(json_is_null(value) ? NUMBER_NULL : json_integer_value(value),
                        *(const int64_t *)member);
        break;
    case FIELD_BOOLEAN:
        CU_ASSERT_EQUAL(json_is_null(value) ? SYMBOL_NULL : json_is_true(value),
                        *(const int8_t *)member);
        break;
    case FIELD_ENUM:
        expect_symbol(value, field, *(const int8_t *)member);
        break;
    case FIELD_STRING:
        expect_text(value, *(const struct text *)member);
        break;
    case FIELD_STRINGS:
        expect_texts(value, (const struct texts *)member);
        break;
    case FIELD_RECORD:
    default:
        expect_record(value, field, member);
        break;
    }
}

static void expect_event(const json_t *event, const struct field *fields, size_t n_fields,
                         const uint8_t *record) {
    CU_ASSERT_EQUAL(json_object_size(event), n_fields);
    for (size_t i = 0; i < n_fields; i++) {
        expect_value(json_object_get(event, fields[i].name), &fields[i], record + fields[i].offset);
    }
}

static void expect_example(struct schemas *schemas, const json_t *example, void *record) {
    uint8_t value[VALUE_SIZE], again[VALUE_SIZE];
    size_t length = value_of(example, value);
    struct text message = {(const char *)value, length};
    CU_ASSERT_EQUAL(schemas_decode(schemas, message, record).reason, REASON_NONE);
    expect_event(json_object_get(example, "event"), topic->input->fields, topic->input->n_fields,
                 record);
    CU_ASSERT_EQUAL(schemas_encode(schemas, record, again, sizeof again), length);
    CU_ASSERT_EQUAL(memcmp(again, value, length), 0);
}

static void test_examples(void) {
    struct schemas *schemas = load();
    json_t *examples = read_examples();
    void *record = g_malloc(topic->input->record_size);
    for (size_t i = 0; i < topic->n_examples; i++) {
        expect_example(schemas, json_array_get(examples, i), record);
    }
    g_free(record);
    json_decref(examples);
    schemas_free(schemas);
}

static void test_keys(void) {
    json_t *examples = read_examples();
    for (size_t i = 0; i < topic->n_examples; i++) {
        const json_t *example = json_array_get(examples, i);
        const json_t *key = json_object_get(example, "key");
        const json_t *event = json_object_get(example, "event");
        CU_ASSERT_TRUE(json_equal(key, json_object_get(event, "child_ref")));
        CU_ASSERT_EQUAL(rd_kafka_msg_partitioner_murmur2_random(
                            NULL, json_string_value(key), json_string_length(key), 12, NULL, NULL),
                        json_integer_value(json_object_get(example, "partition")));
    }
    json_decref(examples);
}

int topic_suite_run(const struct topic *tested) {
    const struct test tests[] = {
        {"the field table is the schema: names, order, types, nulls, symbols", test_table},
        {"a field may be null if it has a default, and is ignored in the order if marked so",
         test_orders_and_defaults},
        {"what does not count for the winner is ignored", test_ignored},
        {"the examples read as they say, and are written as fastavro wrote them", test_examples},
        {"the key of an example is its child, on the partition that it says", test_keys},
        {NULL, NULL},
    };
    topic = tested;
    return suite_run(topic->name, tests);
}
