/* Decoding of untrusted Avro bytes: a plan compiled once from a writer schema and a reader's field
 * table.
 *
 * Resolution: by field name; what the writer lacks is null, and unresolvable where null is not
 * allowed; int widens to long; T and ["null", T] read each other; enum symbols go by name; what the
 * reader lacks is skipped. Anything else that does not match is unresolvable, for the messages
 * whose bytes come to it.
 *
 * Every read is bounds-checked, nothing is allocated, the work is bounded by the bytes, and the
 * last byte read must be the last byte there is. Skipped values are checked like kept ones, and so
 * are the bytes of an unresolvable schema, so that damaged bytes are called damaged. */
#ifndef GOLDENTHREAD_RUNTIME_PLAN_H
#define GOLDENTHREAD_RUNTIME_PLAN_H

#include "domain/event.h"
#include "domain/field.h"
#include "runtime/error.h"

/* Bytes of a string or a bytes value. More is REASON_BAD_LENGTH, as a negative length is; a length
 * beyond the last byte of the message is REASON_TRUNCATED, however large. */
#define PLAN_STRING_LIMIT 65536
/* Items of an array or a map, all its blocks together. More is REASON_BAD_LENGTH, and so is a block
 * that is not as long as it says. */
#define PLAN_ITEM_LIMIT 10000
/* Records, arrays and maps within each other, the message itself included. More is
 * REASON_TOO_DEEP. */
#define PLAN_DEPTH_LIMIT 16

struct plan;

/* NULL and *error (ERROR_CONFIG) when `json` is not a record schema that Avro-C accepts, or has two
 * fields of one name or a fixed of negative size. A schema that cannot be resolved to `fields`
 * gives a plan that answers REASON_UNRESOLVABLE. The table must outlive the plan. */
struct plan *plan_new(const char *json, size_t length, const struct field *fields, size_t n_fields,
                      struct error *error);
void plan_free(struct plan *plan);

/* Makes every member of the record null. */
void plan_clear(const struct plan *plan, void *record);

/* Fills the record (any content) from the bytes. On refusal the record holds what was read before,
 * every other member null; texts point into `bytes`.
 *
 * The reason is the first of enum reason that was found. Bad enums, booleans and UTF-8 and what is
 * unresolvable are remembered while reading goes on; anything else ends it, because where the next
 * value begins is not known or not worth knowing. An int is 32 bits wide, else REASON_BAD_VARINT;
 * an index of an enum or a union that does not exist is REASON_BAD_ENUM. The field is the innermost
 * one of the reader's, "" within what the reader lacks. */
struct refusal plan_decode(const struct plan *plan, struct text bytes, void *record);

/* CRC-64-AVRO of the schema's Parsing Canonical Form; false and *error when it is no schema. */
bool schema_fingerprint(const char *json, size_t length, uint64_t *fingerprint,
                        struct error *error);
/* The Parsing Canonical Form itself; g_free it. NULL and *error when it is no schema. */
char *schema_canonical_form(const char *json, size_t length, struct error *error);
/* CRC-64-AVRO of bytes. */
uint64_t crc64_avro(const void *bytes, size_t length);

/* Writes the record as the field table's own schema has it. Returns the bytes written, or 0 when
 * `size` is short or the record cannot be written: null where that is not allowed, a number beyond
 * an int, a string beyond PLAN_STRING_LIMIT, more than TEXTS_KEPT strings in an array. */
size_t record_encode(const struct field *fields, size_t n_fields, const void *record, uint8_t *to,
                     size_t size);

/* Whether the schema is the field table's own: the same fields, types, nulls and symbols in the
 * same order. False and *error names the first field that differs. */
bool schema_matches(const char *json, size_t length, const struct field *fields, size_t n_fields,
                    struct error *error);

#endif
