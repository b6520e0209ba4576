/* clang-format off */
/* The reader's side of a schema: which Avro field goes into which member of a C struct.
 *
 * One table serves decoding (with schema resolution), encoding, comparing and checking; its order is
 * the order of the fields in schemas/avro, and a test holds the two against each other. In memory:
 *
 *   int, long        int64_t        null: INT64_MIN (a value of INT64_MIN on the wire becomes
 *                                   INT64_MIN + 1, which lies outside every range that is checked)
 *   boolean          int8_t         null: -1
 *   enum             int8_t         index into `symbols`; null: -1
 *   string           struct text    null: bytes == NULL; points into the message
 *   array of string  struct texts   the count as sent, the first TEXTS_KEPT items
 *   record           a struct whose first member is `bool known`, false for null */
/* clang-format on */
#ifndef GOLDENTHREAD_DOMAIN_FIELD_H
#define GOLDENTHREAD_DOMAIN_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/text.h"

#define NUMBER_NULL INT64_MIN
#define SYMBOL_NULL (-1)
#define TEXTS_KEPT 4

struct texts {
    size_t count;
    struct text items[TEXTS_KEPT];
};

enum field_type {
    FIELD_INT,
    FIELD_LONG,
    FIELD_BOOLEAN,
    FIELD_ENUM,
    FIELD_STRING,
    FIELD_STRINGS,
    FIELD_RECORD,
};

/* What the fold does with a field. */
enum field_part {
    PART_ENVELOPE, /* compared, a VOID's too */
    PART_IGNORED,  /* "order": "ignore" */
    PART_OWN,      /* compared between ASSERTs; differing at equal revision is a conflict */
};

struct field {
    const char *name;
    enum field_type type;
    bool nullable; /* ["null", T], default null; anything else has no default */
    enum field_part part;
    size_t offset; /* of the member in the record */
    const char *const *symbols;
    size_t n_symbols; /* FIELD_ENUM */
    const struct field *fields;
    size_t n_fields; /* FIELD_RECORD; offsets are within its struct */
};

/* Rows of a field table. */
#define FIELD(name, type, nullable, part, offset) \
    { name, type, nullable, part, offset, NULL, 0, NULL, 0 }
#define ENUM_FIELD(name, nullable, part, offset, symbols, n_symbols) \
    { name, FIELD_ENUM, nullable, part, offset, symbols, n_symbols, NULL, 0 }
#define RECORD_FIELD(name, nullable, part, offset, fields, n_fields) \
    { name, FIELD_RECORD, nullable, part, offset, NULL, 0, fields, n_fields }

/* Avro's sort order over the fields not ignored: -1, 0, 1. With `own` false the comparison leaves
 * the own fields out, as between two VOIDs. */
int record_compare(const struct field *fields, size_t n_fields, const void *a, const void *b,
                   bool own);

/* Whether any own field differs. */
bool record_own_differs(const struct field *fields, size_t n_fields, const void *a, const void *b);

#endif
