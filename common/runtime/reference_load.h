/* Reads the reference tables, once at the start of a program: what checks and lines look up. */
#ifndef GOLDENTHREAD_RUNTIME_REFERENCE_LOAD_H
#define GOLDENTHREAD_RUNTIME_REFERENCE_LOAD_H

#include "domain/reference.h"
#include "runtime/error.h"

/* All tables and their version as of one moment. NULL and *error: ERROR_RETRY while the database is
 * away, ERROR_CONFIG when a table is missing or empty, or holds what this program does not know. */
struct reference *reference_load(const char *dsn, struct error *error);
void reference_free(struct reference *reference);

#endif
