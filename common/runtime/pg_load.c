#include <glib.h>

#include "runtime/pg_consumer.h"

/* ANY, so that each key looks its document up: see update_sql in pg_write.c. */
static const char load_sql[] =
    "SELECT k.number, d.version, d.next_due, d.body"
    "  FROM unnest($1::text[], $2::date[]) WITH ORDINALITY AS k(child_ref, window_start, number)"
    "  JOIN state.%s AS d ON d.child_ref = ANY (ARRAY[k.child_ref])"
    "                    AND d.window_start = k.window_start";
enum { NUMBER, VERSION, NEXT_DUE, BODY };

static const char due_sql[] = "SELECT partition, child_ref, window_start - date '1970-01-01'"
                              "  FROM state.%s"
                              " WHERE next_due <= date '1970-01-01' + $1::int"
                              "   AND partition = ANY ($2::int4[])"
                              " ORDER BY next_due LIMIT $3::bigint";
enum { DUE_PARTITION, DUE_CHILD_REF, DUE_WINDOW };

static bool prepare_on_state(PGconn *connection, const struct pg_consumer *consumer,
                             struct error *error) {
    char *table = PQescapeIdentifier(connection, consumer->name, strlen(consumer->name));
    char *load = g_strdup_printf(load_sql, table);
    char *due = g_strdup_printf(due_sql, table);
    bool prepared =
        pg_prepare(connection, "load", load, error) && pg_prepare(connection, "due", due, error);
    g_free(due);
    g_free(load);
    PQfreemem(table);
    return prepared;
}

bool pg_load_prepare(PGconn *connection, const struct pg_consumer *consumer, struct error *error) {
    return prepare_on_state(connection, consumer, error) &&
           (!consumer->has_rules || pg_breach_read_prepare(connection, error));
}

static int64_t binary_int8(const PGresult *result, int row, int column) {
    int64_t big_endian;
    memcpy(&big_endian, PQgetvalue(result, row, column), sizeof big_endian);
    return GINT64_FROM_BE(big_endian);
}

/* PostgreSQL counts days from 2000-01-01. */
static day_t binary_day(const PGresult *result, int row, int column) {
    if (PQgetisnull(result, row, column)) {
        return DAY_NONE;
    }
    int32_t big_endian;
    memcpy(&big_endian, PQgetvalue(result, row, column), sizeof big_endian);
    return GINT32_FROM_BE(big_endian) + DAY_FIRST;
}

static void tell_documents(const PGresult *rows, size_t first, const struct load_events *events) {
    for (int row = 0; row < PQntuples(rows); row++) {
        const struct stored_document stored = {
            .version = binary_int8(rows, row, VERSION),
            .next_due = binary_day(rows, row, NEXT_DUE),
            .body = (const uint8_t *)PQgetvalue(rows, row, BODY),
            .length = (size_t)PQgetlength(rows, row, BODY),
        };
        events->document(events->context, first + (size_t)binary_int8(rows, row, NUMBER) - 1,
                         &stored);
    }
}

static void tell_breaches(const PGresult *rows, size_t first, const struct load_events *events) {
    for (int row = 0; row < PQntuples(rows); row++) {
        struct breach breach;
        size_t number = pg_breach_of_row(rows, row, &breach);
        events->breach(events->context, first + number - 1, &breach);
    }
}

/* Documents first: breaches that are newer than their document are found out when it is written,
 * documents that are newer than their breaches would not be. */
bool pg_load(PGconn *connection, const struct pg_consumer *consumer,
             const struct document_key *keys, size_t first, size_t count,
             const struct load_events *events, struct error *error) {
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
    PGresult *documents = pg_query_prepared(connection, "load", &params, error);
    PGresult *breaches = NULL;
    bool loaded = documents != NULL;
    if (loaded && consumer->has_rules) {
        breaches = pg_breach_rows(connection, consumer, &children, &windows, error);
        loaded = breaches != NULL;
    }
    if (loaded) {
        tell_documents(documents, first, events);
    }
    if (breaches != NULL) {
        tell_breaches(breaches, first, events);
    }
    PQclear(breaches);
    PQclear(documents);
    wire_free(&children);
    wire_free(&windows);
    return loaded;
}

bool pg_due(PGconn *connection, const int32_t *partitions, size_t count, day_t today, size_t limit,
            document_due *due, void *context, struct error *error) {
    struct wire owned = {0};
    wire_array(&owned, WIRE_INT4, count);
    for (size_t i = 0; i < count; i++) {
        wire_int4(&owned, partitions[i]);
    }
    struct pg_params params = {0};
    pg_param_number(&params, today);
    pg_param_wire(&params, &owned);
    pg_param_number(&params, (int64_t)limit);
    PGresult *rows = pg_query_prepared(connection, "due", &params, error);
    wire_free(&owned);
    if (rows == NULL) {
        return false;
    }
    for (int row = 0; row < PQntuples(rows); row++) {
        const struct text child_ref = {PQgetvalue(rows, row, DUE_CHILD_REF),
                                       (size_t)PQgetlength(rows, row, DUE_CHILD_REF)};
        due(context, (int32_t)pg_int8(rows, row, DUE_PARTITION), child_ref,
            (day_t)pg_int8(rows, row, DUE_WINDOW));
    }
    PQclear(rows);
    return true;
}
