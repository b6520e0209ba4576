#include "runtime/plan_internal.h"

#define CRC64_EMPTY UINT64_C(0xC15D213AA4D7A795)

static void append_schema(GString *to, avro_schema_t schema);

static void append_full_name(GString *to, avro_schema_t named) {
    const char *space = avro_schema_namespace(named);
    bool has_space = space != NULL && *space != '\0';
    g_string_append_printf(to, "\"%s%s%s\"", has_space ? space : "", has_space ? "." : "",
                           avro_schema_name(named));
}

static void append_head(GString *to, avro_schema_t named, const char *type) {
    g_string_append(to, "{\"name\":");
    append_full_name(to, named);
    g_string_append_printf(to, ",\"type\":\"%s\",", type);
}

static void append_record(GString *to, avro_schema_t record) {
    append_head(to, record, "record");
    g_string_append(to, "\"fields\":[");
    int n = (int)avro_schema_record_size(record);
    for (int i = 0; i < n; i++) {
        g_string_append_printf(to, "%s{\"name\":\"%s\",\"type\":", i > 0 ? "," : "",
                               avro_schema_record_field_name(record, i));
        append_schema(to, avro_schema_record_field_get_by_index(record, i));
        g_string_append_c(to, '}');
    }
    g_string_append(to, "]}");
}

static void append_enum(GString *to, avro_schema_t enumeration) {
    append_head(to, enumeration, "enum");
    g_string_append(to, "\"symbols\":[");
    int n = avro_schema_enum_number_of_symbols(enumeration);
    for (int i = 0; i < n; i++) {
        g_string_append_printf(to, "%s\"%s\"", i > 0 ? "," : "",
                               avro_schema_enum_get(enumeration, i));
    }
    g_string_append(to, "]}");
}

static void append_fixed(GString *to, avro_schema_t fixed) {
    append_head(to, fixed, "fixed");
    g_string_append_printf(to, "\"size\":%" G_GINT64_FORMAT "}", avro_schema_fixed_size(fixed));
}

static void append_items(GString *to, const char *head, avro_schema_t items) {
    g_string_append(to, head);
    append_schema(to, items);
    g_string_append_c(to, '}');
}

static void append_union(GString *to, avro_schema_t choice) {
    g_string_append_c(to, '[');
    int n = (int)avro_schema_union_size(choice);
    for (int i = 0; i < n; i++) {
        g_string_append(to, i > 0 ? "," : "");
        append_schema(to, avro_schema_union_branch(choice, i));
    }
    g_string_append_c(to, ']');
}

static void append_schema(GString *to, avro_schema_t schema) {
    switch (avro_typeof(schema)) {
    case AVRO_RECORD:
        append_record(to, schema);
        break;
    case AVRO_ENUM:
        append_enum(to, schema);
        break;
    case AVRO_FIXED:
        append_fixed(to, schema);
        break;
    case AVRO_MAP:
        append_items(to, "{\"type\":\"map\",\"values\":", avro_schema_map_values(schema));
        break;
    case AVRO_ARRAY:
        append_items(to, "{\"type\":\"array\",\"items\":", avro_schema_array_items(schema));
        break;
    case AVRO_UNION:
        append_union(to, schema);
        break;
    case AVRO_LINK: /* the parser leaves one wherever a type is named again */
        append_full_name(to, avro_schema_link_target(schema));
        break;
    default:
        g_string_append_printf(to, "\"%s\"", avro_schema_type_name(schema));
        break;
    }
}

avro_schema_t schema_parse(const char *json, size_t length, struct error *error) {
    avro_schema_t schema = NULL;
    if (avro_schema_from_json_length(json, length, &schema) != 0) {
        error_set(error, ERROR_CONFIG, "no Avro schema: %s; hint: check its JSON", avro_strerror());
        return NULL;
    }
    return schema;
}

char *schema_canonical_form(const char *json, size_t length, struct error *error) {
    avro_schema_t schema = schema_parse(json, length, error);
    if (schema == NULL) {
        return NULL;
    }
    GString *form = g_string_new(NULL);
    append_schema(form, schema);
    avro_schema_decref(schema);
    return g_string_free(form, FALSE);
}

uint64_t crc64_avro(const void *bytes, size_t length) {
    const uint8_t *at = bytes;
    uint64_t crc = CRC64_EMPTY;
    for (size_t i = 0; i < length; i++) {
        crc ^= at[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (CRC64_EMPTY & -(crc & 1));
        }
    }
    return crc;
}

bool schema_fingerprint(const char *json, size_t length, uint64_t *fingerprint,
                        struct error *error) {
    char *form = schema_canonical_form(json, length, error);
    if (form == NULL) {
        return false;
    }
    *fingerprint = crc64_avro(form, strlen(form));
    g_free(form);
    return true;
}
