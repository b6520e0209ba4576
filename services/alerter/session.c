#include "alerter/session.h"

#include <glib.h>

#define STATEMENT_TIMEOUT_MS 10000
#define RETRY_US G_USEC_PER_SEC

bool session_open(struct session *session, struct error *error) {
    const struct pg_session limits = {"goldenthread-alerter", "goldenthread_alerter",
                                      STATEMENT_TIMEOUT_MS};
    session->connection = pg_connect(session->dsn, &limits, error);
    if (session->connection == NULL) {
        return false;
    }
    session->number++;
    if (!pg_run(session->connection, "LISTEN breach_change", error)) {
        session_close(session);
        return false;
    }
    return true;
}

void session_close(struct session *session) {
    PQfinish(session->connection);
    session->connection = NULL;
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
