#include "goldenthread/commands.h"
#include "goldenthread/database.h"
#include "goldenthread/kpi_definition.h"
#include "goldenthread/report.h"

struct options {
    const char *dsn, *kpi_id, *period, *sen;
    bool json;
};

static const struct column list_columns[] = {
    {"kpi_id", COLUMN_TEXT},        {"kind", COLUMN_TEXT},  {"unit", COLUMN_TEXT},
    {"commitment", COLUMN_INTEGER}, {"title", COLUMN_TEXT}, {0}};

static const struct column series_columns[] = {
    {"period", COLUMN_TEXT},   {"starts_on", COLUMN_TEXT},    {"ends_on", COLUMN_TEXT},
    {"sen", COLUMN_TEXT},      {"numerator", COLUMN_INTEGER}, {"denominator", COLUMN_INTEGER},
    {"value", COLUMN_DECIMAL}, {"shown", COLUMN_DECIMAL},     {0}};

int cmd_kpi_list(const struct call *call) {
    return report_query(call,
                        "select kpi_id, kind, unit, commitment, title from kpi.definition"
                        " order by kpi_id",
                        list_columns);
}

/* Whether the KPI has the period, which is chosen if none was asked for: months are what most
 * people look at first. */
static bool choose_period(const struct call *call, struct options *options, char *const *periods) {
    if (options->period == NULL) {
        options->period =
            g_strv_contains((const char *const *)periods, "month") ? "month" : periods[0];
    }
    if (g_strv_contains((const char *const *)periods, options->period)) {
        return true;
    }
    char *list = g_strjoinv(", ", (char **)periods);
    command_usage(call, "'%s' has no period '%s'; it has: %s", options->kpi_id, options->period,
                  list);
    g_free(list);
    return false;
}

static int show_series(const struct call *call, const struct options *options, PGconn *db) {
    struct error error = {0};
    struct pg_params params = {0};
    pg_param_text(&params, options->kpi_id);
    pg_param_text(&params, options->period);
    pg_param_text(&params, options->sen);
    PGresult *result = pg_query(
        db,
        "select period, starts_on, ends_on, sen, numerator, denominator, round(value, 9), shown"
        " from kpi.series where kpi_id = $1 and period = $2 and ($3::text is null or sen = $3)"
        " order by starts_on, array_position(array['ALL', 'N', 'SEND', 'K', 'E'], sen::text)",
        &params, &error);
    if (result == NULL) {
        return command_failed(call, &error);
    }
    table_print_result(series_columns, result, options->json);
    if (PQntuples(result) == 0) {
        command_say(call, "nothing was sent for it; that is not the same as zero");
    }
    PQclear(result);
    return EXIT_SUCCESS;
}

static int run_show(const struct call *call, struct options *options) {
    struct error error = {0};
    int status = EX_USAGE;
    PGconn *db = database_open(options->dsn, &error);
    if (db == NULL) {
        return command_failed(call, &error);
    }
    PGresult *definition = kpi_definition(call, db, options->kpi_id, &status);
    if (definition != NULL) {
        char **periods = g_strsplit(PQgetvalue(definition, 0, KPI_PERIODS), " ", -1);
        if (choose_period(call, options, periods)) {
            status = show_series(call, options, db);
        }
        g_strfreev(periods);
    }
    PQclear(definition);
    PQfinish(db);
    return status;
}

int cmd_kpi_show(const struct call *call) {
    struct options options = {0};
    const struct setting settings[] = {
        option_dsn(&options.dsn),
        {"period", SETTING_STRING, &options.period,
         .help = "day, month, term, academic-year, calendar-year or financial-year"},
        {"sen", SETTING_STRING, &options.sen,
         .help = "N none, K support, E plan, SEND both, ALL; else each"},
        option_json(&options.json),
        {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        options.kpi_id = rest[0];
        status = run_show(call, &options);
        config_free(config);
    }
    return status;
}
