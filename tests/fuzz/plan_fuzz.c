/* Any bytes, decoded by one of three plans (the first byte says which), must be refused or come to
 * a record that can be written and read again. Built with clang and -DFUZZ=ON:
 *
 *     cmake --preset fuzz && cmake --build build/fuzz --target fuzz.plan
 *     build/fuzz/fuzz/plan -max_total_time=600 NEW_CORPUS tests/fuzz/corpus/plan */
#include <glib.h>

#include "absence/absence.h"
#include "runtime/plan.h"
#include "support/sample.h"

#define ROOM (512 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Every type there is, in front of the one field that the reader knows. */
static const char skipped_schema[] =
    "{\"type\":\"record\",\"name\":\"R\",\"fields\":["
    "{\"name\":\"a\",\"type\":[\"null\",\"R\",\"bytes\",\"double\"]},"
    "{\"name\":\"b\",\"type\":{\"type\":\"map\",\"values\":{\"type\":\"array\",\"items\":\"R\"}}},"
    "{\"name\":\"c\",\"type\":{\"type\":\"array\",\"items\":\"null\"}},"
    "{\"name\":\"d\",\"type\":{\"type\":\"fixed\",\"name\":\"F\",\"size\":3}},"
    "{\"name\":\"e\",\"type\":{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}},"
    "{\"name\":\"f\",\"type\":\"float\"},{\"name\":\"g\",\"type\":\"boolean\"},"
    "{\"name\":\"x\",\"type\":\"int\"}]}";
static const struct field x = FIELD("x", FIELD_LONG, false, PART_OWN, 0);

union record {
    struct absence absence;
    struct sample sample;
    int64_t x;
};

struct target {
    struct plan *plan;
    const struct field *fields;
    size_t n_fields;
    bool writable; /* the schema is the table's own */
};

static struct target target_new(const char *schema, size_t length, const struct field *fields,
                                size_t n_fields, bool writable) {
    struct error error = {0};
    struct target target = {plan_new(schema, length, fields, n_fields, &error), fields, n_fields,
                            writable};
    if (target.plan == NULL) {
        g_error("%s", error.message);
    }
    return target;
}

static struct target absence_target(void) {
    char *schema = NULL;
    size_t length = 0;
    if (!g_file_get_contents(SOURCE_DIR "/schemas/avro/absence.avsc", &schema, &length, NULL)) {
        g_error("no schema");
    }
    struct target target = target_new(schema, length, absence_fields, ABSENCE_FIELDS, true);
    g_free(schema);
    return target;
}

static void expect_same_again(const struct target *target, const union record *record) {
    static uint8_t bytes[ROOM];
    union record again;
    size_t length = record_encode(target->fields, target->n_fields, record, bytes, ROOM);
    struct text message = {(const char *)bytes, length};
    if (length == 0 || plan_decode(target->plan, message, &again).reason != REASON_NONE ||
        record_compare(target->fields, target->n_fields, record, &again, true) != 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct target targets[3];
    if (targets[0].plan == NULL) {
        targets[0] = absence_target();
        targets[1] =
            target_new(sample_schema, strlen(sample_schema), sample_fields, SAMPLE_FIELDS, true);
        targets[2] = target_new(skipped_schema, strlen(skipped_schema), &x, 1, false);
    }
    if (length == 0) {
        return 0;
    }
    const struct target *target = &targets[*bytes % G_N_ELEMENTS(targets)];
    union record record;
    struct text message = {(const char *)bytes + 1, length - 1};
    struct refusal refusal = plan_decode(target->plan, message, &record);
    bool kept_whole = target != &targets[1] || record.sample.words.count <= TEXTS_KEPT;
    if (refusal.reason == REASON_NONE && target->writable && kept_whole) {
        expect_same_again(target, &record);
    }
    return 0;
}
