#include "support/avro_peer.h"

#include <avro.h>
#include <stdlib.h>
#include <string.h>

/* What Avro-C refuses here is a mistake of the test. */
static void must(int result) {
    if (result != 0) {
        g_error("Avro-C: %s", avro_strerror());
    }
}

static void append_fields(GString *json, struct random *random, int depth, int *names) {
    uint32_t n = 1 + random_below(random, 4);
    for (uint32_t i = 0; i < n; i++) {
        g_string_append_printf(json, "%s{\"name\":\"f%u\",\"type\":", i > 0 ? "," : "", i);
        avro_random_type(json, random, depth - 1, names);
        g_string_append_c(json, '}');
    }
}

/* Branches of a union must differ, and none may be a union. */
static void append_union(GString *json, struct random *random) {
    static const char *const branches[] = {"\"null\"", "\"long\"", "\"string\"", "\"double\"",
                                           "{\"type\":\"array\",\"items\":\"int\"}"};
    uint32_t first = random_below(random, G_N_ELEMENTS(branches));
    uint32_t n = 1 + random_below(random, G_N_ELEMENTS(branches));
    for (uint32_t i = 0; i < n; i++) {
        g_string_append_printf(json, "%s%s", i > 0 ? "," : "[",
                               branches[(first + i) % G_N_ELEMENTS(branches)]);
    }
    g_string_append_c(json, ']');
}

static void append_nested(GString *json, struct random *random, int depth, int *names) {
    switch (random_below(random, 4)) {
    case 0:
        g_string_append(json, "{\"type\":\"array\",\"items\":");
        avro_random_type(json, random, depth - 1, names);
        break;
    case 1:
        g_string_append(json, "{\"type\":\"map\",\"values\":");
        avro_random_type(json, random, depth - 1, names);
        break;
    default:
        g_string_append_printf(json, "{\"type\":\"record\",\"name\":\"N%d\",\"fields\":[",
                               (*names)++);
        append_fields(json, random, depth, names);
        g_string_append_c(json, ']');
        break;
    }
    g_string_append_c(json, '}');
}

void avro_random_type(GString *json, struct random *random, int depth, int *names) {
    static const char *const primitives[] = {"null",  "boolean", "int",   "long",
                                             "float", "double",  "bytes", "string"};
    uint32_t choice = random_below(random, depth > 0 ? 16 : 11);
    if (choice < G_N_ELEMENTS(primitives)) {
        g_string_append_printf(json, "\"%s\"", primitives[choice]);
    } else if (choice == 8) {
        g_string_append_printf(json, "{\"type\":\"fixed\",\"name\":\"N%d\",\"size\":%u}",
                               (*names)++, 1 + random_below(random, 20));
    } else if (choice == 9) {
        g_string_append_printf(
            json, "{\"type\":\"enum\",\"name\":\"N%d\",\"symbols\":[\"A\",\"B\",\"C\"]}",
            (*names)++);
    } else if (choice == 10) {
        append_union(json, random);
    } else {
        append_nested(json, random, depth, names);
    }
}

static int64_t random_number(struct random *random) {
    uint64_t bits = random_next(random);
    bits >>= random_below(random, 64);
    return (int64_t)(random_below(random, 2) == 0 ? bits : -bits);
}

static void fill_bytes(avro_value_t *value, struct random *random, size_t size, avro_type_t type) {
    char bytes[64];
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (char)(type == AVRO_STRING ? 'a' + random_below(random, 26)
                                              : random_below(random, 256));
    }
    bytes[size] = '\0';
    must(type == AVRO_STRING  ? avro_value_set_string_len(value, bytes, size + 1)
         : type == AVRO_BYTES ? avro_value_set_bytes(value, bytes, size)
                              : avro_value_set_fixed(value, bytes, size));
}

static void fill(avro_value_t *value, struct random *random);

static void fill_items(avro_value_t *value, struct random *random, avro_type_t type) {
    uint32_t n = random_below(random, 4);
    for (uint32_t i = 0; i < n; i++) {
        avro_value_t item;
        char key[8];
        g_snprintf(key, sizeof key, "k%u", i);
        must(type == AVRO_ARRAY ? avro_value_append(value, &item, NULL)
                                : avro_value_add(value, key, &item, NULL, NULL));
        fill(&item, random);
    }
}

static void fill_fields(avro_value_t *value, struct random *random) {
    size_t n = 0;
    must(avro_value_get_size(value, &n));
    for (size_t i = 0; i < n; i++) {
        avro_value_t field;
        must(avro_value_get_by_index(value, i, &field, NULL));
        fill(&field, random);
    }
}

static void fill_branch(avro_value_t *value, struct random *random) {
    avro_value_t branch;
    uint32_t n = (uint32_t)avro_schema_union_size(avro_value_get_schema(value));
    must(avro_value_set_branch(value, (int)random_below(random, n), &branch));
    fill(&branch, random);
}

static void fill(avro_value_t *value, struct random *random) {
    avro_type_t type = avro_value_get_type(value);
    switch (type) {
    case AVRO_NULL:
        must(avro_value_set_null(value));
        break;
    case AVRO_BOOLEAN:
        must(avro_value_set_boolean(value, (int)random_below(random, 2)));
        break;
    case AVRO_INT32:
        must(avro_value_set_int(value, (int32_t)random_number(random)));
        break;
    case AVRO_INT64:
        must(avro_value_set_long(value, random_number(random)));
        break;
    case AVRO_FLOAT:
        must(avro_value_set_float(value, 0.5f));
        break;
    case AVRO_DOUBLE:
        must(avro_value_set_double(value, 0.25));
        break;
    case AVRO_STRING:
    case AVRO_BYTES:
        fill_bytes(value, random, random_below(random, 40), type);
        break;
    case AVRO_FIXED:
        fill_bytes(value, random, (size_t)avro_schema_fixed_size(avro_value_get_schema(value)),
                   type);
        break;
    case AVRO_ENUM:
        must(avro_value_set_enum(value, (int)random_below(random, 3)));
        break;
    case AVRO_ARRAY:
    case AVRO_MAP:
        fill_items(value, random, type);
        break;
    case AVRO_UNION:
        fill_branch(value, random);
        break;
    default:
        fill_fields(value, random);
        break;
    }
}

/* An empty value of the schema; close_value writes it and frees everything. */
static avro_value_t open_value(const char *schema) {
    avro_schema_t parsed;
    avro_value_t value;
    must(avro_schema_from_json_length(schema, strlen(schema), &parsed));
    avro_value_iface_t *class = avro_generic_class_from_schema(parsed);
    must(avro_generic_value_new(class, &value));
    avro_value_iface_decref(class);
    avro_schema_decref(parsed);
    return value;
}

static size_t close_value(avro_value_t *value, uint8_t *to, size_t size) {
    avro_writer_t writer = avro_writer_memory((char *)to, (int64_t)size);
    size_t length = avro_value_write(writer, value) == 0 ? (size_t)avro_writer_tell(writer) : 0;
    avro_writer_free(writer);
    avro_value_decref(value);
    return length;
}

size_t avro_random_value(const char *schema, struct random *random, uint8_t *to, size_t size) {
    avro_value_t value = open_value(schema);
    fill(&value, random);
    return close_value(&value, to, size);
}

static void set_record(avro_value_t *value, const struct field *fields, size_t n_fields,
                       const uint8_t *record);

static void set_text(avro_value_t *value, struct text text) {
    char *string = g_strndup(text.bytes, text.length);
    must(avro_value_set_string_len(value, string, text.length + 1));
    g_free(string);
}

static void set_texts(avro_value_t *value, const struct texts *texts) {
    for (size_t i = 0; i < texts->count; i++) {
        avro_value_t item;
        must(avro_value_append(value, &item, NULL));
        set_text(&item, texts->items[i]);
    }
}

static void set_value(avro_value_t *value, const struct field *field, const uint8_t *member) {
    switch (field->type) {
    case FIELD_INT:
        must(avro_value_set_int(value, (int32_t) * (const int64_t *)member));
        break;
    case FIELD_LONG:
        must(avro_value_set_long(value, *(const int64_t *)member));
        break;
    case FIELD_BOOLEAN:
        must(avro_value_set_boolean(value, *(const int8_t *)member));
        break;
    case FIELD_ENUM:
        must(avro_value_set_enum(value, *(const int8_t *)member));
        break;
    case FIELD_STRING:
        set_text(value, *(const struct text *)member);
        break;
    case FIELD_STRINGS:
        set_texts(value, (const struct texts *)member);
        break;
    case FIELD_RECORD:
        set_record(value, field->fields, field->n_fields, member);
        break;
    }
}

static bool is_null(const struct field *field, const uint8_t *member) {
    switch (field->type) {
    case FIELD_INT:
    case FIELD_LONG:
        return *(const int64_t *)member == NUMBER_NULL;
    case FIELD_STRING:
        return ((const struct text *)member)->bytes == NULL;
    case FIELD_RECORD:
        return !*(const bool *)member;
    default:
        return *(const int8_t *)member == SYMBOL_NULL;
    }
}

static void set_union(avro_value_t *value, const struct field *field, const uint8_t *member) {
    avro_value_t branch;
    if (is_null(field, member)) {
        must(avro_value_set_branch(value, 0, &branch));
    } else {
        must(avro_value_set_branch(value, 1, &branch));
        set_value(&branch, field, member);
    }
}

static void set_record(avro_value_t *value, const struct field *fields, size_t n_fields,
                       const uint8_t *record) {
    for (size_t i = 0; i < n_fields; i++) {
        const uint8_t *member = record + fields[i].offset;
        avro_value_t field;
        must(avro_value_get_by_name(value, fields[i].name, &field, NULL));
        if (fields[i].nullable) {
            set_union(&field, &fields[i], member);
        } else {
            set_value(&field, &fields[i], member);
        }
    }
}

size_t avro_encode(const char *schema, const struct field *fields, size_t n_fields,
                   const void *record, uint8_t *to, size_t size) {
    avro_value_t value = open_value(schema);
    set_record(&value, fields, n_fields, record);
    return close_value(&value, to, size);
}
