#include "runtime/schemas.h"

#include <glib.h>
#include <string.h>

#define SINGLE_OBJECT_HEADER 10 /* the marker and the fingerprint */
#define CONFLUENT_HEADER 5      /* 00 and the schema id */

static const uint8_t single_object_marker[2] = {0xC3, 0x01};

struct known {
    uint64_t fingerprint;
    struct plan *plan;
};

struct schemas {
    const struct input *input;
    struct known *known; /* the current schema first */
    size_t n_known;
    size_t last; /* the one that the last message was written by */
};

static bool add_schema(struct schemas *schemas, const char *path, struct error *error) {
    char *json = NULL;
    size_t length;
    GError *failure = NULL;
    if (!g_file_get_contents(path, &json, &length, &failure)) {
        error_set(error, ERROR_CONFIG,
                  "%s; hint: --schemas is the folder 'schemas' of this release", failure->message);
        g_error_free(failure);
        return false;
    }
    const struct input *input = schemas->input;
    bool is_current = schemas->n_known == 0;
    struct known known = {0};
    struct error cause = {0};
    known.plan = plan_new(json, length, input->fields, input->n_fields, &cause);
    bool ok = known.plan != NULL && schema_fingerprint(json, length, &known.fingerprint, &cause) &&
              (!is_current || schema_matches(json, length, input->fields, input->n_fields, &cause));
    g_free(json);
    if (!ok) {
        plan_free(known.plan);
        return error_set(error, ERROR_CONFIG, "schema %s: %s", path, cause.message);
    }
    schemas->known = g_renew(struct known, schemas->known, schemas->n_known + 1);
    schemas->known[schemas->n_known++] = known;
    return true;
}

/* A topic without a folder of older versions has none. */
static bool add_history(struct schemas *schemas, const char *folder, struct error *error) {
    GDir *dir = g_dir_open(folder, 0, NULL);
    if (dir == NULL) {
        return true;
    }
    bool ok = true;
    const char *name;
    while (ok && (name = g_dir_read_name(dir)) != NULL) {
        if (g_str_has_suffix(name, ".avsc")) {
            char *path = g_build_filename(folder, name, NULL);
            ok = add_schema(schemas, path, error);
            g_free(path);
        }
    }
    g_dir_close(dir);
    return ok;
}

struct schemas *schemas_load(const char *folder, const struct input *input, struct error *error) {
    struct schemas *schemas = g_new0(struct schemas, 1);
    schemas->input = input;
    char *current = g_strdup_printf("%s/%s.avsc", folder, input->topic);
    char *history = g_build_filename(folder, "history", input->topic, NULL);
    if (!add_schema(schemas, current, error) || !add_history(schemas, history, error)) {
        schemas_free(schemas);
        schemas = NULL;
    }
    g_free(history);
    g_free(current);
    return schemas;
}

void schemas_free(struct schemas *schemas) {
    if (schemas == NULL) {
        return;
    }
    for (size_t i = 0; i < schemas->n_known; i++) {
        plan_free(schemas->known[i].plan);
    }
    g_free(schemas->known);
    g_free(schemas);
}

struct schemas **schemas_load_all(const char *folder, const struct pipeline *pipeline,
                                  struct error *error) {
    char *avro = g_build_filename(folder, "avro", NULL);
    struct schemas **schemas = g_new0(struct schemas *, pipeline->n_inputs);
    bool loaded = true;
    for (size_t i = 0; loaded && i < pipeline->n_inputs; i++) {
        schemas[i] = schemas_load(avro, &pipeline->inputs[i], error);
        loaded = schemas[i] != NULL;
    }
    g_free(avro);
    if (!loaded) {
        schemas_free_all(schemas, pipeline);
        return NULL;
    }
    return schemas;
}

void schemas_free_all(struct schemas **schemas, const struct pipeline *pipeline) {
    for (size_t i = 0; schemas != NULL && i < pipeline->n_inputs; i++) {
        schemas_free(schemas[i]);
    }
    g_free(schemas);
}

uint64_t schemas_current_fingerprint(const struct schemas *schemas) {
    return schemas->known[0].fingerprint;
}

static uint64_t fingerprint_at(const char *bytes) {
    uint64_t fingerprint;
    memcpy(&fingerprint, bytes, sizeof fingerprint);
    return GUINT64_FROM_LE(fingerprint);
}

static const struct plan *find_plan(struct schemas *schemas, uint64_t fingerprint) {
    if (schemas->known[schemas->last].fingerprint == fingerprint) {
        return schemas->known[schemas->last].plan;
    }
    for (size_t i = 0; i < schemas->n_known; i++) {
        if (schemas->known[i].fingerprint == fingerprint) {
            schemas->last = i;
            return schemas->known[i].plan;
        }
    }
    return NULL;
}

/* The plan of a framed value, or NULL with the reason. */
static const struct plan *plan_of(struct schemas *schemas, struct text value, enum reason *reason) {
    if (value.bytes == NULL) {
        *reason = REASON_EMPTY;
        return NULL;
    }
    if (value.length > MESSAGE_LIMIT) {
        *reason = REASON_TOO_LARGE;
        return NULL;
    }
    bool confluent = value.length >= CONFLUENT_HEADER && value.bytes[0] == '\0';
    bool single_object =
        value.length >= SINGLE_OBJECT_HEADER &&
        memcmp(value.bytes, single_object_marker, sizeof single_object_marker) == 0;
    *reason = confluent || single_object ? REASON_UNKNOWN_SCHEMA : REASON_BAD_FRAME;
    return single_object ? find_plan(schemas, fingerprint_at(value.bytes + 2)) : NULL;
}

struct refusal schemas_decode(struct schemas *schemas, struct text value, void *record) {
    enum reason reason;
    const struct plan *plan = plan_of(schemas, value, &reason);
    if (plan == NULL) {
        plan_clear(schemas->known[0].plan, record);
        return (struct refusal){reason, ""};
    }
    struct text body = {value.bytes + SINGLE_OBJECT_HEADER, value.length - SINGLE_OBJECT_HEADER};
    return plan_decode(plan, body, record);
}

size_t schemas_encode(const struct schemas *schemas, const void *record, uint8_t *to, size_t size) {
    if (size < SINGLE_OBJECT_HEADER) {
        return 0;
    }
    uint64_t fingerprint = GUINT64_TO_LE(schemas->known[0].fingerprint);
    memcpy(to, single_object_marker, sizeof single_object_marker);
    memcpy(to + 2, &fingerprint, sizeof fingerprint);
    size_t length = record_encode(schemas->input->fields, schemas->input->n_fields, record,
                                  to + SINGLE_OBJECT_HEADER, size - SINGLE_OBJECT_HEADER);
    return length == 0 ? 0 : SINGLE_OBJECT_HEADER + length;
}
