#include "alerter/nightly.h"

#include <glib.h>

#include "runtime/log.h"

#define PAUSE_US (60 * G_USEC_PER_SEC)

/* One statement, so that nobody is in the middle of two. */
static const char statement[] =
    "SELECT coalesce(sum(rows_before), 0), coalesce(sum(rows_after), 0), count(*)"
    "  FROM kpi.compact() WHERE kpi.compaction_due()";

static void close_session(struct nightly *nightly) {
    PQfinish(nightly->connection);
    nightly->connection = NULL;
}

static void failed(struct nightly *nightly, const struct error *error) {
    /* Another alerter at the same work is nothing to worry about. */
    log_write(error->kind == ERROR_RETRY ? LOG_INFO : LOG_WARNING, "ledger.not_compacted",
              error->message, "");
    close_session(nightly);
}

static void begin(struct nightly *nightly) {
    const struct pg_session session = {"goldenthread-alerter nightly", "goldenthread_alerter", 0};
    struct error error = {0};
    nightly->look_us = g_get_monotonic_time() + PAUSE_US;
    nightly->connection = pg_connect(nightly->dsn, &session, &error);
    if (nightly->connection == NULL) {
        failed(nightly, &error);
    } else if (PQsendQuery(nightly->connection, statement) != 1) {
        pg_checked(nightly->connection, NULL, &error);
        failed(nightly, &error);
    }
}

static void end(struct nightly *nightly) {
    struct error error = {0};
    PGresult *result = pg_checked(nightly->connection, PQgetResult(nightly->connection), &error);
    if (result == NULL) {
        failed(nightly, &error);
        return;
    }
    if (pg_int8(result, 0, 2) > 0) {
        log_info("ledger.compacted", "what came to the ledger is filed", "s:I s:I", "rows_before",
                 (long long)pg_int8(result, 0, 0), "rows_after", (long long)pg_int8(result, 0, 1));
    }
    PQclear(result);
    close_session(nightly);
}

void nightly_work(struct nightly *nightly) {
    if (nightly->connection == NULL) {
        if (g_get_monotonic_time() >= nightly->look_us) {
            begin(nightly);
        }
    } else if (PQconsumeInput(nightly->connection) != 1 || !PQisBusy(nightly->connection)) {
        end(nightly);
    }
}

void nightly_stop(struct nightly *nightly) {
    if (nightly->connection == NULL) {
        return;
    }
    char reason[256];
    PGcancel *cancel = PQgetCancel(nightly->connection);
    if (cancel != NULL) {
        PQcancel(cancel, reason, sizeof reason); /* in vain when it has just ended */
        PQfreeCancel(cancel);
    }
    close_session(nightly);
}
