#include "goldenthread/event_json.h"

#include <glib.h>

#include "runtime/plan.h"

static bool wrong(struct event_mistake *mistake, enum reason reason, const char *field,
                  const char *why) {
    mistake->reason = reason;
    g_strlcpy(mistake->field, field, sizeof mistake->field);
    mistake->why = why;
    return false;
}

static bool put_number(const struct field *field, const json_t *value, void *member,
                       struct event_mistake *mistake) {
    if (!json_is_integer(value)) {
        return wrong(mistake, REASON_NONE, field->name, "is no whole number");
    }
    const int64_t number = json_integer_value(value);
    if (field->type == FIELD_INT && (number < INT32_MIN || number > INT32_MAX)) {
        return wrong(mistake, REASON_NONE, field->name, "is beyond an int of 32 bits");
    }
    *(int64_t *)member = number == NUMBER_NULL ? number + 1 : number;
    return true;
}

static bool put_boolean(const struct field *field, const json_t *value, void *member,
                        struct event_mistake *mistake) {
    *(int8_t *)member = json_is_true(value);
    return json_is_boolean(value) ||
           wrong(mistake, REASON_NONE, field->name, "is neither true nor false");
}

static bool put_symbol(const struct field *field, const json_t *value, void *member,
                       struct event_mistake *mistake) {
    const char *text = json_string_value(value);
    for (size_t i = 0; text != NULL && i < field->n_symbols; i++) {
        if (g_str_equal(field->symbols[i], text)) {
            *(int8_t *)member = (int8_t)i;
            return true;
        }
    }
    return wrong(mistake, REASON_NONE, field->name, "is none of the enum's symbols");
}

static bool put_text(const struct field *field, const json_t *value, struct text *to,
                     struct event_mistake *mistake) {
    if (!json_is_string(value)) {
        return wrong(mistake, REASON_NONE, field->name, "is no string");
    }
    *to = (struct text){json_string_value(value), json_string_length(value)};
    return to->length <= PLAN_STRING_LIMIT ||
           wrong(mistake, REASON_BAD_LENGTH, field->name, "is a string over 64 KiB");
}

static bool put_texts(const struct field *field, const json_t *value, struct texts *to,
                      struct event_mistake *mistake) {
    if (!json_is_array(value)) {
        return wrong(mistake, REASON_NONE, field->name, "is no array");
    }
    to->count = MIN(json_array_size(value), TEXTS_KEPT);
    for (size_t i = 0; i < to->count; i++) {
        if (!put_text(field, json_array_get(value, i), &to->items[i], mistake)) {
            return false;
        }
    }
    return true;
}

static bool put_value(const struct field *field, const json_t *value, void *member,
                      struct event_mistake *mistake) {
    switch (field->type) {
    case FIELD_INT:
    case FIELD_LONG:
        return put_number(field, value, member, mistake);
    case FIELD_BOOLEAN:
        return put_boolean(field, value, member, mistake);
    case FIELD_ENUM:
        return put_symbol(field, value, member, mistake);
    case FIELD_STRING:
        return put_text(field, value, member, mistake);
    case FIELD_STRINGS:
        return put_texts(field, value, member, mistake);
    case FIELD_RECORD:
        break;
    }
    *(bool *)member = true;
    return json_is_object(value)
               ? event_from_json(field->fields, field->n_fields, value, member, mistake)
               : wrong(mistake, REASON_NONE, field->name, "is no object");
}

static void put_null(const struct field *field, void *member) {
    switch (field->type) {
    case FIELD_INT:
    case FIELD_LONG:
        *(int64_t *)member = NUMBER_NULL;
        break;
    case FIELD_BOOLEAN:
    case FIELD_ENUM:
        *(int8_t *)member = SYMBOL_NULL;
        break;
    case FIELD_STRING:
        *(struct text *)member = TEXT_NULL;
        break;
    case FIELD_STRINGS:
        *(struct texts *)member = (struct texts){0};
        break;
    case FIELD_RECORD:
        *(bool *)member = false;
        break;
    }
}

static bool put_field(const struct field *field, const json_t *value, void *member,
                      struct event_mistake *mistake) {
    if (value != NULL && !json_is_null(value)) {
        return put_value(field, value, member, mistake);
    }
    put_null(field, member);
    return field->nullable || wrong(mistake, REASON_NONE, field->name,
                                    value == NULL ? "is missing" : "may not be null");
}

/* An Avro library passes over a member that it knows no field of, and a misspelt one is lost. */
static bool members_known(const struct field *fields, size_t n_fields, const json_t *event,
                          struct event_mistake *mistake) {
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)event, name, value) {
        size_t i = 0;
        while (i < n_fields && !g_str_equal(fields[i].name, name)) {
            i++;
        }
        if (i == n_fields) {
            return wrong(mistake, REASON_NONE, name, "is no field of the schema");
        }
    }
    return true;
}

bool event_from_json(const struct field *fields, size_t n_fields, const json_t *event, void *record,
                     struct event_mistake *mistake) {
    bool done = members_known(fields, n_fields, event, mistake);
    for (size_t i = 0; done && i < n_fields; i++) {
        done = put_field(&fields[i], json_object_get(event, fields[i].name),
                         (char *)record + fields[i].offset, mistake);
    }
    return done;
}
