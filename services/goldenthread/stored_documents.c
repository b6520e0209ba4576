#include "goldenthread/stored_documents.h"

#include <glib.h>
#include <string.h>

#include "goldenthread/database.h"
#include "goldenthread/progress.h"
#include "runtime/schemas.h"

enum column { CHILD_REF, WINDOW_START, NEXT_DUE, BODY };

struct reading {
    const struct document_kind *kind;
    struct document_context context;
    struct progress progress;
    stored_row_each *each;
    void *each_context;
};

/* PostgreSQL counts days from 2000-01-01. */
static day_t binary_day(const PGresult *row, int column) {
    if (PQgetisnull(row, 0, column)) {
        return DAY_NONE;
    }
    guint32 big;
    memcpy(&big, PQgetvalue(row, 0, column), sizeof big);
    return (day_t)GUINT32_FROM_BE(big) + DAY_FIRST;
}

static bool document_row(void *context, const PGresult *result, struct error *error) {
    struct reading *reading = context;
    (void)error;
    progress_step(&reading->progress);
    struct stored_row row = {
        .child_ref = PQgetvalue(result, 0, CHILD_REF),
        .window_start = binary_day(result, WINDOW_START),
        .next_due = binary_day(result, NEXT_DUE),
    };
    row.document = reading->kind->unpack(&reading->context, row.window_start,
                                         (const uint8_t *)PQgetvalue(result, 0, BODY),
                                         (size_t)PQgetlength(result, 0, BODY));
    reading->each(reading->each_context, &row);
    if (row.document != NULL) {
        reading->kind->free(row.document);
    }
    return true;
}

static bool read_all(struct reading *reading, PGconn *db, const char *name, struct error *error) {
    char *table = PQescapeIdentifier(db, name, strlen(name));
    char *count = g_strdup_printf("select count(*) from state.%s", table);
    char *select =
        g_strdup_printf("select child_ref, window_start, next_due, body from state.%s", table);
    char *what = g_strdup_printf("%s: documents", name);
    PQfreemem(table);
    PGresult *counted = pg_query(db, count, NULL, error);
    bool read = counted != NULL;
    if (read) {
        progress_start(&reading->progress, what, pg_int8(counted, 0, 0));
        read = database_each(db, select, NULL, document_row, reading, error);
        progress_end(&reading->progress);
    }
    PQclear(counted);
    g_free(what);
    g_free(select);
    g_free(count);
    return read;
}

bool stored_documents_each(PGconn *db, const struct pipeline *pipeline, const char *schemas_folder,
                           stored_row_each *each, void *context, struct error *error) {
    struct schemas **schemas = schemas_load_all(schemas_folder, pipeline, error);
    if (schemas == NULL) {
        return false;
    }
    struct reading reading = {
        .kind = pipeline->document,
        .context = {pipeline, schemas},
        .each = each,
        .each_context = context,
    };
    bool read = read_all(&reading, db, pipeline->name, error);
    schemas_free_all(schemas, pipeline);
    return read;
}
