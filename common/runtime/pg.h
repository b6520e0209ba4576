/* A thin layer over libpq: a session with the limits that every service needs, statements with
 * parameters, and what an error means to the caller. The rest is libpq's own.
 *
 * SQL text is a constant of the program; values travel as parameters only. Messages of errors never
 * carry a value out of a row: no DETAIL, no CONTEXT, and no text at all for SQLSTATE class 22,
 * which quotes the offending value. */
#ifndef GOLDENTHREAD_RUNTIME_PG_H
#define GOLDENTHREAD_RUNTIME_PG_H

#include <libpq-fe.h>

#include "runtime/error.h"
#include "runtime/wire.h"

/* The owner of a transaction that froze loses its locks after this time, and whoever waits for them
 * waits a bit longer. */
#define PG_IDLE_IN_TRANSACTION_MS 10000
#define PG_LOCK_TIMEOUT_MS 12000

struct pg_session {
    const char *application_name; /* what pg_stat_activity shows */
    const char *role;             /* SET ROLE, or NULL for the login's own */
    int statement_timeout_ms;     /* 0: none */
};

/* Keepalives, tcp_user_timeout and connect_timeout are set where the DSN (URI or key=value) does
 * not set them. NULL and *error: ERROR_RETRY while the server cannot be reached or does not take
 * connections now, ERROR_CONFIG for a bad DSN, login, database or role. PQfinish frees. */
PGconn *pg_connect(const char *dsn, const struct pg_session *session, struct error *error);

#define PG_PARAMS_MAX 16

/* The parameters of one statement, $1 first; zeroed is none. Texts, bytes and wires are borrowed
 * until the statement ran. */
struct pg_params {
    int count;
    const char *values[PG_PARAMS_MAX];
    int lengths[PG_PARAMS_MAX];
    int formats[PG_PARAMS_MAX];
    char numbers[PG_PARAMS_MAX][24];
    int result_format; /* 0 text, 1 binary */
};
void pg_param_text(struct pg_params *params, const char *text);
void pg_param_number(struct pg_params *params, int64_t number);
void pg_param_bytes(struct pg_params *params, struct text bytes); /* bytea */
void pg_param_wire(struct pg_params *params, const struct wire *wire);

/* Runs one statement; params NULL for none. NULL and *error, or the answer, which PQclear frees. */
PGresult *pg_query(PGconn *connection, const char *sql, const struct pg_params *params,
                   struct error *error) MUST_CHECK;

/* The same for a statement that PQprepare knows. */
PGresult *pg_query_prepared(PGconn *connection, const char *name, const struct pg_params *params,
                            struct error *error) MUST_CHECK;

/* One statement without parameters whose answer nobody needs. */
bool pg_run(PGconn *connection, const char *sql, struct error *error) MUST_CHECK;
bool pg_prepare(PGconn *connection, const char *name, const char *sql,
                struct error *error) MUST_CHECK;

/* Ends a transaction that failed, if there is one. A connection that does not answer is left for
 * PQstatus to tell. */
void pg_rollback(PGconn *connection);

/* Rows that an INSERT, UPDATE or COPY touched. */
int64_t pg_affected(PGresult *result);
int64_t pg_int8(const PGresult *result, int row, int column); /* of a text result */

/* Passes an answer through when it is good; else clears it, fills *error and returns NULL. PQstatus
 * is CONNECTION_BAD from then on unless the session goes on. */
PGresult *pg_checked(PGconn *connection, PGresult *result, struct error *error);

/* What the five characters mean. ERROR_RETRY: time may heal it (connection lost, shutdown, starting
 * up, disk full, too many connections, deadlock, serialization, time-outs, a standby).
 * ERROR_CONFIG: an object, a privilege or the login is missing. ERROR_FATAL: the rest. */
enum error_kind pg_error_kind(const char *sqlstate);

#endif
