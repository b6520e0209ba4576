/* Values in PostgreSQL's binary format: the fields of a COPY row, the elements of an array
 * parameter. Every value is its length in four bytes and its bytes, numbers big-endian; a null is
 * the length -1 and nothing more. */
#ifndef GOLDENTHREAD_RUNTIME_WIRE_H
#define GOLDENTHREAD_RUNTIME_WIRE_H

#include <libpq-fe.h>

#include "domain/day.h"
#include "domain/text.h"

/* Type numbers of pg_type.dat, the same in every release. */
#define WIRE_BYTEA ((Oid)17)
#define WIRE_INT8 ((Oid)20)
#define WIRE_INT4 ((Oid)23)
#define WIRE_TEXT ((Oid)25)
#define WIRE_DATE ((Oid)1082)

/* A growing buffer; zeroed is empty. Cleared, it keeps its memory for the next use. */
struct wire {
    uint8_t *bytes;
    size_t length, capacity;
};
void wire_clear(struct wire *wire);
void wire_free(struct wire *wire);

void wire_raw(struct wire *to, const void *bytes, size_t length);
void wire_raw_int2(struct wire *to, int16_t value);
void wire_raw_int4(struct wire *to, int32_t value);

/* The head of a one-dimensional array; `count` values of the type `element` follow. */
void wire_array(struct wire *to, Oid element, size_t count);

void wire_null(struct wire *to);
void wire_int2(struct wire *to, int16_t value);
void wire_int4(struct wire *to, int32_t value);
void wire_int8(struct wire *to, int64_t value);
void wire_date(struct wire *to, day_t day);          /* DAY_NONE: null */
void wire_text(struct wire *to, const char *text);   /* NULL: null */
void wire_bytes(struct wire *to, struct text bytes); /* text or bytea; TEXT_NULL: null */

#endif
