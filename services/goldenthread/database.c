#include "goldenthread/database.h"

#define BINARY_FORMAT 1

PGconn *database_open(const char *dsn, struct error *error) {
    const struct pg_session session = {.application_name = "goldenthread"};
    PGconn *db = pg_connect(dsn, &session, error);
    if (db != NULL && !pg_run(db, "set timezone = 'UTC'", error)) {
        PQfinish(db);
        db = NULL;
    }
    return db;
}

bool database_today(PGconn *db, day_t today, struct error *error) {
    char text[DAY_TEXT_SIZE] = "";
    if (today != DAY_NONE) {
        day_format(today, text);
    }
    struct pg_params params = {0};
    pg_param_text(&params, text);
    return database_run(db, "select set_config('goldenthread.today', $1, false)", &params, NULL,
                        error);
}

bool database_begin_snapshot(PGconn *db, struct error *error) {
    return pg_run(db, "begin isolation level repeatable read read only", error) &&
           pg_run(db, "set local idle_in_transaction_session_timeout = 0", error);
}

#define LOCKS 7231440 /* any number, the same for ever: the first key of our advisory locks */

bool database_lock(PGconn *db, enum lock lock, struct error *error) {
    static const char *const names[] = {[LOCK_MIGRATE] = "migrate", [LOCK_REBUILD] = "rebuild"};
    struct pg_params params = {0};
    pg_param_number(&params, LOCKS);
    pg_param_number(&params, lock);
    PGresult *result =
        pg_query(db, "select pg_try_advisory_lock($1::int, $2::int)", &params, error);
    const bool locked = result != NULL && PQgetvalue(result, 0, 0)[0] == 't';
    if (result != NULL && !locked) {
        error_set(error, ERROR_RETRY, "another goldenthread %s is at work; hint: try again later",
                  names[lock]);
    }
    PQclear(result);
    return locked;
}

bool database_unlock(PGconn *db, enum lock lock, struct error *error) {
    struct pg_params params = {0};
    pg_param_number(&params, LOCKS);
    pg_param_number(&params, lock);
    return database_run(db, "select pg_advisory_unlock($1::int, $2::int)", &params, NULL, error);
}

bool database_script(PGconn *db, const char *sql, struct error *error) {
    PGresult *result = pg_checked(db, PQexec(db, sql), error);
    PQclear(result);
    return result != NULL;
}

bool database_run(PGconn *db, const char *sql, const struct pg_params *params, int64_t *rows,
                  struct error *error) {
    PGresult *result = pg_query(db, sql, params, error);
    if (result != NULL && rows != NULL) {
        *rows = pg_affected(result);
    }
    PQclear(result);
    return result != NULL;
}

/* Takes the results of the statement to their end; the rows go to `each` while all is well. */
static bool take_rows(PGconn *db, database_row *each, void *context, struct error *error) {
    bool well = true;
    PGresult *result;
    while ((result = PQgetResult(db)) != NULL) {
        if (PQresultStatus(result) == PGRES_SINGLE_TUPLE) {
            well = well && each(context, result, error);
        } else {
            result = pg_checked(db, result, well ? error : NULL);
            well = well && result != NULL;
        }
        PQclear(result);
    }
    return well;
}

bool database_each(PGconn *db, const char *sql, const struct pg_params *params, database_row *each,
                   void *context, struct error *error) {
    static const struct pg_params none;
    const struct pg_params *with = params != NULL ? params : &none;
    if (PQsendQueryParams(db, sql, with->count, NULL, with->values, with->lengths, with->formats,
                          BINARY_FORMAT) != 1 ||
        PQsetSingleRowMode(db) != 1) {
        return pg_checked(db, NULL, error) != NULL;
    }
    return take_rows(db, each, context, error);
}

bool database_copy(PGconn *db, const char *sql, const char *text, size_t length,
                   struct error *error) {
    if (!pg_run(db, sql, error)) {
        return false;
    }
    const bool sent = PQputCopyData(db, text, (int)length) == 1 && PQputCopyEnd(db, NULL) == 1;
    PGresult *result = pg_checked(db, PQgetResult(db), error);
    const bool done = sent && result != NULL;
    while (result != NULL) {
        PQclear(result);
        result = PQgetResult(db);
    }
    return done;
}

const char *database_text(const PGresult *result, int row, int column) {
    return PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column);
}
