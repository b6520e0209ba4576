#include "goldenthread/commands.h"
#include "goldenthread/consumers.h"
#include "goldenthread/table.h"

struct compact {
    const char *dsn;
    bool all, json;
    const char *consumer; /* NULL: every measure */
    PGconn *db;
};

static const struct column columns[] = {{"partition", COLUMN_TEXT},
                                        {"rows_before", COLUMN_INTEGER},
                                        {"rows_after", COLUMN_INTEGER},
                                        {0}};

static PGresult *file_lines(struct compact *compact, struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, compact->consumer);
    return pg_query(compact->db, "select * from kpi.compact($1)", &params, error);
}

/* The lines that were moved leave their space to the next ones, and queries are planned by what is
 * there now. What autovacuum does by itself a minute later. */
static bool tidy_up(struct compact *compact, const PGresult *partitions, struct error *error) {
    bool done = pg_run(compact->db, "vacuum (analyze) kpi.ledger", error);
    for (int row = 0; done && row < PQntuples(partitions); row++) {
        char *statement = g_strdup_printf("vacuum (analyze) %s", PQgetvalue(partitions, row, 0));
        done = pg_run(compact->db, statement, error);
        g_free(statement);
    }
    return done;
}

static int run_compact(const struct call *call, struct compact *compact) {
    struct error error = {0};
    PGresult *partitions = NULL;
    compact->db = database_open(compact->dsn, &error);
    bool done = compact->db != NULL;
    if (done) {
        partitions = file_lines(compact, &error);
        done = partitions != NULL && tidy_up(compact, partitions, &error);
    }
    if (done) {
        struct table *report = table_new(columns);
        table_result(report, partitions);
        table_print(report, compact->json);
        table_free(report);
    }
    PQclear(partitions);
    PQfinish(compact->db);
    return done ? EXIT_SUCCESS : command_failed(call, &error);
}

int cmd_compact(const struct call *call) {
    struct compact compact = {0};
    const struct setting settings[] = {
        option_dsn(&compact.dsn),
        {"all", SETTING_FLAG, &compact.all, .help = "the lines of every consumer"},
        option_json(&compact.json),
        {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config == NULL) {
        return status;
    }
    if ((rest[0] != NULL) == compact.all) {
        status = command_usage(call, "name one consumer, or give --all");
    } else {
        compact.consumer = rest[0];
        status = compact.all || consumer_find(call, rest[0]) != NULL ? run_compact(call, &compact)
                                                                     : EX_USAGE;
    }
    config_free(config);
    return status;
}
