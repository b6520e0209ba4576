/* The writer schemas that a consumer knows, and the way from a message's value to a record.
 *
 * Known are schemas/avro/<topic>.avsc and schemas/avro/history/<topic>/<any name>.avsc, found by
 * fingerprint. Framing: C3 01, 8 bytes little-endian fingerprint (Avro single-object encoding), or
 * 00, 4 bytes big-endian schema id (Confluent), recognised but REASON_UNKNOWN_SCHEMA until a
 * registry is configured. */
#ifndef GOLDENTHREAD_RUNTIME_SCHEMAS_H
#define GOLDENTHREAD_RUNTIME_SCHEMAS_H

#include "runtime/pipeline.h"
#include "runtime/plan.h"

#define MESSAGE_LIMIT (256 * 1024) /* bytes of a value: more is REASON_TOO_LARGE */

struct schemas;

/* Reads the schemas of one input from `folder` (schemas/avro). NULL and *error (ERROR_CONFIG) names
 * the file: one that is no schema, or a <topic>.avsc that is not what the field table writes. The
 * input must outlive the schemas. */
struct schemas *schemas_load(const char *folder, const struct input *input, struct error *error);
void schemas_free(struct schemas *schemas);

/* Those of every input of a pipeline, in their order, from the folder 'schemas'. NULL and *error as
 * of schemas_load. */
struct schemas **schemas_load_all(const char *folder, const struct pipeline *pipeline,
                                  struct error *error);
void schemas_free_all(struct schemas **schemas,
                      const struct pipeline *pipeline); /* NULL: nothing */

/* The fingerprint of <topic>.avsc itself, for producers. */
uint64_t schemas_current_fingerprint(const struct schemas *schemas);

/* Everything from `empty` to `unresolvable`: the record is filled as plan_decode says. Not for
 * another thread. */
struct refusal schemas_decode(struct schemas *schemas, struct text value, void *record);

/* Writes the single-object header (10 bytes) of the current schema and the record. Returns the
 * bytes written, 0 where record_encode does. */
size_t schemas_encode(const struct schemas *schemas, const void *record, uint8_t *to, size_t size);

#endif
