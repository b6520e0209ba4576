/* Breaches in the database: read with their documents, written with them.
 *
 * A row is written only over the sequence that was read, so that a person who acknowledged or
 * resolved meanwhile is noticed: the document is read again, with what that person did. */
#include <glib.h>
#include <inttypes.h>

#include "runtime/pg_consumer.h"

/* OFFSET, so that each key looks its breaches up, and not each breach of the consumer its key: what
 * the planner believes of a table that grows with a storm of breaches comes late. */
static const char read_sql[] =
    "SELECT k.number, " PG_BREACH_COLUMNS
    "  FROM unnest($1::text[], $2::date[]) WITH ORDINALITY AS k(child_ref, window_start, number)"
    " CROSS JOIN LATERAL (SELECT * FROM breach.breach WHERE consumer = $3"
    "        AND subject = k.child_ref AND window_start = k.window_start OFFSET 0) AS b";

/* Of PG_BREACH_COLUMNS and the number before them. */
enum {
    NUMBER,
    RULE_ID,
    STEP,
    EPISODE,
    ORG,
    SEN,
    STAGE,
    COMMITMENT,
    PRIORITY,
    RAISED_ON,
    DUE_ON,
    OVER_ON,
    SESSION,
    STATE,
    BY_PERSON,
    QUIET,
    SEQUENCE,
    EVENT_ID,
    COLUMNS
};
_Static_assert(COLUMNS == PG_BREACH_COLUMN_COUNT, "every column has its name");

static const char staged_sql[] =
    "CREATE TEMPORARY TABLE staged_breach (breach_id text, rule_id text, step text,"
    "       commitment int4, priority text, subject text, window_start date, episode text,"
    "       org text, sen text, stage text, raised_on date, due_on date, over_on date,"
    "       session text, state text, by_person int4, sequence int4, quiet int4, event_id text,"
    "       expected int4, reason text, change_quiet int4)";
#define STAGED_COLUMNS 23

static const struct pg_staged staged = {
    .delete_sql = "DELETE FROM pg_temp.staged_breach",
    .truncate_sql = "TRUNCATE pg_temp.staged_breach",
    .copy_sql = "COPY pg_temp.staged_breach FROM STDIN (FORMAT binary)",
};

/* A row without a reason is mended in place and stays the change that it was. ANY: see update_sql
 * in pg_write.c. */
static const char update_sql[] =
    "UPDATE breach.breach AS b"
    "   SET step = s.step, commitment = s.commitment, priority = s.priority, org = s.org,"
    "       sen = s.sen, stage = s.stage, raised_on = s.raised_on, due_on = s.due_on,"
    "       over_on = s.over_on, session = s.session, state = s.state,"
    "       by_person = s.by_person <> 0, sequence = s.sequence, quiet = s.quiet <> 0,"
    "       event_id = s.event_id,"
    "       opened_at = CASE WHEN s.reason IS NOT NULL AND s.state = 'RAISED' THEN now()"
    "                        ELSE b.opened_at END,"
    "       changed_at = CASE WHEN s.reason IS NOT NULL THEN now() ELSE b.changed_at END"
    "  FROM pg_temp.staged_breach AS s"
    " WHERE s.expected > 0 AND b.breach_id = ANY (ARRAY[s.breach_id])"
    "   AND b.sequence = s.expected";

static const char insert_sql[] =
    "INSERT INTO breach.breach (breach_id, consumer, rule_id, step, commitment, priority, subject,"
    "       window_start, episode, org, sen, stage, raised_on, due_on, over_on, session, state,"
    "       by_person, sequence, quiet, event_id)"
    " SELECT breach_id, $1, rule_id, step, commitment, priority, subject, window_start, episode,"
    "        org, sen, stage, raised_on, due_on, over_on, session, state, by_person <> 0, sequence,"
    "        quiet <> 0, event_id"
    "   FROM pg_temp.staged_breach WHERE expected = 0 ORDER BY breach_id"
    " ON CONFLICT DO NOTHING";

static const char change_sql[] =
    "INSERT INTO breach.change (breach_id, sequence, state, reason, quiet)"
    " SELECT breach_id, sequence, state, reason, change_quiet <> 0"
    "   FROM pg_temp.staged_breach WHERE reason IS NOT NULL ORDER BY breach_id";

/* Two statements, so that the second sees who was first. */
static const char key_insert_sql[] =
    "INSERT INTO breach.key_check (key_check) VALUES ($1) ON CONFLICT DO NOTHING";
static const char key_select_sql[] = "SELECT key_check = $1 FROM breach.key_check";

static bool is_true(const PGresult *rows, int row, int column) {
    return PQgetvalue(rows, row, column)[0] == 't';
}

bool pg_breach_read_prepare(PGconn *connection, struct error *error) {
    return pg_prepare(connection, "breaches", read_sql, error);
}

static bool key_is_the_one(PGconn *connection, const struct pg_consumer *consumer,
                           struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, consumer->key_check);
    PGresult *given = pg_query(connection, key_insert_sql, &params, error);
    PGresult *held = given != NULL ? pg_query(connection, key_select_sql, &params, error) : NULL;
    PQclear(given);
    if (held == NULL) {
        return false;
    }
    bool same = is_true(held, 0, 0);
    PQclear(held);
    return same || error_set(error, ERROR_CONFIG,
                             "breach-key-file is not the key that this database's breaches were "
                             "made with; hint: every consumer of a database has the same key");
}

bool pg_breach_write_prepare(PGconn *connection, const struct pg_consumer *consumer,
                             struct error *error) {
    return key_is_the_one(connection, consumer, error) && pg_run(connection, staged_sql, error) &&
           pg_prepare(connection, "breach-update", update_sql, error) &&
           pg_prepare(connection, "breach-insert", insert_sql, error) &&
           pg_prepare(connection, "breach-change", change_sql, error);
}

PGresult *pg_breach_rows(PGconn *connection, const struct pg_consumer *consumer,
                         const struct wire *children, const struct wire *windows,
                         struct error *error) {
    struct pg_params params = {0};
    pg_param_wire(&params, children);
    pg_param_wire(&params, windows);
    pg_param_text(&params, consumer->name);
    return pg_query_prepared(connection, "breaches", &params, error);
}

static day_t day_at(const PGresult *rows, int row, int column) {
    return PQgetisnull(rows, row, column) ? DAY_NONE : (day_t)pg_int8(rows, row, column);
}

static int8_t session_at(const PGresult *rows, int row) {
    if (PQgetisnull(rows, row, SESSION)) {
        return SYMBOL_NULL;
    }
    return (int8_t)(strcmp(PQgetvalue(rows, row, SESSION), "PM") == 0);
}

static enum breach_state state_at(const PGresult *rows, int row) {
    enum breach_state state = BREACH_RAISED;
    while (state < BREACH_RETRACTED &&
           strcmp(breach_state_name(state), PQgetvalue(rows, row, STATE)) != 0) {
        state++;
    }
    return state;
}

static enum stage stage_at(const PGresult *rows, int row) {
    enum stage stage = STAGE_UNKNOWN;
    while (stage < STAGE_POST16 && strcmp(stage_name(stage), PQgetvalue(rows, row, STAGE)) != 0) {
        stage++;
    }
    return stage;
}

size_t pg_breach_of_row(const PGresult *rows, int row, struct breach *breach) {
    *breach = (struct breach){
        .episode = g_strdup(PQgetvalue(rows, row, EPISODE)),
        .sen = PQgetvalue(rows, row, SEN)[0],
        .stage = (uint8_t)stage_at(rows, row),
        .commitment = (uint8_t)pg_int8(rows, row, COMMITMENT),
        .priority = (uint8_t)pg_int8(rows, row, PRIORITY),
        .raised_on = day_at(rows, row, RAISED_ON),
        .due_on = day_at(rows, row, DUE_ON),
        .over_on = day_at(rows, row, OVER_ON),
        .session = session_at(rows, row),
        .state = state_at(rows, row),
        .by_person = is_true(rows, row, BY_PERSON),
        .quiet = is_true(rows, row, QUIET),
        .sequence = (int32_t)pg_int8(rows, row, SEQUENCE),
    };
    g_strlcpy(breach->rule_id, PQgetvalue(rows, row, RULE_ID), sizeof breach->rule_id);
    g_strlcpy(breach->step, PQgetvalue(rows, row, STEP), sizeof breach->step);
    g_strlcpy(breach->org, PQgetvalue(rows, row, ORG), sizeof breach->org);
    g_strlcpy(breach->event_id, PQgetvalue(rows, row, EVENT_ID), sizeof breach->event_id);
    return (size_t)pg_int8(rows, row, NUMBER);
}

static const char *session_name(int8_t session) {
    static const char *const names[] = {"AM", "PM"};
    return session == SYMBOL_NULL ? NULL : names[session];
}

static void stage_row(struct copy *copy, const struct breach_write *write) {
    const struct breach_move *move = &write->move;
    const struct breach *after = &move->after;
    struct wire *row = copy_row(copy, STAGED_COLUMNS);
    wire_text(row, write->breach_id);
    wire_text(row, after->rule_id);
    wire_text(row, after->step);
    wire_int4(row, after->commitment);
    wire_text(row, (const char[]){'P', (char)('0' + after->priority), '\0'});
    wire_text(row, write->child_ref);
    wire_date(row, write->window_start);
    wire_text(row, after->episode);
    wire_text(row, after->org);
    wire_text(row, (const char[]){after->sen, '\0'});
    wire_text(row, stage_name((enum stage)after->stage));
    wire_date(row, after->raised_on);
    wire_date(row, after->due_on);
    wire_date(row, after->over_on);
    wire_text(row, session_name(after->session));
    wire_text(row, breach_state_name(after->state));
    wire_int4(row, after->by_person);
    wire_int4(row, after->sequence);
    wire_int4(row, after->quiet);
    wire_text(row, after->event_id[0] != '\0' ? after->event_id : NULL);
    wire_int4(row, move->expected);
    wire_text(row, move->state_changed ? breach_reason_name(move->reason) : NULL);
    wire_int4(row, move->quiet);
}

static bool run_staged(PGconn *connection, const char *name, const struct pg_params *params,
                       int64_t *affected, struct error *error) {
    PGresult *result = pg_query_prepared(connection, name, params, error);
    if (result == NULL) {
        return false;
    }
    *affected += pg_affected(result);
    PQclear(result);
    return true;
}

bool pg_breach_write(PGconn *connection, const struct pg_consumer *consumer,
                     struct pg_staging *staging, struct write_set *set, struct error *error) {
    struct copy *copy = &staging->copy;
    if (set->breaches->len == 0) {
        return true;
    }
    if (!pg_stage(connection, copy, &staged, &staging->breaches, set->breaches->len, error)) {
        return false;
    }
    for (guint i = 0; i < set->breaches->len; i++) {
        stage_row(copy, &g_array_index(set->breaches, struct breach_write, i));
    }
    struct pg_params params = {0};
    pg_param_text(&params, consumer->name);
    int64_t written = 0, changes = 0;
    if (!copy_end(copy, error) || !run_staged(connection, "breach-update", NULL, &written, error) ||
        !run_staged(connection, "breach-insert", &params, &written, error)) {
        return false;
    }
    set->version_missed = written != set->breaches->len;
    if (set->version_missed) {
        return error_set(error, ERROR_FENCED,
                         "%" PRId64 " of %u breaches were changed by somebody else",
                         set->breaches->len - written, set->breaches->len);
    }
    return run_staged(connection, "breach-change", NULL, &changes, error);
}
