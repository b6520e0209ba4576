/* Decoding of untrusted Avro bytes: a plan compiled once from a writer schema and a reader's field
 * table.
 *
 * Resolution: by field name; what the writer lacks takes its default (null; else the plan is
 * unresolvable), int widens to long, T and ["null", T] read each other, enum symbols go by name,
 * what the reader lacks is skipped. Every read is bounds-checked, nothing is allocated, and the
 * last byte read must be the last byte there is. The plan walks the bytes of an unresolvable schema
 * all the same, so that damaged bytes are called damaged. */
#ifndef GOLDENTHREAD_RUNTIME_PLAN_H
#define GOLDENTHREAD_RUNTIME_PLAN_H

#include "domain/event.h"
#include "domain/field.h"
#include "runtime/error.h"

#define PLAN_STRING_LIMIT \
    65536                     /* bytes of one string or bytes value: longer is REASON_BAD_LENGTH */
#define PLAN_ITEM_LIMIT 10000 /* items of one array or map: more is REASON_BAD_LENGTH */
#define PLAN_DEPTH_LIMIT 16   /* nesting of the writer's schema: deeper is REASON_TOO_DEEP */

struct plan;

/* NULL and *error (ERROR_CONFIG) when `json` is not a record schema that Avro-C accepts. A schema
 * that cannot be resolved to `fields` gives a plan that answers REASON_UNRESOLVABLE. */
struct plan *plan_new(const char *json, size_t length, const struct field *fields, size_t n_fields,
                      struct error *error);
void plan_free(struct plan *plan);

/* Fills the record (record_size bytes, any content) from the bytes. On refusal the record holds
 * what was read before, every other member null; texts point into `bytes`. The reason is the first
 * of enum reason that applies: a bad enum, boolean or UTF-8 is remembered and reading goes on. */
struct refusal plan_decode(const struct plan *plan, struct text bytes, void *record);

/* CRC-64-AVRO of the schema's Parsing Canonical Form. */
bool schema_fingerprint(const char *json, size_t length, uint64_t *fingerprint,
                        struct error *error);
/* The Parsing Canonical Form itself; the caller frees. NULL and *error when it is no schema. */
char *schema_canonical_form(const char *json, size_t length, struct error *error);
uint64_t crc64_avro(const void *bytes, size_t length);

/* Writes the record as the field table's own schema has it; returns the bytes written, or 0 when
 * `size` is short. */
size_t record_encode(const struct field *fields, size_t n_fields, const void *record, uint8_t *to,
                     size_t size);

#endif
