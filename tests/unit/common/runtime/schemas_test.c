/* From the folder of schemas and a message's value to a record. */
#include "runtime/schemas.h"

#include <glib.h>
#include <glib/gstdio.h>

#include "support/sample.h"
#include "support/suite.h"

/* As the older version of the sample had it: without the parts that may be null. Its
 * fingerprint and the sample's are fastavro's (Python, 1.13.1). */
static const char older_schema[] =
    "{\"type\":\"record\",\"name\":\"Sample\",\"namespace\":\"test\",\"fields\":["
    "{\"name\":\"name\",\"type\":\"string\"},{\"name\":\"small\",\"type\":\"int\"},"
    "{\"name\":\"large\",\"type\":\"int\"},{\"name\":\"flag\",\"type\":\"boolean\"},"
    "{\"name\":\"colour\",\"type\":{\"type\":\"enum\",\"name\":\"Colour\","
    "\"symbols\":[\"GREEN\",\"RED\"]}},"
    "{\"name\":\"words\",\"type\":{\"type\":\"array\",\"items\":\"string\"}}]}";

#define SAMPLE_PRINT \
    "\xc5"           \
    "\xa6"           \
    "\x7b"           \
    "\xc5"           \
    "\x12"           \
    "\x2f"           \
    "\x79"           \
    "\x97"
#define OLDER_PRINT \
    "\x98"          \
    "\x0e"          \
    "\x3b"          \
    "\xcd"          \
    "\x9e"          \
    "\xde"          \
    "\xd8"          \
    "\x5e"

static const struct input input = {.topic = "sample",
                                   .fields = sample_fields,
                                   .n_fields = SAMPLE_FIELDS,
                                   .record_size = sizeof(struct sample)};

struct folder {
    char *path;
    char *history;
    char *topic_history;
    GPtrArray *files;
};

static void folder_write(struct folder *folder, const char *directory, const char *name,
                         const char *text) {
    char *path = g_build_filename(directory, name, NULL);
    CU_ASSERT_TRUE(g_file_set_contents(path, text, -1, NULL));
    g_ptr_array_add(folder->files, path);
}

static struct folder folder_new(void) {
    struct folder folder = {.path = g_dir_make_tmp("schemas-XXXXXX", NULL)};
    folder.history = g_build_filename(folder.path, "history", NULL);
    folder.topic_history = g_build_filename(folder.history, "sample", NULL);
    folder.files = g_ptr_array_new_with_free_func(g_free);
    CU_ASSERT_EQUAL(g_mkdir_with_parents(folder.topic_history, 0700), 0);
    return folder;
}

static void folder_remove(struct folder *folder) {
    for (guint i = 0; i < folder->files->len; i++) {
        g_remove(g_ptr_array_index(folder->files, i));
    }
    g_rmdir(folder->topic_history);
    g_rmdir(folder->history);
    g_rmdir(folder->path);
    g_ptr_array_free(folder->files, TRUE);
    g_free(folder->topic_history);
    g_free(folder->history);
    g_free(folder->path);
}

/* The sample's schema and its older version. */
static struct schemas *load(void) {
    struct error error = {0};
    struct folder folder = folder_new();
    folder_write(&folder, folder.path, "sample.avsc", sample_schema);
    folder_write(&folder, folder.topic_history, "1.avsc", older_schema);
    folder_write(&folder, folder.topic_history, "README.md", "no schema");
    struct schemas *schemas = schemas_load(folder.path, &input, &error);
    CU_ASSERT_STRING_EQUAL(error.message, "");
    folder_remove(&folder);
    return schemas;
}

#define DECODE(schemas, literal, record) \
    schemas_decode(schemas, (struct text){literal, sizeof(literal) - 1}, record).reason

static void test_current(void) {
    struct schemas *schemas = load();
    struct sample s;
    CU_ASSERT_EQUAL(schemas_current_fingerprint(schemas), UINT64_C(0x97792f12c57ba6c5));
    CU_ASSERT_EQUAL(DECODE(schemas, "\xC3\x01" SAMPLE_PRINT SAMPLE_MESSAGE, &s), REASON_NONE);
    CU_ASSERT_EQUAL(s.large, -2);
    CU_ASSERT(text_equal(s.part.label, text_of("x")));
    schemas_free(schemas);
}

static void test_older(void) {
    static const char message[] = "\xC3\x01" OLDER_PRINT "\x02z\x02\x04\x01\x02\x00";
    struct schemas *schemas = load();
    struct sample s;
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_EQUAL(DECODE(schemas, message, &s), REASON_NONE);
        CU_ASSERT(text_equal(s.name, text_of("z")));
        CU_ASSERT_EQUAL(s.large, 2);
        CU_ASSERT_EQUAL(s.colour, 0);
        CU_ASSERT_EQUAL(s.maybe_small, NUMBER_NULL);
        CU_ASSERT_FALSE(s.part.known);
        CU_ASSERT_EQUAL(DECODE(schemas, "\xC3\x01" SAMPLE_PRINT SAMPLE_MESSAGE, &s), REASON_NONE);
        CU_ASSERT_EQUAL(s.colour, 2);
    }
    schemas_free(schemas);
}

static void test_frames(void) {
    struct schemas *schemas = load();
    struct sample s;
    CU_ASSERT_EQUAL(schemas_decode(schemas, TEXT_NULL, &s).reason, REASON_EMPTY);
    CU_ASSERT_EQUAL(DECODE(schemas, "", &s), REASON_BAD_FRAME);
    CU_ASSERT_EQUAL(DECODE(schemas, "\xC3", &s), REASON_BAD_FRAME);
    CU_ASSERT_EQUAL(DECODE(schemas,
                           "\xC3\x01"
                           "1234567",
                           &s),
                    REASON_BAD_FRAME);
    CU_ASSERT_EQUAL(DECODE(schemas,
                           "\xC3\x01"
                           "12345678",
                           &s),
                    REASON_UNKNOWN_SCHEMA);
    CU_ASSERT_EQUAL(DECODE(schemas, "\xC3\x02" SAMPLE_PRINT SAMPLE_MESSAGE, &s), REASON_BAD_FRAME);
    CU_ASSERT_EQUAL(DECODE(schemas, "\x00\x00\x00\x00\x01" SAMPLE_MESSAGE, &s),
                    REASON_UNKNOWN_SCHEMA);
    CU_ASSERT_EQUAL(DECODE(schemas, "\x00\x00\x00\x00", &s), REASON_BAD_FRAME);
    CU_ASSERT_EQUAL(DECODE(schemas, "{\"event_id\":1}", &s), REASON_BAD_FRAME);
    CU_ASSERT_EQUAL(DECODE(schemas, "\xC3\x01" SAMPLE_PRINT, &s), REASON_TRUNCATED);
    schemas_free(schemas);
}

static void test_null_record(void) {
    struct schemas *schemas = load();
    struct sample s;
    memset(&s, 0x5A, sizeof s);
    CU_ASSERT_EQUAL(DECODE(schemas, "no frame", &s), REASON_BAD_FRAME);
    CU_ASSERT_PTR_NULL(s.name.bytes);
    CU_ASSERT_EQUAL(s.small, NUMBER_NULL);
    schemas_free(schemas);
}

static void test_largest_message(void) {
    struct schemas *schemas = load();
    struct sample s;
    char *value = g_malloc0(MESSAGE_LIMIT + 1);
    memcpy(value, "\xC3\x01" SAMPLE_PRINT SAMPLE_MESSAGE, 10 + sizeof SAMPLE_MESSAGE - 1);
    CU_ASSERT_EQUAL(schemas_decode(schemas, (struct text){value, 262144}, &s).reason,
                    REASON_TRAILING_BYTES);
    CU_ASSERT_EQUAL(schemas_decode(schemas, (struct text){value, 262145}, &s).reason,
                    REASON_TOO_LARGE);
    g_free(value);
    schemas_free(schemas);
}

static void test_encode(void) {
    static const char message[] = "\xC3\x01" SAMPLE_PRINT SAMPLE_MESSAGE;
    struct schemas *schemas = load();
    struct sample s;
    uint8_t bytes[sizeof message];
    CU_ASSERT_EQUAL(DECODE(schemas, message, &s), REASON_NONE);
    CU_ASSERT_EQUAL(schemas_encode(schemas, &s, bytes, sizeof bytes), sizeof message - 1);
    CU_ASSERT_EQUAL(memcmp(bytes, message, sizeof message - 1), 0);
    for (size_t size = 0; size < sizeof message - 1; size++) {
        CU_ASSERT_EQUAL(schemas_encode(schemas, &s, bytes, size), 0);
    }
    schemas_free(schemas);
}

static void expect_refused(const char *current, const char *older, const char *file,
                           const char *message) {
    struct error error = {0};
    struct folder folder = folder_new();
    if (current != NULL) {
        folder_write(&folder, folder.path, "sample.avsc", current);
    }
    folder_write(&folder, folder.topic_history, "1.avsc", older);
    CU_ASSERT_PTR_NULL(schemas_load(folder.path, &input, &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, file));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, message));
    folder_remove(&folder);
}

static void test_refused(void) {
    expect_refused(NULL, older_schema, "/sample.avsc", "hint:");
    expect_refused("{", older_schema, "/sample.avsc", "no Avro schema");
    expect_refused(sample_schema, "{}", "/history/sample/1.avsc", "no Avro schema");
    expect_refused(older_schema, older_schema, "/sample.avsc", "field \"small\"");
}

static void test_no_history(void) {
    struct error error = {0};
    struct folder folder = folder_new();
    folder_write(&folder, folder.path, "sample.avsc", sample_schema);
    g_rmdir(folder.topic_history);
    struct schemas *schemas = schemas_load(folder.path, &input, &error);
    CU_ASSERT_PTR_NOT_NULL(schemas);
    schemas_free(schemas);
    folder_remove(&folder);
}

int main(void) {
    const struct test tests[] = {
        {"a message of the current schema is found by its fingerprint", test_current},
        {"a message of an older schema gets its defaults, and both may alternate", test_older},
        {"a frame is one of two, and an unknown schema has a reason of its own", test_frames},
        {"a record without a frame is all null", test_null_record},
        {"a message may have 256 KiB and not a byte more", test_largest_message},
        {"a record is written as it was read, frame included", test_encode},
        {"a folder that is not right stops the start and names the file", test_refused},
        {"a topic without older versions needs no folder for them", test_no_history},
        {NULL, NULL},
    };
    return suite_run("schemas", tests);
}
