#include "goldenthread/ledger_rows.h"

#include <glib.h>
#include <string.h>

enum column { DAY, SINCE, MEASURE, ORG, SEN, NEED, STAGE, DETAIL, VALUE, COLUMNS };

/* COPY takes no parameters, so the measures travel in a setting; the sub-select is evaluated
 * once. */
static const char copy_sql[] =
    "copy (select day, since, measure, org, sen, need, stage, detail, value from kpi.ledger"
    " where measure = any ((select string_to_array(current_setting('goldenthread.measures'), ','))"
    "::text[])) to stdout (format binary)";

#define HEADER_LENGTH 19 /* signature, flags and no extension; in front of the first row */

static int16_t get_int2(const char *at) {
    guint16 big;
    memcpy(&big, at, sizeof big);
    return (int16_t)GUINT16_FROM_BE(big);
}

static int32_t get_int4(const char *at) {
    guint32 big;
    memcpy(&big, at, sizeof big);
    return (int32_t)GUINT32_FROM_BE(big);
}

static int64_t get_int8(const char *at) {
    guint64 big;
    memcpy(&big, at, sizeof big);
    return (int64_t)GUINT64_FROM_BE(big);
}

/* PostgreSQL counts days from 2000-01-01. */
static day_t get_day(struct text field) {
    return field.bytes != NULL ? get_int4(field.bytes) + DAY_FIRST : DAY_NONE;
}

/* Splits a tuple into its fields; false for the trailer and for anything of another shape. */
static bool split(const char *at, const char *end, struct text fields[COLUMNS]) {
    if (end - at < 2 || get_int2(at) != COLUMNS) {
        return false;
    }
    at += 2;
    for (int i = 0; i < COLUMNS; i++) {
        if (end - at < 4) {
            return false;
        }
        const int32_t length = get_int4(at);
        at += 4;
        if (length > end - at) {
            return false;
        }
        fields[i] = length < 0 ? TEXT_NULL : (struct text){at, (size_t)length};
        at += MAX(length, 0);
    }
    return true;
}

static void take_tuple(const char *at, const char *end, ledger_row_each *each, void *context) {
    struct text fields[COLUMNS];
    if (split(at, end, fields)) {
        const struct ledger_row row = {
            .day = get_day(fields[DAY]),
            .since = get_day(fields[SINCE]),
            .measure = fields[MEASURE],
            .org = fields[ORG],
            .sen = fields[SEN],
            .need = fields[NEED],
            .stage = fields[STAGE],
            .detail = fields[DETAIL],
            .value = get_int8(fields[VALUE].bytes),
        };
        each(context, &row);
    }
}

bool ledger_rows(PGconn *db, const char *measures, ledger_row_each *each, void *context,
                 struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, measures);
    if (!database_run(db, "select set_config('goldenthread.measures', $1, true)", &params, NULL,
                      error) ||
        !pg_run(db, copy_sql, error)) {
        return false;
    }
    char *buffer = NULL;
    int length, header = HEADER_LENGTH;
    while ((length = PQgetCopyData(db, &buffer, 0)) > 0) {
        take_tuple(buffer + MIN(header, length), buffer + length, each, context);
        header = 0;
        PQfreemem(buffer);
    }
    PGresult *result = pg_checked(db, PQgetResult(db), error);
    const bool done = result != NULL;
    while (result != NULL) {
        PQclear(result);
        result = PQgetResult(db);
    }
    return done;
}
