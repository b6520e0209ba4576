#include <glib.h>

#include "runtime/pg_consumer.h"

/* ANY, so that each key looks its document up: see update_sql in pg_write.c. */
static const char load_sql[] =
    "SELECT k.number, d.version, d.body"
    "  FROM unnest($1::text[], $2::date[]) WITH ORDINALITY AS k(child_ref, window_start, number)"
    "  JOIN state.%s AS d ON d.child_ref = ANY (ARRAY[k.child_ref])"
    "                    AND d.window_start = k.window_start";
enum { NUMBER, VERSION, BODY };

bool pg_load_prepare(PGconn *connection, const struct pg_consumer *consumer, struct error *error) {
    char *table = PQescapeIdentifier(connection, consumer->name, strlen(consumer->name));
    char *sql = g_strdup_printf(load_sql, table);
    bool prepared = pg_prepare(connection, "load", sql, error);
    g_free(sql);
    PQfreemem(table);
    return prepared;
}

static int64_t binary_int8(const PGresult *result, int row, int column) {
    int64_t big_endian;
    memcpy(&big_endian, PQgetvalue(result, row, column), sizeof big_endian);
    return GINT64_FROM_BE(big_endian);
}

bool pg_load(PGconn *connection, const struct document_key *keys, size_t first, size_t count,
             document_found *found, void *context, struct error *error) {
    struct wire children = {0}, windows = {0};
    wire_array(&children, WIRE_TEXT, count);
    wire_array(&windows, WIRE_DATE, count);
    for (size_t i = first; i < first + count; i++) {
        wire_bytes(&children, keys[i].child_ref);
        wire_date(&windows, keys[i].window_start);
    }
    struct pg_params params = {.result_format = 1};
    pg_param_wire(&params, &children);
    pg_param_wire(&params, &windows);
    PGresult *result = pg_query_prepared(connection, "load", &params, error);
    wire_free(&children);
    wire_free(&windows);
    if (result == NULL) {
        return false;
    }
    for (int row = 0; row < PQntuples(result); row++) {
        size_t index = first + (size_t)binary_int8(result, row, NUMBER) - 1;
        found(context, index, binary_int8(result, row, VERSION),
              (const uint8_t *)PQgetvalue(result, row, BODY),
              (size_t)PQgetlength(result, row, BODY));
    }
    PQclear(result);
    return true;
}
