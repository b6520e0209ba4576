#include "goldenthread/breach_event.h"
#include "goldenthread/commands.h"
#include "goldenthread/database.h"
#include "goldenthread/table.h"

struct options {
    const char *dsn, *schemas;
    day_t today;
    bool json;
};

/* The select list's order; what follows RECORD_ID in the table comes before it in the row. */
static const struct column columns[] = {{"breach_id", COLUMN_TEXT},
                                        {"state", COLUMN_TEXT},
                                        {"priority", COLUMN_TEXT},
                                        {"rule", COLUMN_TEXT},
                                        {"wording", COLUMN_TEXT},
                                        {"school", COLUMN_TEXT},
                                        {"org", COLUMN_TEXT},
                                        {"year_band", COLUMN_TEXT},
                                        {"raised_on", COLUMN_TEXT},
                                        {"due_on", COLUMN_TEXT},
                                        {"over_on", COLUMN_TEXT},
                                        {"age_days", COLUMN_INTEGER},
                                        {"quiet", COLUMN_FLAG},
                                        {"commitment", COLUMN_INTEGER},
                                        {"rule_id", COLUMN_TEXT},
                                        {"step", COLUMN_TEXT},
                                        {"sequence", COLUMN_INTEGER},
                                        {"opened_at", COLUMN_TEXT},
                                        {"changed_at", COLUMN_TEXT},
                                        {"mark_date", COLUMN_TEXT},
                                        {"mark_session", COLUMN_TEXT},
                                        {"event_id", COLUMN_TEXT},
                                        {"source", COLUMN_TEXT},
                                        {"record_id", COLUMN_TEXT},
                                        {0}};

enum field { DUE_ON = 9, STEP = 15, EVENT_ID = 21, EPISODE };

static const struct column told_columns[] = {
    {"at", COLUMN_TEXT},          {"sequence", COLUMN_INTEGER},  {"state", COLUMN_TEXT},
    {"endpoint", COLUMN_TEXT},    {"role", COLUMN_TEXT},         {"told", COLUMN_TEXT},
    {"attempts", COLUMN_INTEGER}, {"delivered_at", COLUMN_TEXT}, {0}};

static PGresult *select_breach(PGconn *db, const char *breach_id, struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, breach_id);
    return pg_query(
        db,
        "select breach_id, o.state, o.priority, o.title, o.wording, o.school, o.org, o.year_band,"
        " o.raised_on, o.due_on, o.over_on, o.age_days, o.quiet, o.commitment, o.rule_id, o.step,"
        " o.sequence, to_json(date_trunc('second', o.opened_at)) #>> '{}',"
        " to_json(date_trunc('second', o.changed_at)) #>> '{}',"
        " case when o.session is not null then o.raised_on end, o.session, h.event_id, h.episode"
        " from breach.overview o join breach.history h using (breach_id) where breach_id = $1",
        &params, error);
}

static PGresult *select_told(PGconn *db, const char *breach_id, struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, breach_id);
    return pg_query(db,
                    "select to_json(date_trunc('milliseconds', at)) #>> '{}', sequence, state,"
                    " endpoint_id, role, told, attempts,"
                    " to_json(date_trunc('milliseconds', delivered_at)) #>> '{}'"
                    " from breach.changes where breach_id = $1 order by change_id, endpoint_id",
                    &params, error);
}

/* Whose record it is. A login that may see breaches and no documents gets what the episode says. */
static struct breach_record find_record(const struct call *call, const struct options *options,
                                        PGconn *db, const PGresult *breach) {
    struct error error = {0};
    struct breach_record record =
        breach_record_of(PQgetvalue(breach, 0, EPISODE), PQgetvalue(breach, 0, STEP),
                         database_text(breach, 0, DUE_ON));
    if (record.source == NULL && !PQgetisnull(breach, 0, EVENT_ID) &&
        !breach_event_record(db, options->schemas, PQgetvalue(breach, 0, 0), &record, &error)) {
        command_say(call, "the record of its event is not looked up: %s", error.message);
    }
    return record;
}

static struct table *breach_table(const struct call *call, const struct options *options,
                                  PGconn *db, const PGresult *breach) {
    struct table *table = table_new(columns);
    for (int field = 0; field <= EVENT_ID; field++) {
        table_cell(table, database_text(breach, 0, field));
    }
    struct breach_record record = find_record(call, options, db, breach);
    table_cell(table, record.source);
    table_cell(table, record.record_id);
    breach_record_clear(&record);
    return table;
}

static void print_both(const struct options *options, const struct table *breach,
                       const struct table *told) {
    if (options->json) {
        json_t *rows = table_json(breach);
        json_t *document = json_incref(json_array_get(rows, 0));
        json_decref(rows);
        json_object_set_new(document, "told", table_json(told));
        json_print(document);
        return;
    }
    table_print_record(breach, false);
    printf("\nWho was told:\n\n");
    table_print(told, false);
}

static int print_breach(const struct call *call, const struct options *options, PGconn *db,
                        const char *breach_id) {
    struct error error = {0};
    PGresult *breach = select_breach(db, breach_id, &error);
    PGresult *told = breach != NULL ? select_told(db, breach_id, &error) : NULL;
    int status = EXIT_SUCCESS;
    if (told == NULL) {
        status = command_failed(call, &error);
    } else if (PQntuples(breach) == 0) {
        command_say(call, "there is no breach '%s'; goldenthread breach list shows them",
                    breach_id);
        status = EXIT_DIFFERENCES;
    } else {
        struct table *first = breach_table(call, options, db, breach);
        struct table *second = table_new(told_columns);
        table_result(second, told);
        print_both(options, first, second);
        table_free(second);
        table_free(first);
    }
    PQclear(told);
    PQclear(breach);
    return status;
}

static int run_show(const struct call *call, const struct options *options, const char *breach_id) {
    struct error error = {0};
    PGconn *db = database_open(options->dsn, &error);
    const int status = db != NULL && database_today(db, options->today, &error)
                           ? print_breach(call, options, db, breach_id)
                           : command_failed(call, &error);
    PQfinish(db);
    return status;
}

int cmd_breach_show(const struct call *call) {
    struct options options = {0};
    const struct setting settings[] = {option_dsn(&options.dsn),
                                       option_schemas(&options.schemas),
                                       option_today(&options.today),
                                       option_json(&options.json),
                                       {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        status = run_show(call, &options, rest[0]);
        config_free(config);
    }
    return status;
}
