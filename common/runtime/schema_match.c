#include <string.h>

#include "runtime/plan_internal.h"

static bool record_matches(avro_schema_t record, const struct field *fields, size_t n_fields,
                           const char **differs);

static bool symbols_match(avro_schema_t enumeration, const struct field *field) {
    if ((size_t)avro_schema_enum_number_of_symbols(enumeration) != field->n_symbols) {
        return false;
    }
    for (size_t i = 0; i < field->n_symbols; i++) {
        if (strcmp(avro_schema_enum_get(enumeration, (int)i), field->symbols[i]) != 0) {
            return false;
        }
    }
    return true;
}

static bool type_matches(avro_schema_t schema, const struct field *field, const char **differs) {
    if (is_avro_link(schema)) {
        schema = avro_schema_link_target(schema);
    }
    switch (field->type) {
    case FIELD_INT:
        return is_avro_int32(schema);
    case FIELD_LONG:
        return is_avro_int64(schema);
    case FIELD_BOOLEAN:
        return is_avro_boolean(schema);
    case FIELD_ENUM:
        return is_avro_enum(schema) && symbols_match(schema, field);
    case FIELD_STRING:
        return is_avro_string(schema);
    case FIELD_STRINGS:
        return is_avro_array(schema) && is_avro_string(avro_schema_array_items(schema));
    case FIELD_RECORD:
        return is_avro_record(schema) &&
               record_matches(schema, field->fields, field->n_fields, differs);
    }
    return false;
}

static bool field_matches(avro_schema_t schema, const struct field *field, const char **differs) {
    if (!field->nullable) {
        return type_matches(schema, field, differs);
    }
    return is_avro_union(schema) && avro_schema_union_size(schema) == 2 &&
           is_avro_null(avro_schema_union_branch(schema, 0)) &&
           type_matches(avro_schema_union_branch(schema, 1), field, differs);
}

/* *differs: the innermost field that does, or what the schema has more. */
static bool record_matches(avro_schema_t record, const struct field *fields, size_t n_fields,
                           const char **differs) {
    size_t n_written = avro_schema_record_size(record);
    for (size_t i = 0; i < n_fields; i++) {
        *differs = fields[i].name;
        if (i >= n_written ||
            strcmp(avro_schema_record_field_name(record, (int)i), fields[i].name) != 0 ||
            !field_matches(avro_schema_record_field_get_by_index(record, (int)i), &fields[i],
                           differs)) {
            return false;
        }
    }
    if (n_written > n_fields) {
        *differs = avro_schema_record_field_name(record, (int)n_fields);
    }
    return n_written == n_fields;
}

bool schema_matches(const char *json, size_t length, const struct field *fields, size_t n_fields,
                    struct error *error) {
    avro_schema_t schema = schema_parse(json, length, error);
    if (schema == NULL) {
        return false;
    }
    const char *differs = "";
    bool ok = is_avro_record(schema) && record_matches(schema, fields, n_fields, &differs);
    if (!ok) {
        error_set(
            error, ERROR_CONFIG,
            "field \"%s\" is not what this program writes; hint: install programs and schemas "
            "of one version",
            differs);
    }
    avro_schema_decref(schema);
    return ok;
}
