/* The documents of a consumer as the database has them. */
#ifndef GOLDENTHREAD_STORED_DOCUMENTS_H
#define GOLDENTHREAD_STORED_DOCUMENTS_H

#include <libpq-fe.h>

#include "runtime/error.h"
#include "runtime/pipeline.h"

struct stored_row {
    const char *child_ref; /* borrowed for the call, as the document is */
    day_t window_start;
    day_t next_due;
    void *document; /* NULL: its bytes cannot be read */
};
typedef void stored_row_each(void *context, const struct stored_row *row);

/* Calls `each` for every document, in no order, showing progress. `schemas` is the folder
 * 'schemas': documents of records are read by the schemas of their events. */
bool stored_documents_each(PGconn *db, const struct pipeline *pipeline, const char *schemas,
                           stored_row_each *each, void *context, struct error *error) MUST_CHECK;

#endif
