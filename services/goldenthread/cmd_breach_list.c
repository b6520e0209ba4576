#include "goldenthread/commands.h"
#include "goldenthread/database.h"
#include "goldenthread/table.h"

#define ANY "any"

struct filter {
    const char *dsn, *rule, *org;
    int priority, stage, state, quiet;
    int64_t commitment, limit;
    day_t raised_since, today;
    bool json;
};

/* What a lead reads in a line, then what programs want too. */
#define LEAD_COLUMNS                                                                     \
    {"breach_id", COLUMN_TEXT}, {"priority", COLUMN_TEXT}, {"rule", COLUMN_TEXT},        \
        {"school", COLUMN_TEXT}, {"year_band", COLUMN_TEXT}, {"raised_on", COLUMN_TEXT}, \
        {"due_on", COLUMN_TEXT}, {"state", COLUMN_TEXT}, {"age_days", COLUMN_INTEGER}, { \
        "quiet", COLUMN_FLAG                                                             \
    }

static const struct column lead_columns[] = {LEAD_COLUMNS, {0}};
static const struct column json_columns[] = {LEAD_COLUMNS,
                                             {"rule_id", COLUMN_TEXT},
                                             {"step", COLUMN_TEXT},
                                             {"org", COLUMN_TEXT},
                                             {"commitment", COLUMN_INTEGER},
                                             {"over_on", COLUMN_TEXT},
                                             {"sequence", COLUMN_INTEGER},
                                             {0}};

static const char *const priorities[] = {ANY, "P1", "P2", "P3", "P4", NULL};
static const char *const stages[] = {ANY,      "nursery", "primary", "secondary",
                                     "post16", "unknown", NULL};
static const char *const states[] = {"open", "raised", "acknowledged", "resolved", "retracted",
                                     ANY,    NULL};
static const char *const quiets[] = {ANY, "no", "yes", NULL};

/* NULL, which leaves nothing out, for 'any'. */
static const char *wanted(const char *const *choices, int choice) {
    return g_str_equal(choices[choice], ANY) ? NULL : choices[choice];
}

static PGresult *select_list(PGconn *db, const struct filter *filter, struct error *error) {
    char since[DAY_TEXT_SIZE];
    day_format(filter->raised_since, since);
    struct pg_params params = {0};
    pg_param_text(&params, filter->rule);
    pg_param_text(&params, wanted(priorities, filter->priority));
    pg_param_text(&params, filter->org);
    pg_param_text(&params, wanted(stages, filter->stage));
    pg_param_text(&params, wanted(states, filter->state));
    pg_param_text(&params, wanted(quiets, filter->quiet));
    pg_param_number(&params, filter->commitment);
    pg_param_text(&params, filter->raised_since == DAY_NONE ? NULL : since);
    pg_param_number(&params, filter->limit);
    return pg_query(
        db,
        "select breach_id, priority, title, school, year_band, raised_on, due_on, state, age_days,"
        " quiet, rule_id, step, org, commitment, over_on, sequence, count(*) over ()"
        " from breach.overview where ($1::text is null or rule_id = $1)"
        " and ($2::text is null or priority = $2) and ($3::text is null or org = $3)"
        " and ($4::text is null or year_band = $4)"
        " and ($5::text is null or state = upper($5)"
        "  or ($5 = 'open' and state in ('RAISED', 'ACKNOWLEDGED')))"
        " and ($6::text is null or quiet = $6::boolean) and ($7::int = 0 or commitment = $7)"
        " and ($8::date is null or raised_on >= $8)"
        " order by priority, due_on nulls last, raised_on, breach_id limit $9",
        &params, error);
}

static void print_list(const struct call *call, const struct filter *filter,
                       const PGresult *result) {
    table_print_result(filter->json ? json_columns : lead_columns, result, filter->json);
    const int64_t total = PQntuples(result) > 0 ? pg_int8(result, 0, PQnfields(result) - 1) : 0;
    if (total > PQntuples(result)) {
        command_say(call, "%d of %" G_GINT64_FORMAT " shown; --limit shows more", PQntuples(result),
                    total);
    }
}

static int run_list(const struct call *call, const struct filter *filter) {
    struct error error = {0};
    PGconn *db = database_open(filter->dsn, &error);
    PGresult *result = db != NULL && database_today(db, filter->today, &error)
                           ? select_list(db, filter, &error)
                           : NULL;
    int status = EXIT_SUCCESS;
    if (result == NULL) {
        status = command_failed(call, &error);
    } else {
        print_list(call, filter, result);
    }
    PQclear(result);
    PQfinish(db);
    return status;
}

int cmd_breach_list(const struct call *call) {
    struct filter filter = {0};
    const struct setting settings[] = {
        option_dsn(&filter.dsn),
        {"state", SETTING_CHOICE, &filter.state, "open", .choices = states,
         .help = "open are the raised and the acknowledged ones"},
        {"rule", SETTING_STRING, &filter.rule, .help = "only this rule's, e.g. C1_SIXTH_DAY"},
        {"priority", SETTING_CHOICE, &filter.priority, ANY, .choices = priorities,
         .help = "P1 is to be looked at now"},
        {"commitment", SETTING_INT, &filter.commitment, "0", .min = 0, .max = 5,
         .help = "only this commitment's, 1 to 5; 0 for all"},
        {"org", SETTING_STRING, &filter.org, .help = "only this school's (URN) or provider's"},
        {"stage", SETTING_CHOICE, &filter.stage, ANY, .choices = stages,
         .help = "only this year band's"},
        {"quiet", SETTING_CHOICE, &filter.quiet, ANY, .choices = quiets,
         .help = "yes: only those that were recorded and not sent"},
        {"raised-since", SETTING_DAY, &filter.raised_since, .help = "raised on this day or later"},
        {"limit", SETTING_INT, &filter.limit, "100", .min = 1, .max = 1000000,
         .help = "how many are shown, the most urgent first"},
        option_today(&filter.today),
        option_json(&filter.json),
        {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        status = run_list(call, &filter);
        config_free(config);
    }
    return status;
}
