#include "alerter/publication.h"

#include <string.h>

bool publication_lock(struct session *session, bool *locked, struct error *error) {
    PGresult *row =
        pg_query(session->connection, "SELECT pg_try_advisory_lock(hashtext('breach.publish'))",
                 NULL, error);
    *locked = row != NULL && PQgetvalue(row, 0, 0)[0] == 't';
    PQclear(row);
    return row != NULL;
}

static const char next_sql[] =
    "SELECT change_id, breach_id, rule_id, facts ->> 'commitment', right(priority, 1)::int - 1,"
    "       state, facts ->> 'org', (facts ->> 'raised_on')::date - date '1970-01-01',"
    "       (facts ->> 'due_on')::date - date '1970-01-01', sequence,"
    "       (extract(epoch FROM changed_at) * 1000)::bigint"
    "  FROM breach.alert WHERE published_at IS NULL ORDER BY change_id LIMIT $1";

PGresult *publication_next(struct session *session, int64_t most, struct error *error) {
    struct pg_params params = {0};
    pg_param_number(&params, most);
    return session_query(session, "next", next_sql, &params, error);
}

static struct text text_at(const PGresult *rows, int row, int column) {
    return (struct text){PQgetvalue(rows, row, column), (size_t)PQgetlength(rows, row, column)};
}

static int8_t state_of(const char *text) {
    int8_t state = 0;
    while (state < BREACH_STATES && strcmp(breach_states[state], text) != 0) {
        state++;
    }
    return state;
}

int64_t publication_record(const PGresult *rows, int row, struct breach_record *record) {
    *record = (struct breach_record){
        .breach_id = text_at(rows, row, 1),
        .rule = text_at(rows, row, 2),
        .commitment = pg_int8(rows, row, 3),
        .priority = (int8_t)pg_int8(rows, row, 4),
        .state = state_of(PQgetvalue(rows, row, 5)),
        .org = text_at(rows, row, 6),
        .raised_on = pg_int8(rows, row, 7),
        .due_on = PQgetisnull(rows, row, 8) ? NUMBER_NULL : pg_int8(rows, row, 8),
        .sequence = pg_int8(rows, row, 9),
        .changed_at = pg_int8(rows, row, 10),
    };
    return pg_int8(rows, row, 0);
}

/* Does not wait for the disk: forgotten in a crash, the records are published again. */
static const char done_sql[] =
    "UPDATE breach.alert SET published_at = now()"
    "  FROM (SELECT set_config('synchronous_commit', 'off', true)) AS relaxed"
    " WHERE change_id = ANY ($1)";

bool publication_done(struct session *session, const int64_t *change_ids, size_t count,
                      struct error *error) {
    struct wire ids = {0};
    wire_array(&ids, WIRE_INT8, count);
    for (size_t i = 0; i < count; i++) {
        wire_int8(&ids, change_ids[i]);
    }
    struct pg_params params = {0};
    pg_param_wire(&params, &ids);
    PGresult *result = session_query(session, "done", done_sql, &params, error);
    wire_free(&ids);
    PQclear(result);
    return result != NULL;
}
