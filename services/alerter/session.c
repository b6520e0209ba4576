#include "alerter/session.h"

#define STATEMENT_TIMEOUT_MS 10000
#define RETRY_US G_USEC_PER_SEC

/* Every statement looks up a few rows of tables that may hold millions. What the planner has heard
 * of them lags behind a storm of alerts, and it would walk through them instead. */
static const char begin_sql[] = "SELECT set_config('enable_seqscan', 'off', false),"
                                "       set_config('enable_hashjoin', 'off', false),"
                                "       set_config('enable_mergejoin', 'off', false)";

bool session_open(struct session *session, struct error *error) {
    const struct pg_session limits = {"goldenthread-alerter", "goldenthread_alerter",
                                      STATEMENT_TIMEOUT_MS};
    session->connection = pg_connect(session->dsn, &limits, error);
    if (session->connection == NULL) {
        return false;
    }
    session->number++;
    session->known = g_hash_table_new(g_str_hash, g_str_equal);
    PGresult *begun = pg_query(session->connection, begin_sql, NULL, error);
    PQclear(begun);
    if (begun == NULL || !pg_run(session->connection, "LISTEN breach_change", error)) {
        session_close(session);
        return false;
    }
    return true;
}

void session_close(struct session *session) {
    if (session->connection != NULL) {
        PQfinish(session->connection);
        g_hash_table_destroy(session->known);
        session->connection = NULL;
    }
}

PGresult *session_query(struct session *session, const char *name, const char *sql,
                        const struct pg_params *params, struct error *error) {
    if (!g_hash_table_contains(session->known, name)) {
        if (!pg_prepare(session->connection, name, sql, error)) {
            return NULL;
        }
        g_hash_table_add(session->known, (gpointer)name);
    }
    return pg_query_prepared(session->connection, name, params, error);
}

bool session_keep(struct session *session, struct error *error) {
    if (session->connection != NULL) {
        return true;
    }
    if (g_get_monotonic_time() < session->retry_us) {
        return error_set(error, ERROR_RETRY, "the database is away");
    }
    session->retry_us = g_get_monotonic_time() + RETRY_US;
    return session_open(session, error);
}

static void lose(struct session *session) {
    session_close(session);
    session->retry_us = g_get_monotonic_time() + RETRY_US;
}

bool session_heals(struct session *session, const struct error *error) {
    if (session->connection != NULL && PQstatus(session->connection) != CONNECTION_OK) {
        lose(session);
    }
    return error->kind == ERROR_RETRY;
}

bool session_notified(struct session *session) {
    if (session->connection == NULL) {
        return false;
    }
    if (PQconsumeInput(session->connection) != 1) {
        lose(session); /* its socket would not let anybody sleep */
        return false;
    }
    bool notified = false;
    PGnotify *notice;
    while ((notice = PQnotifies(session->connection)) != NULL) {
        notified = true;
        PQfreemem(notice);
    }
    return notified;
}
