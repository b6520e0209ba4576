/* The alerter's connection to the database, which may go away and comes back. */
#ifndef GOLDENTHREAD_SESSION_H
#define GOLDENTHREAD_SESSION_H

#include <glib.h>
#include <stdint.h>

#include "runtime/pg.h"

struct session {
    const char *dsn;
    PGconn *connection; /* NULL while the database is away */
    uint64_t number;    /* of this connection: what was locked under another is not any more */
    int64_t retry_us;   /* monotonic: when it is tried again */
    GHashTable *known;  /* names of statements that the connection has prepared, a set */
};

/* Connects and listens for changes. False and *error. */
bool session_open(struct session *session, struct error *error) MUST_CHECK;
void session_close(struct session *session);

/* True when there is a connection, or time has come and there is one again. ERROR_RETRY: later. */
bool session_keep(struct session *session, struct error *error) MUST_CHECK;

/* A statement that is prepared when the connection first runs it: planning takes longer than
 * running it does. `name` and `sql` are constants and belong together. NULL and *error, or the
 * answer, which PQclear frees. */
PGresult *session_query(struct session *session, const char *name, const char *sql,
                        const struct pg_params *params, struct error *error) MUST_CHECK;

/* After a statement failed: whether to go on. A connection that is broken is closed, to be opened
 * again in a second; what time does not heal is not to be gone on from. */
bool session_heals(struct session *session, const struct error *error);

/* Whether the database has told of something new since the last time. A hint, to be asked again
 * before each sleep: a statement's answer may have brought it. */
bool session_notified(struct session *session);

#endif
