#include <glib.h>

#include "runtime/pg_consumer.h"

/* Rows of one statement, fewer when their values are great. A row by itself costs the server ten
 * times as much; a value may have as many bytes as the broker takes, and a statement is held in
 * memory twice, here and by libpq. */
#define SOME_ROWS 64
#define SOME_BYTES ((size_t)2 << 20)

enum quarantine_column {
    TOPIC,
    PARTITION,
    OFFSET,
    KEY,
    VALUE,
    HEADERS,
    REASON,
    FIELD,
    EVENT_ID,
    KEPT,
    QUARANTINE_COLUMNS
};

static const Oid quarantine_types[QUARANTINE_COLUMNS] = {
    WIRE_TEXT, WIRE_INT4, WIRE_INT8, WIRE_BYTEA, WIRE_BYTEA,
    WIRE_TEXT, WIRE_TEXT, WIRE_TEXT, WIRE_TEXT,  WIRE_TEXT,
};

static const char quarantine_sql[] =
    "INSERT INTO stream.quarantine (consumer, topic, partition, \"offset\", key, value, headers,"
    "       reason, field, event_id, kept, state, received_at, changed_at)"
    " SELECT $1, q.topic, q.partition, q.at, q.key, q.value, q.headers::jsonb,"
    "        q.reason, q.field, q.event_id, q.kept, 'HELD', now(), now()"
    "   FROM unnest($2::text[], $3::int4[], $4::int8[], $5::bytea[], $6::bytea[], $7::text[],"
    "               $8::text[], $9::text[], $10::text[], $11::text[])"
    "        AS q(topic, partition, at, key, value, headers, reason, field, event_id, kept)"
    " ON CONFLICT DO NOTHING";

bool pg_quarantine_prepare(PGconn *connection, struct error *error) {
    return pg_prepare(connection, "quarantine", quarantine_sql, error);
}

static void row_add(struct wire columns[QUARANTINE_COLUMNS], const struct quarantine_row *row) {
    wire_text(&columns[TOPIC], row->topic);
    wire_int4(&columns[PARTITION], row->partition);
    wire_int8(&columns[OFFSET], row->offset);
    wire_bytes(&columns[KEY], row->key);
    wire_bytes(&columns[VALUE], row->value);
    wire_text(&columns[HEADERS], row->headers);
    wire_text(&columns[REASON], reason_name(row->reason));
    wire_text(&columns[FIELD], row->field);
    wire_bytes(&columns[EVENT_ID], row->event_id);
    wire_text(&columns[KEPT], row->kept);
}

static bool rows_write(PGconn *connection, const struct pg_consumer *consumer,
                       const struct wire columns[QUARANTINE_COLUMNS], struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, consumer->name);
    for (size_t i = 0; i < QUARANTINE_COLUMNS; i++) {
        pg_param_wire(&params, &columns[i]);
    }
    PGresult *result = pg_query_prepared(connection, "quarantine", &params, error);
    PQclear(result);
    return result != NULL;
}

static guint rows_of_statement(const GArray *rows, guint first) {
    size_t bytes = 0;
    guint count = 0;
    while (count < SOME_ROWS && first + count < rows->len && bytes < SOME_BYTES) {
        bytes += g_array_index(rows, struct quarantine_row, first + count).value.length;
        count++;
    }
    return count;
}

bool pg_quarantine(PGconn *connection, const struct pg_consumer *consumer,
                   const struct write_set *set, struct error *error) {
    const GArray *rows = set->quarantine;
    struct wire columns[QUARANTINE_COLUMNS] = {0};
    bool written = true;
    for (guint first = 0, count; written && first < rows->len; first += count) {
        count = rows_of_statement(rows, first);
        for (size_t i = 0; i < QUARANTINE_COLUMNS; i++) {
            wire_clear(&columns[i]);
            wire_array(&columns[i], quarantine_types[i], count);
        }
        for (guint i = 0; i < count; i++) {
            row_add(columns, &g_array_index(rows, struct quarantine_row, first + i));
        }
        written = rows_write(connection, consumer, columns, error);
    }
    for (size_t i = 0; i < QUARANTINE_COLUMNS; i++) {
        wire_free(&columns[i]);
    }
    return written;
}
