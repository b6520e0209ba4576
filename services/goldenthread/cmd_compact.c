#include "goldenthread/commands.h"
#include "goldenthread/consumers.h"
#include "goldenthread/table.h"

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
    " (select count(*) from %1$s) - (select count(*) from gone) + (select count(*) from merged),"
    " pg_relation_size(%1$L)";

/* A row takes 85 bytes. A file of more than twice that is worth the pause of rewriting it; a small
 * one never is. */
#define ROW_BYTES 85
#define SMALL_FILE_BYTES (INT64_C(16) << 20)

enum partition_column { PARTITION, MERGE, SHRINK };

/* The partitions of the ledger that hold anything, an academic year each, with the statements that
 * merge each and give its space back. */
static PGresult *select_partitions(struct compact *compact, struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, merge_format);
    return pg_query(compact->db,
                    "select relid::text, format($1::text, relid::text),"
                    " format('vacuum (full, analyze) %s', relid::text)"
                    " from pg_partition_tree('kpi.ledger')"
                    " where isleaf and pg_relation_size(relid) > 0 order by 1",
                    &params, error);
}

static PGresult *merge_partition(struct compact *compact, const char *merge, struct error *error) {
    char *measures = compact->pipeline != NULL ? consumer_measures(compact->pipeline) : NULL;
    struct pg_params params = {0};
    pg_param_text(&params, measures);
    PGresult *result = pg_query(compact->db, merge, &params, error);
    g_free(measures);
    return result;
}

/* Rewriting the file holds appends up for a second or two; not at all when somebody reads for so
 * long that appends would queue up behind us. */
static bool shrink_partition(const struct call *call, struct compact *compact, const char *shrink,
                             struct error *error) {
    struct error cause = {0};
    if (pg_run(compact->db, "set lock_timeout = '2s'", &cause) &&
        pg_run(compact->db, shrink, &cause)) {
        return true;
    }
    if (cause.kind == ERROR_RETRY && PQstatus(compact->db) == CONNECTION_OK) {
        command_say(call, "its space is given back another time: somebody is reading");
        return true;
    }
    return error_set(error, cause.kind, "%s", cause.message);
}

static bool compact_partition(const struct call *call, struct compact *compact,
                              const PGresult *partitions, int row, struct error *error) {
    PGresult *merged = merge_partition(compact, PQgetvalue(partitions, row, MERGE), error);
    if (merged == NULL) {
        return false;
    }
    const int64_t after = pg_int8(merged, 0, 1), file_bytes = pg_int8(merged, 0, 2);
    table_cell(compact->report, PQgetvalue(partitions, row, PARTITION));
    table_integer(compact->report, pg_int8(merged, 0, 0));
    table_integer(compact->report, after);
    PQclear(merged);
    return file_bytes <= 2 * ROW_BYTES * after + SMALL_FILE_BYTES ||
           shrink_partition(call, compact, PQgetvalue(partitions, row, SHRINK), error);
}

static bool compact_all(const struct call *call, struct compact *compact, struct error *error) {
    compact->db = database_open(compact->dsn, error);
    if (compact->db == NULL || !database_lock(compact->db, LOCK_COMPACT, error)) {
        return false;
    }
    PGresult *partitions = select_partitions(compact, error);
    bool done = partitions != NULL;
    for (int row = 0; done && row < PQntuples(partitions); row++) {
        command_say(call, "%s, %d of %d", PQgetvalue(partitions, row, PARTITION), row + 1,
                    PQntuples(partitions));
        done = compact_partition(call, compact, partitions, row, error);
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
