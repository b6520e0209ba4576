#include "goldenthread/commands.h"
#include "goldenthread/database.h"
#include "goldenthread/table.h"

struct options {
    const char *dsn;
    int64_t limit;
    bool json;
};

static const struct column columns[] = {{"at", COLUMN_TEXT},           {"breach_id", COLUMN_TEXT},
                                        {"sequence", COLUMN_INTEGER},  {"state", COLUMN_TEXT},
                                        {"reason", COLUMN_TEXT},       {"by", COLUMN_TEXT},
                                        {"comment", COLUMN_TEXT},      {"endpoint", COLUMN_TEXT},
                                        {"told", COLUMN_TEXT},         {"attempts", COLUMN_INTEGER},
                                        {"outcome", COLUMN_TEXT},      {"status", COLUMN_INTEGER},
                                        {"delivered_at", COLUMN_TEXT}, {0}};

/* The newest, oldest first. */
static PGresult *select_changes(PGconn *db, const char *breach_id, int64_t limit,
                                struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, breach_id);
    pg_param_number(&params, limit);
    return pg_query(
        db,
        "select to_json(date_trunc('milliseconds', at)) #>> '{}', breach_id, sequence, state,"
        " reason, actor, comment, endpoint_id, told, attempts, last_outcome, last_status,"
        " to_json(date_trunc('milliseconds', delivered_at)) #>> '{}', total"
        " from (select *, count(*) over () as total from breach.changes"
        "  where $1::text is null or breach_id = $1"
        "  order by change_id desc, endpoint_id desc limit $2) newest"
        " order by change_id, endpoint_id",
        &params, error);
}

static int print_changes(const struct call *call, const struct options *options,
                         const char *breach_id, const PGresult *result) {
    const int rows = PQntuples(result);
    if (rows == 0 && breach_id != NULL) {
        command_say(call, "there is no breach '%s'; goldenthread breach list shows them",
                    breach_id);
        return EXIT_DIFFERENCES;
    }
    table_print_result(columns, result, options->json);
    const int64_t total = rows > 0 ? pg_int8(result, 0, PQnfields(result) - 1) : 0;
    if (total > rows) {
        command_say(call, "the newest %d of %" G_GINT64_FORMAT " shown; --limit shows more", rows,
                    total);
    }
    return EXIT_SUCCESS;
}

static int run_history(const struct call *call, const struct options *options,
                       const char *breach_id) {
    struct error error = {0};
    PGconn *db = database_open(options->dsn, &error);
    PGresult *result = db != NULL ? select_changes(db, breach_id, options->limit, &error) : NULL;
    const int status = result != NULL ? print_changes(call, options, breach_id, result)
                                      : command_failed(call, &error);
    PQclear(result);
    PQfinish(db);
    return status;
}

int cmd_breach_history(const struct call *call) {
    struct options options = {0};
    const struct setting settings[] = {option_dsn(&options.dsn),
                                       {"limit", SETTING_INT, &options.limit, "1000", .min = 1,
                                        .max = 1000000,
                                        .help = "how many rows are shown, the newest"},
                                       option_json(&options.json),
                                       {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        status = run_history(call, &options, rest[0]);
        config_free(config);
    }
    return status;
}
