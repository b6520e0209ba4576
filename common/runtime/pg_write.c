/* The transaction of one write set. Killed anywhere, the database holds all of it or nothing:
 *
 * write.before-begin      nothing is written: the messages are read again
 * write.after-fence       nothing is written; the offset rows stay locked until the server notices
 * write.after-documents   the same
 * write.after-lines       the same
 * write.after-breaches    the same
 * write.before-commit     the same
 * write.commit-sent       all or nothing; the offsets tell which
 * write.after-commit      all is written: reading goes on behind it */
#include <glib.h>
#include <inttypes.h>

#include "runtime/crash_point.h"
#include "runtime/ledger_copy.h"
#include "runtime/pg_consumer.h"

/* Bodies are packed already, so nothing is compressed, and in line up to what a page can hold. */
static const char staged_sql[] =
    "CREATE TEMPORARY TABLE staged (child_ref text COLLATE \"C\", window_start date,"
    "       partition int4, expected int8, next_due date, body bytea)"
    "  WITH (toast_tuple_target = 8160)";

static const char staged_body_sql[] =
    "ALTER TABLE pg_temp.staged ALTER COLUMN body SET STORAGE EXTERNAL";

static const struct pg_staged staged = {
    .delete_sql = "DELETE FROM pg_temp.staged",
    .truncate_sql = "TRUNCATE pg_temp.staged",
    .copy_sql = "COPY pg_temp.staged (child_ref, window_start, partition, expected, next_due, body)"
                " FROM STDIN (FORMAT binary)",
};

/* Each staged row looks its document up. As a plain equality the child could also be joined by
 * walking through the documents and reading all staged rows for each of them, which is what the
 * planner prefers once it believes that there are none: it does after a VACUUM that saw only rows
 * that were not committed yet. */
static const char update_sql[] =
    "UPDATE state.%s AS d"
    "   SET partition = s.partition, version = s.expected + 1, next_due = s.next_due,"
    "       body = s.body"
    "  FROM pg_temp.staged AS s"
    " WHERE d.child_ref = ANY (ARRAY[s.child_ref]) AND d.window_start = s.window_start"
    "   AND d.version = s.expected";

static const char insert_sql[] =
    "INSERT INTO state.%s (child_ref, window_start, partition, version, next_due, body)"
    " SELECT child_ref, window_start, partition, 1, next_due, body"
    "   FROM pg_temp.staged WHERE expected = 0"
    " ON CONFLICT (child_ref, window_start) DO NOTHING";

static bool prepare_on_state(PGconn *connection, const struct pg_consumer *consumer,
                             struct error *error) {
    char *table = PQescapeIdentifier(connection, consumer->name, strlen(consumer->name));
    char *update = g_strdup_printf(update_sql, table);
    char *insert = g_strdup_printf(insert_sql, table);
    bool prepared = pg_prepare(connection, "update", update, error) &&
                    pg_prepare(connection, "insert", insert, error);
    g_free(insert);
    g_free(update);
    PQfreemem(table);
    return prepared;
}

bool pg_write_prepare(PGconn *connection, const struct pg_consumer *consumer, struct error *error) {
    return pg_fence_prepare(connection, error) && pg_run(connection, staged_sql, error) &&
           pg_run(connection, staged_body_sql, error) &&
           prepare_on_state(connection, consumer, error) &&
           (!consumer->has_rules || pg_breach_write_prepare(connection, consumer, error)) &&
           pg_quarantine_prepare(connection, error);
}

/* Returns how many of the documents have no row yet. */
static size_t stage_rows(struct copy *copy, const GArray *documents) {
    size_t added = 0;
    for (guint i = 0; i < documents->len; i++) {
        const struct document_write *document = &g_array_index(documents, struct document_write, i);
        struct wire *row = copy_row(copy, 6);
        wire_text(row, document->child_ref);
        wire_date(row, document->window_start);
        wire_int4(row, document->partition);
        wire_int8(row, document->expected_version);
        wire_date(row, document->next_due);
        wire_bytes(row, (struct text){(const char *)document->body, document->length});
        added += document->expected_version == 0;
    }
    return added;
}

/* Runs one of the two statements that take the staged rows over; it must find all of its rows as
 * they were read. */
static bool take_over(PGconn *connection, const char *name, size_t expected, struct write_set *set,
                      struct error *error) {
    if (expected == 0) {
        return true;
    }
    PGresult *result = pg_query_prepared(connection, name, NULL, error);
    if (result == NULL) {
        return false;
    }
    int64_t written = pg_affected(result);
    PQclear(result);
    set->version_missed = written != (int64_t)expected;
    return !set->version_missed ||
           error_set(error, ERROR_FENCED,
                     "%" PRId64 " of %zu documents were changed by another instance",
                     (int64_t)expected - written, expected);
}

static bool write_documents(PGconn *connection, struct pg_staging *staging, struct write_set *set,
                            struct error *error) {
    if (set->documents->len == 0) {
        return true;
    }
    if (!pg_stage(connection, &staging->copy, &staged, &staging->documents, set->documents->len,
                  error)) {
        return false;
    }
    size_t added = stage_rows(&staging->copy, set->documents);
    size_t changed = set->documents->len - added;
    bool written = copy_end(&staging->copy, error) &&
                   take_over(connection, "update", changed, set, error) &&
                   take_over(connection, "insert", added, set, error);
    if (written) {
        CRASH_POINT("write.after-documents");
    }
    return written;
}

struct ledger_rows {
    struct copy *copy;
    day_t known_on;
};

static void put_line(void *context, const struct line *line) {
    const struct ledger_rows *rows = context;
    ledger_copy_line(rows->copy, line, rows->known_on);
}

static bool write_lines(PGconn *connection, struct copy *copy, struct write_set *set,
                        struct error *error) {
    if (tally_count(&set->tally) == 0) {
        return true;
    }
    if (!ledger_copy_begin(copy, connection, error)) {
        return false;
    }
    struct ledger_rows rows = {copy, set->known_on};
    tally_each(&set->tally, put_line, &rows);
    bool written = copy_end(copy, error);
    if (written) {
        CRASH_POINT("write.after-lines");
    }
    return written;
}

static bool write_breaches(PGconn *connection, const struct pg_consumer *consumer,
                           struct pg_staging *staging, struct write_set *set, struct error *error) {
    bool written = pg_breach_write(connection, consumer, staging, set, error);
    if (written) {
        CRASH_POINT("write.after-breaches");
    }
    return written;
}

static bool write_commit(PGconn *connection, struct error *error) {
    CRASH_POINT("write.before-commit");
    PQsendQuery(connection, "COMMIT"); /* a failure to send is the answer below */
    CRASH_POINT("write.commit-sent");
    PGresult *result = pg_checked(connection, PQgetResult(connection), error);
    if (result == NULL) {
        return false;
    }
    /* A transaction that failed earlier answers COMMIT with ROLLBACK, and no error. */
    bool committed = strcmp(PQcmdStatus(result), "COMMIT") == 0;
    PQclear(result);
    PQclear(PQgetResult(connection));
    return committed || error_set(error, ERROR_FATAL, "database: COMMIT was answered by ROLLBACK");
}

static bool fence_pass(PGconn *connection, const struct pg_consumer *consumer,
                       const struct write_set *set, struct error *error) {
    bool passed = pg_fence(connection, consumer, set, error);
    if (passed) {
        CRASH_POINT("write.after-fence");
    }
    return passed;
}

bool pg_write(PGconn *connection, const struct pg_consumer *consumer, struct pg_staging *staging,
              struct write_set *set, struct error *error) {
    if (set->advances->len == 0) {
        return error_set(error, ERROR_FATAL, "a write set that moves no offset has no fence");
    }
    CRASH_POINT("write.before-begin");
    int64_t start_us = g_get_monotonic_time();
    set->version_missed = false;
    bool committed =
        pg_run(connection, "BEGIN", error) && fence_pass(connection, consumer, set, error) &&
        write_documents(connection, staging, set, error) &&
        write_lines(connection, &staging->copy, set, error) &&
        write_breaches(connection, consumer, staging, set, error) &&
        pg_quarantine(connection, consumer, set, error) && write_commit(connection, error);
    if (!committed) {
        pg_rollback(connection);
        return false;
    }
    CRASH_POINT("write.after-commit");
    set->commit_seconds = (double)(g_get_monotonic_time() - start_us) / G_USEC_PER_SEC;
    return true;
}
