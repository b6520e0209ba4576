#include "runtime/wire.h"

#include <glib.h>

#define FIRST_CAPACITY 4096
#define POSTGRES_DAY_ZERO 10957 /* 2000-01-01, from where PostgreSQL counts dates */

void wire_clear(struct wire *wire) {
    wire->length = 0;
}

void wire_free(struct wire *wire) {
    g_free(wire->bytes);
    *wire = (struct wire){0};
}

static uint8_t *wire_room(struct wire *wire, size_t length) {
    if (wire->capacity - wire->length < length) {
        size_t capacity = MAX(wire->capacity * 2, FIRST_CAPACITY);
        wire->capacity = MAX(capacity, wire->length + length);
        wire->bytes = g_realloc(wire->bytes, wire->capacity);
    }
    uint8_t *room = wire->bytes + wire->length;
    wire->length += length;
    return room;
}

void wire_raw(struct wire *to, const void *bytes, size_t length) {
    memcpy(wire_room(to, length), bytes, length);
}

void wire_raw_int2(struct wire *to, int16_t value) {
    int16_t big_endian = GINT16_TO_BE(value);
    wire_raw(to, &big_endian, sizeof big_endian);
}

void wire_raw_int4(struct wire *to, int32_t value) {
    int32_t big_endian = GINT32_TO_BE(value);
    wire_raw(to, &big_endian, sizeof big_endian);
}

void wire_array(struct wire *to, Oid element, size_t count) {
    wire_raw_int4(to, 1); /* dimensions */
    wire_raw_int4(to, 1); /* there may be nulls */
    wire_raw_int4(to, (int32_t)element);
    wire_raw_int4(to, (int32_t)count);
    wire_raw_int4(to, 1); /* the first subscript */
}

void wire_null(struct wire *to) {
    wire_raw_int4(to, -1);
}

void wire_int2(struct wire *to, int16_t value) {
    wire_raw_int4(to, sizeof value);
    wire_raw_int2(to, value);
}

void wire_int4(struct wire *to, int32_t value) {
    wire_raw_int4(to, sizeof value);
    wire_raw_int4(to, value);
}

void wire_int8(struct wire *to, int64_t value) {
    int64_t big_endian = GINT64_TO_BE(value);
    wire_raw_int4(to, sizeof big_endian);
    wire_raw(to, &big_endian, sizeof big_endian);
}

void wire_date(struct wire *to, day_t day) {
    if (day == DAY_NONE) {
        wire_null(to);
    } else {
        wire_int4(to, day - POSTGRES_DAY_ZERO);
    }
}

void wire_bytes(struct wire *to, struct text bytes) {
    if (bytes.bytes == NULL) {
        wire_null(to);
    } else {
        wire_raw_int4(to, (int32_t)bytes.length);
        wire_raw(to, bytes.bytes, bytes.length);
    }
}

void wire_text(struct wire *to, const char *text) {
    wire_bytes(to, text == NULL ? TEXT_NULL : text_of(text));
}
