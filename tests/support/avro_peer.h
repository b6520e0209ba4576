/* Avro-C's own encoder as an independent peer: random schemas, random values, and a record of a
 * field table written by it. */
#ifndef GOLDENTHREAD_TESTS_AVRO_PEER_H
#define GOLDENTHREAD_TESTS_AVRO_PEER_H

#include <glib.h>

#include "domain/field.h"
#include "support/random.h"

/* Some type of Avro with up to `depth` levels within it, as JSON. *names counts the named types, so
 * that each has a name of its own. */
void avro_random_type(GString *json, struct random *random, int depth, int *names);

/* A random value of the schema, encoded; at most `size` bytes, 0 when it would not fit. */
size_t avro_random_value(const char *schema, struct random *random, uint8_t *to, size_t size);

/* The record, encoded under its own schema. */
size_t avro_encode(const char *schema, const struct field *fields, size_t n_fields,
                   const void *record, uint8_t *to, size_t size);

#endif
