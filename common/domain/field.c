#include "domain/field.h"

static int number_compare(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

/* Item by item, then the shorter first. */
static int texts_compare(const struct texts *a, const struct texts *b) {
    for (size_t i = 0; i < TEXTS_KEPT && i < a->count && i < b->count; i++) {
        int order = text_compare(a->items[i], b->items[i]);
        if (order != 0) {
            return order;
        }
    }
    return (a->count > b->count) - (a->count < b->count);
}

/* A record in a record, its `known` first: null lies below any. */
static int nested_compare(const struct field *field, const void *a, const void *b, bool own) {
    bool known_a = *(const bool *)a, known_b = *(const bool *)b;
    if (!known_a || !known_b) {
        return known_a - known_b;
    }
    return record_compare(field->fields, field->n_fields, a, b, own);
}

/* The null of every other type lies below its values in memory too, as the first branch of the
 * union asks for. */
static int field_compare(const struct field *field, const void *record_a, const void *record_b,
                         bool own) {
    const void *a = (const char *)record_a + field->offset;
    const void *b = (const char *)record_b + field->offset;
    switch (field->type) {
    case FIELD_INT:
    case FIELD_LONG:
        return number_compare(*(const int64_t *)a, *(const int64_t *)b);
    case FIELD_BOOLEAN:
    case FIELD_ENUM:
        return number_compare(*(const int8_t *)a, *(const int8_t *)b);
    case FIELD_STRING:
        return text_compare(*(const struct text *)a, *(const struct text *)b);
    case FIELD_STRINGS:
        return texts_compare(a, b);
    case FIELD_RECORD:
    default:
        return nested_compare(field, a, b, own);
    }
}

int record_compare(const struct field *fields, size_t n_fields, const void *a, const void *b,
                   bool own) {
    for (const struct field *field = fields; field < fields + n_fields; field++) {
        if (field->part == PART_IGNORED || (field->part == PART_OWN && !own)) {
            continue;
        }
        int order = field_compare(field, a, b, own);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

bool record_own_differs(const struct field *fields, size_t n_fields, const void *a, const void *b) {
    for (const struct field *field = fields; field < fields + n_fields; field++) {
        if (field->part == PART_OWN && field_compare(field, a, b, true) != 0) {
            return true;
        }
    }
    return false;
}
