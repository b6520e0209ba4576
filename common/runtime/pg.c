#include "runtime/pg.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/* Without these a host that was cut off is noticed after the kernel's two hours. tcp_user_timeout
 * bounds what keepalives do not see: data sent and never acknowledged. */
static const char *const keywords[] = {
    "connect_timeout",  "keepalives_idle",  "keepalives_interval",
    "keepalives_count", "tcp_user_timeout", "dbname",
    "client_encoding",  "application_name", NULL,
};
#define CONNECT_TIMEOUT_S "5"
#define KEEPALIVE_IDLE_S "5"
#define KEEPALIVE_INTERVAL_S "3"
#define KEEPALIVE_COUNT "3"
#define TCP_USER_TIMEOUT_MS "15000"

#define SQLSTATE_LENGTH 5

static const struct {
    const char *prefix;
    enum error_kind kind;
} sqlstates[] = {
    {"08", ERROR_RETRY},     /* connection exception */
    {"25006", ERROR_RETRY},  /* read-only: connected to a standby after a failover */
    {"25P03", ERROR_RETRY},  /* idle in transaction for too long: we were frozen */
    {"28", ERROR_CONFIG},    /* invalid authorization */
    {"3D000", ERROR_CONFIG}, /* no such database */
    {"3F000", ERROR_CONFIG}, /* no such schema */
    {"40", ERROR_RETRY},     /* deadlock, serialization failure */
    {"42501", ERROR_CONFIG}, /* insufficient privilege */
    {"42703", ERROR_CONFIG}, /* no such column */
    {"42704", ERROR_CONFIG}, /* no such object */
    {"42883", ERROR_CONFIG}, /* no such function */
    {"42P01", ERROR_CONFIG}, /* no such table */
    {"53", ERROR_RETRY},     /* disk full, out of memory, too many connections */
    {"55P03", ERROR_RETRY},  /* lock not available in time */
    {"57", ERROR_RETRY},     /* shutdown, crash, starting up, statement cancelled */
    {"58", ERROR_RETRY},     /* system error: an I/O error of the server's disk */
};

enum error_kind pg_error_kind(const char *sqlstate) {
    for (size_t i = 0; i < G_N_ELEMENTS(sqlstates); i++) {
        if (g_str_has_prefix(sqlstate, sqlstates[i].prefix)) {
            return sqlstates[i].kind;
        }
    }
    return ERROR_FATAL;
}

static const char *hint_of(const char *sqlstate) {
    if (strcmp(sqlstate, "42501") == 0) {
        return "; hint: the login must be a member of the service's role, and goldenthread migrate "
               "grants that role its privileges";
    }
    if (pg_error_kind(sqlstate) == ERROR_CONFIG &&
        (g_str_has_prefix(sqlstate, "42") || g_str_has_prefix(sqlstate, "3F"))) {
        return "; hint: the database is older than this program, run goldenthread migrate";
    }
    return "";
}

/* libpq's messages have several lines, the first of which says what happened. */
static int first_line(const char *message) {
    return (int)strcspn(message, "\n");
}

/* libpq calls a connection good as long as it has answers to read, even if sending failed, and
 * after a FATAL error until the next use. Ended for good, PQstatus tells the truth. */
static void connection_end(PGconn *connection) {
    shutdown(PQsocket(connection), SHUT_RDWR);
    while (PQstatus(connection) == CONNECTION_OK && PQconsumeInput(connection) == 1) {
    }
}

/* An error without a SQLSTATE is libpq's own: the connection broke. */
static void pg_failed(PGconn *connection, const PGresult *result, struct error *error) {
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (sqlstate == NULL) {
        const char *message = PQerrorMessage(connection);
        error_set(error, ERROR_RETRY, "database: %.*s", first_line(message), message);
    } else {
        bool quotes_values = g_str_has_prefix(sqlstate, "22");
        const char *message = quotes_values ? "a value was refused"
                                            : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
        error_set(error, pg_error_kind(sqlstate), "database: %s (SQLSTATE %s)%s", message, sqlstate,
                  hint_of(sqlstate));
    }
    if (severity == NULL || strcmp(severity, "ERROR") != 0) {
        connection_end(connection);
    }
}

PGresult *pg_checked(PGconn *connection, PGresult *result, struct error *error) {
    switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
        return result;
    default:
        pg_failed(connection, result, error);
        PQclear(result);
        return NULL;
    }
}

/* Notices may quote rows, and standard error is for structured log lines. */
static void notice_ignore(void *context, const PGresult *notice) {
    (void)context;
    (void)notice;
}

static bool session_set(PGconn *connection, const struct pg_session *session, struct error *error) {
    struct pg_params params = {0};
    pg_param_number(&params, session->statement_timeout_ms);
    pg_param_number(&params, PG_LOCK_TIMEOUT_MS);
    pg_param_number(&params, PG_IDLE_IN_TRANSACTION_MS);
    pg_param_text(&params, session->role); /* a null resets it to the login's own */
    PGresult *result =
        pg_query(connection,
                 "SELECT set_config('statement_timeout', $1, false),"
                 "       set_config('lock_timeout', $2, false),"
                 "       set_config('idle_in_transaction_session_timeout', $3, false),"
                 "       set_config('client_min_messages', 'warning', false),"
                 "       set_config('role', $4, false)",
                 &params, error);
    PQclear(result);
    if (result == NULL && error->kind == ERROR_FATAL) {
        error_set(error, ERROR_CONFIG,
                  "the database has no role '%s'; hint: run goldenthread migrate",
                  session->role == NULL ? "" : session->role);
    }
    return result != NULL;
}

static bool dsn_is_valid(const char *dsn) {
    PQconninfoOption *options = PQconninfoParse(dsn, NULL);
    PQconninfoFree(options);
    return options != NULL;
}

/* Of a message in verbose form: "... FATAL:  28P01: password authentication failed ...", in
 * whatever language. NULL for one of libpq's own. */
static const char *sqlstate_in(const char *message) {
    const char *found = message;
    while ((found = strstr(found, ":  ")) != NULL) {
        found += strlen(":  ");
        if (strspn(found, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == SQLSTATE_LENGTH &&
            found[SQLSTATE_LENGTH] == ':') {
            return found;
        }
    }
    return NULL;
}

/* While a connection is made, libpq tells the SQLSTATE in verbose messages only, which can be asked
 * for once there is a connection, good or bad: so an attempt that the server refused, whose words
 * come behind two blanks, is made again. */
static bool connects_again(PGconn *connection, struct error *error) {
    if (strstr(PQerrorMessage(connection), ":  ") != NULL) {
        PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
        PQreset(connection);
        PQsetErrorVerbosity(connection, PQERRORS_DEFAULT);
    }
    if (PQstatus(connection) == CONNECTION_OK) {
        return true;
    }
    const char *message = PQerrorMessage(connection);
    const char *sqlstate = sqlstate_in(message);
    const char *hint = "check --dsn and that PostgreSQL runs";
    enum error_kind kind = ERROR_RETRY;
    if (sqlstate != NULL && pg_error_kind(sqlstate) == ERROR_CONFIG) {
        kind = ERROR_CONFIG;
        hint = "check user, password and database of --dsn (GOLDENTHREAD_DSN)";
    }
    return error_set(error, kind, "database: %.*s; hint: %s", first_line(message), message, hint);
}

PGconn *pg_connect(const char *dsn, const struct pg_session *session, struct error *error) {
    if (!dsn_is_valid(dsn)) {
        /* libpq's own message quotes the text, which may hold a password. */
        error_set(error, ERROR_CONFIG,
                  "the database address is no connection string; hint: "
                  "postgresql://user@host/database or host=... dbname=...");
        return NULL;
    }
    /* A later keyword overrides: the DSN our defaults, our last two the DSN. */
    const char *const values[] = {
        CONNECT_TIMEOUT_S,
        KEEPALIVE_IDLE_S,
        KEEPALIVE_INTERVAL_S,
        KEEPALIVE_COUNT,
        TCP_USER_TIMEOUT_MS,
        dsn,
        "UTF8",
        session->application_name,
        NULL,
    };
    PGconn *connection = PQconnectdbParams(keywords, values, 1);
    if (PQstatus(connection) != CONNECTION_OK && !connects_again(connection, error)) {
        PQfinish(connection);
        return NULL;
    }
    PQsetNoticeReceiver(connection, notice_ignore, NULL);
    if (!session_set(connection, session, error)) {
        PQfinish(connection);
        return NULL;
    }
    return connection;
}

static void pg_param(struct pg_params *params, const char *value, size_t length, int format) {
    g_assert(params->count < PG_PARAMS_MAX);
    params->values[params->count] = value;
    params->lengths[params->count] = (int)length;
    params->formats[params->count] = format;
    params->count++;
}

void pg_param_text(struct pg_params *params, const char *text) {
    pg_param(params, text, 0, 0);
}

void pg_param_number(struct pg_params *params, int64_t number) {
    char *to = params->numbers[params->count];
    snprintf(to, sizeof params->numbers[0], "%" G_GINT64_FORMAT, number);
    pg_param_text(params, to);
}

void pg_param_bytes(struct pg_params *params, struct text bytes) {
    pg_param(params, bytes.bytes, bytes.length, 1);
}

void pg_param_wire(struct pg_params *params, const struct wire *wire) {
    pg_param(params, (const char *)wire->bytes, wire->length, 1);
}

static const struct pg_params no_params;

PGresult *pg_query(PGconn *connection, const char *sql, const struct pg_params *params,
                   struct error *error) {
    const struct pg_params *with = params == NULL ? &no_params : params;
    PGresult *result = PQexecParams(connection, sql, with->count, NULL, with->values, with->lengths,
                                    with->formats, with->result_format);
    return pg_checked(connection, result, error);
}

PGresult *pg_query_prepared(PGconn *connection, const char *name, const struct pg_params *params,
                            struct error *error) {
    const struct pg_params *with = params == NULL ? &no_params : params;
    PGresult *result = PQexecPrepared(connection, name, with->count, with->values, with->lengths,
                                      with->formats, with->result_format);
    return pg_checked(connection, result, error);
}

bool pg_run(PGconn *connection, const char *sql, struct error *error) {
    PGresult *result = pg_query(connection, sql, NULL, error);
    PQclear(result);
    return result != NULL;
}

bool pg_prepare(PGconn *connection, const char *name, const char *sql, struct error *error) {
    PGresult *result = pg_checked(connection, PQprepare(connection, name, sql, 0, NULL), error);
    PQclear(result);
    return result != NULL;
}

void pg_rollback(PGconn *connection) {
    if (PQtransactionStatus(connection) != PQTRANS_IDLE) {
        PQclear(PQexec(connection, "ROLLBACK"));
    }
}

int64_t pg_affected(PGresult *result) {
    return g_ascii_strtoll(PQcmdTuples(result), NULL, 10);
}

int64_t pg_int8(const PGresult *result, int row, int column) {
    return g_ascii_strtoll(PQgetvalue(result, row, column), NULL, 10);
}
