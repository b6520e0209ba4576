/* What the operator's commands need beyond runtime/pg.h. */
#ifndef GOLDENTHREAD_DATABASE_H
#define GOLDENTHREAD_DATABASE_H

#include <stdbool.h>

#include "runtime/pg.h"

/* A session without a statement timeout, for commands may work for long, that shows times in UTC.
 * NULL and *error otherwise;
 * PQfinish closes. */
PGconn *database_open(const char *dsn, struct error *error);

/* What reference.today() is in this session; DAY_NONE: the London date. */
bool database_today(PGconn *db, day_t today, struct error *error) MUST_CHECK;

/* Begins a transaction that reads one snapshot however long it takes. */
bool database_begin_snapshot(PGconn *db, struct error *error) MUST_CHECK;

/* What two operators must not do at once. Held until the session ends. 2 is kpi.compact()'s own. */
enum lock { LOCK_MIGRATE = 1, LOCK_REBUILD = 3 };

/* Takes the lock; ERROR_RETRY when somebody holds it. */
bool database_lock(PGconn *db, enum lock lock, struct error *error) MUST_CHECK;

/* Gives it back before the session ends, which the server notices a moment after PQfinish: whoever
 * takes the lock next must not find it held. */
bool database_unlock(PGconn *db, enum lock lock, struct error *error) MUST_CHECK;

/* Several statements in one text, as a migration has them. */
bool database_script(PGconn *db, const char *sql, struct error *error) MUST_CHECK;

/* A statement whose rows nobody wants; *rows (NULL allowed) is how many it touched. */
bool database_run(PGconn *db, const char *sql, const struct pg_params *params, int64_t *rows,
                  struct error *error) MUST_CHECK;

/* Calls `each` with a result of one row, in binary format, for every row of the statement as it
 * arrives, until it returns false, which has filled *error. Nothing is kept. */
typedef bool database_row(void *context, const PGresult *row, struct error *error);
bool database_each(PGconn *db, const char *sql, const struct pg_params *params, database_row *each,
                   void *context, struct error *error) MUST_CHECK;

/* COPY ... FROM STDIN in a text format, of the whole text. */
bool database_copy(PGconn *db, const char *sql, const char *text, size_t length,
                   struct error *error) MUST_CHECK;

/* A field of a text result, NULL for SQL's null. */
const char *database_text(const PGresult *result, int row, int column);

#endif
