#include <string.h>

#include "runtime/plan.h"

struct target {
    uint8_t *at;
    uint8_t *end;
};

static bool put_record(struct target *to, const struct field *fields, size_t n_fields,
                       const uint8_t *record);

static bool put_byte(struct target *to, uint8_t byte) {
    if (to->at == to->end) {
        return false;
    }
    *to->at++ = byte;
    return true;
}

static bool put_long(struct target *to, int64_t value) {
    uint64_t bits = (uint64_t)value << 1 ^ -(uint64_t)(value < 0);
    for (; bits >= 0x80; bits >>= 7) {
        if (!put_byte(to, (uint8_t)(bits | 0x80))) {
            return false;
        }
    }
    return put_byte(to, (uint8_t)bits);
}

static bool put_int(struct target *to, int64_t value) {
    return value >= INT32_MIN && value <= INT32_MAX && put_long(to, value);
}

static bool put_text(struct target *to, struct text text) {
    if (text.length > PLAN_STRING_LIMIT || !put_long(to, (int64_t)text.length) ||
        (size_t)(to->end - to->at) < text.length) {
        return false;
    }
    memcpy(to->at, text.bytes, text.length);
    to->at += text.length;
    return true;
}

/* One block of all items, and the empty block that ends an array. */
static bool put_texts(struct target *to, const struct texts *texts) {
    if (texts->count > TEXTS_KEPT || (texts->count > 0 && !put_long(to, (int64_t)texts->count))) {
        return false;
    }
    for (size_t i = 0; i < texts->count; i++) {
        if (texts->items[i].bytes == NULL || !put_text(to, texts->items[i])) {
            return false;
        }
    }
    return put_byte(to, 0);
}

static bool is_null(const struct field *field, const uint8_t *member) {
    switch (field->type) {
    case FIELD_INT:
    case FIELD_LONG:
        return *(const int64_t *)member == NUMBER_NULL;
    case FIELD_BOOLEAN:
    case FIELD_ENUM:
        return *(const int8_t *)member == SYMBOL_NULL;
    case FIELD_STRING:
        return ((const struct text *)member)->bytes == NULL;
    case FIELD_STRINGS:
        return false;
    case FIELD_RECORD:
        break;
    }
    return !*(const bool *)member;
}

static bool put_value(struct target *to, const struct field *field, const uint8_t *member) {
    switch (field->type) {
    case FIELD_INT:
        return put_int(to, *(const int64_t *)member);
    case FIELD_LONG:
        return put_long(to, *(const int64_t *)member);
    case FIELD_BOOLEAN:
        return put_byte(to, (uint8_t) * (const int8_t *)member);
    case FIELD_ENUM:
        return put_long(to, *(const int8_t *)member);
    case FIELD_STRING:
        return put_text(to, *(const struct text *)member);
    case FIELD_STRINGS:
        return put_texts(to, (const struct texts *)member);
    case FIELD_RECORD:
        break;
    }
    return put_record(to, field->fields, field->n_fields, member);
}

static bool put_field(struct target *to, const struct field *field, const uint8_t *member) {
    if (is_null(field, member)) {
        return field->nullable && put_long(to, 0);
    }
    return (!field->nullable || put_long(to, 1)) && put_value(to, field, member);
}

static bool put_record(struct target *to, const struct field *fields, size_t n_fields,
                       const uint8_t *record) {
    for (size_t i = 0; i < n_fields; i++) {
        if (!put_field(to, &fields[i], record + fields[i].offset)) {
            return false;
        }
    }
    return true;
}

size_t record_encode(const struct field *fields, size_t n_fields, const void *record, uint8_t *to,
                     size_t size) {
    struct target target = {to, to + size};
    return put_record(&target, fields, n_fields, record) ? (size_t)(target.at - to) : 0;
}
