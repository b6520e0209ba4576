#include "goldenthread/commands.h"
#include "goldenthread/consumers.h"
#include "goldenthread/table.h"

/* Any number, the same for ever: what one compaction of the ledger holds against another. */
#define COMPACT_LOCK "7231440022"

struct compact {
    const char *dsn;
    bool all, json;
    const struct pipeline *pipeline; /* NULL: every measure */
    PGconn *db;
    struct table *report;
};

static const struct column columns[] = {{"partition", COLUMN_TEXT},
                                        {"rows_before", COLUMN_INTEGER},
                                        {"rows_after", COLUMN_INTEGER},
                                        {0}};

/* One statement and so one snapshot for each partition: a row that a consumer appends meanwhile is
 * neither read nor deleted. Only lines that have an equal are touched. $1 measures, null for all.
 * The new rows go in by day, which the block range index likes. */
static const char merge_format[] =
    "with same as materialized ("
    " select day, known_on, measure, since, org, sen, need, stage, detail,"
    "  sum(value)::bigint as value, array_agg(ctid) as rows"
    " from %1$s where $1::text is null or measure = any(string_to_array($1, ','))"
    " group by day, known_on, measure, since, org, sen, need, stage, detail"
    " having count(*) > 1 or sum(value) = 0),"
    " gone as (delete from %1$s where ctid = any(array(select unnest(rows) from same))"
    "  returning 1),"
    " merged as (insert into %1$s"
    "  (day, known_on, measure, since, org, sen, need, stage, detail, value)"
    "  select day, known_on, measure, since, org, sen, need, stage, detail, value"
    "  from same where value <> 0 order by day returning 1)"
    "select (select count(*) from %1$s),"
    " (select count(*) from %1$s) - (select count(*) from gone) + (select count(*) from merged)";

static bool compact_partition(struct compact *compact, const char *partition, const char *merge,
                              struct error *error) {
    char *measures = compact->pipeline != NULL ? consumer_measures(compact->pipeline) : NULL;
    struct pg_params params = {0};
    pg_param_text(&params, measures);
    PGresult *result = pg_query(compact->db, merge, &params, error);
    if (result != NULL && pg_int8(result, 0, 0) > 0) {
        table_cell(compact->report, partition);
        table_integer(compact->report, pg_int8(result, 0, 0));
        table_integer(compact->report, pg_int8(result, 0, 1));
    }
    PQclear(result);
    g_free(measures);
    return result != NULL;
}

/* The partitions of the ledger, an academic year each, with the statement that merges each. */
static PGresult *select_partitions(struct compact *compact, struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, merge_format);
    return pg_query(compact->db,
                    "select relid::text, format($1::text, relid::text)"
                    " from pg_partition_tree('kpi.ledger') where isleaf order by 1",
                    &params, error);
}

static bool lock(struct compact *compact, struct error *error) {
    PGresult *result =
        pg_query(compact->db, "select pg_try_advisory_lock(" COMPACT_LOCK ")", NULL, error);
    const bool locked = result != NULL && PQgetvalue(result, 0, 0)[0] == 't';
    if (result != NULL && !locked) {
        error_set(error, ERROR_RETRY, "another compaction is at work; hint: try again later");
    }
    PQclear(result);
    return locked;
}

static bool compact_all(const struct call *call, struct compact *compact, struct error *error) {
    compact->db = database_open(compact->dsn, error);
    if (compact->db == NULL || !lock(compact, error)) {
        return false;
    }
    PGresult *partitions = select_partitions(compact, error);
    bool done = partitions != NULL;
    for (int row = 0; done && row < PQntuples(partitions); row++) {
        const char *partition = PQgetvalue(partitions, row, 0);
        command_say(call, "%s, %d of %d", partition, row + 1, PQntuples(partitions));
        done = compact_partition(compact, partition, PQgetvalue(partitions, row, 1), error);
    }
    PQclear(partitions);
    return done;
}

static int run_compact(const struct call *call, struct compact *compact) {
    struct error error = {0};
    compact->report = table_new(columns);
    const bool done = compact_all(call, compact, &error);
    table_print(compact->report, compact->json);
    table_free(compact->report);
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
        compact.pipeline = rest[0] != NULL ? consumer_find(call, rest[0]) : NULL;
        status = compact.all || compact.pipeline != NULL ? run_compact(call, &compact) : EX_USAGE;
    }
    config_free(config);
    return status;
}
