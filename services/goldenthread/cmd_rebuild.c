#include "goldenthread/commands.h"
#include "goldenthread/consumers.h"
#include "goldenthread/difference_report.h"
#include "goldenthread/ledger_append.h"
#include "runtime/reference_load.h"
#include "runtime/rules.h"

/* Two connections, so that nothing is written between what is compared and what is appended:
 *
 *   writer  BEGIN; lock the consumer's rows of stream.offset: every write of a consumer starts by
 *           moving them, so from here on it waits
 *   reader  BEGIN REPEATABLE READ; documents and ledger in one snapshot, taken after the lock
 *   writer  append the differences; set rules; COMMIT: waiting consumers that have other rules find
 *           that no row matches and are fenced
 *
 * A partition that is claimed for the first time meanwhile is not locked, and need not be: its
 * documents and lines come together, after the snapshot. */

struct rebuild {
    const char *dsn, *schemas, *breach_key_file;
    struct breach_key key;
    const struct pipeline *pipeline;
    bool all, dry_run;
    day_t today;
    PGconn *writer, *reader;
    struct reference *reference;
    struct differences differences;
};

static bool lock_consumer(struct rebuild *rebuild, struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, rebuild->pipeline->name);
    /* A consumer that never ran has no rows: then only this keeps two rebuilds apart. */
    return database_lock(rebuild->writer, LOCK_REBUILD, error) &&
           pg_run(rebuild->writer, "begin", error) &&
           pg_run(rebuild->writer, "set local idle_in_transaction_session_timeout = 0", error) &&
           database_run(rebuild->writer,
                        "select from stream.offset where consumer = $1"
                        " order by topic, partition for update",
                        &params, NULL, error);
}

static bool compare(struct rebuild *rebuild, struct error *error) {
    if (!database_begin_snapshot(rebuild->reader, error)) {
        return false;
    }
    const struct recomputation with = {.pipeline = rebuild->pipeline,
                                       .reference = rebuild->reference,
                                       .schemas = rebuild->schemas,
                                       .today = rebuild->today,
                                       .key = &rebuild->key};
    if (!differences_find(&rebuild->differences, rebuild->reader, &with, error)) {
        return false;
    }
    if (rebuild->differences.damaged > 0) {
        return error_set(error, ERROR_CONFIG,
                         "%" G_GINT64_FORMAT " documents of '%s' cannot be read, and a rebuild "
                         "would take their lines away; hint: restore state.%s from a backup",
                         rebuild->differences.damaged, rebuild->pipeline->name,
                         rebuild->pipeline->name);
    }
    return true;
}

/* The rules that the ledger was written by, as text for people. */
static char *former_rules(struct rebuild *rebuild, struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, rebuild->pipeline->name);
    PGresult *result = pg_query(rebuild->writer,
                                "select coalesce(string_agg(distinct rules, ', '), 'none')"
                                " from stream.offset where consumer = $1",
                                &params, error);
    char *rules = result != NULL ? g_strdup(PQgetvalue(result, 0, 0)) : NULL;
    PQclear(result);
    return rules;
}

static bool announce(const struct call *call, struct rebuild *rebuild, const char *rules,
                     struct error *error) {
    char *former = former_rules(rebuild, error);
    if (former == NULL) {
        return false;
    }
    struct table *measures = difference_measures_new();
    difference_measures(&rebuild->differences, rebuild->pipeline, measures);
    printf("%s: rules %s -> %s, %" G_GINT64_FORMAT
           " documents, %zu lines to restate, %" G_GINT64_FORMAT " of another hand to take back, "
           "%" G_GINT64_FORMAT " changes of breaches, quietly\n",
           rebuild->pipeline->name, former, rules, rebuild->differences.documents,
           tally_count(&rebuild->differences.tally),
           foreign_rows_count(rebuild->differences.foreign),
           breach_differences_count(&rebuild->differences.breaches));
    if (table_rows(measures) > 0) {
        table_print(measures, false);
    }
    fflush(stdout);
    if (rebuild->dry_run) {
        command_say(call, "nothing was written (--dry-run)");
    }
    table_free(measures);
    g_free(former);
    return true;
}

static bool write_differences(struct rebuild *rebuild, const char *rules, struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, rebuild->pipeline->name);
    pg_param_text(&params, rules);
    return ledger_append(rebuild->writer, &rebuild->differences, rebuild->today, error) &&
           breach_differences_write(&rebuild->differences.breaches, rebuild->writer, error) &&
           database_run(rebuild->writer, "update stream.offset set rules = $2 where consumer = $1",
                        &params, NULL, error) &&
           pg_run(rebuild->writer, "commit", error) &&
           database_unlock(rebuild->writer, LOCK_REBUILD, error);
}

static bool rebuild_consumer(const struct call *call, struct rebuild *rebuild,
                             struct error *error) {
    rebuild->today = command_today(rebuild->today);
    if (rebuild->pipeline->crossings != NULL &&
        !breach_key_load(rebuild->breach_key_file, &rebuild->key, error)) {
        return false;
    }
    rebuild->reference = reference_load(rebuild->dsn, error);
    if (rebuild->reference == NULL) {
        return false;
    }
    rebuild->writer = database_open(rebuild->dsn, error);
    rebuild->reader = rebuild->writer != NULL ? database_open(rebuild->dsn, error) : NULL;
    if (rebuild->reader == NULL || (!rebuild->dry_run && !lock_consumer(rebuild, error)) ||
        !compare(rebuild, error)) {
        return false;
    }
    char *rules = rules_text(rebuild->pipeline->version, rebuild->reference->version);
    const bool done = announce(call, rebuild, rules, error) &&
                      (rebuild->dry_run || write_differences(rebuild, rules, error));
    g_free(rules);
    return done;
}

static int run_rebuild(const struct call *call, struct rebuild *rebuild) {
    struct error error = {0};
    differences_init(&rebuild->differences);
    const bool done = rebuild_consumer(call, rebuild, &error);
    differences_free(&rebuild->differences);
    reference_free(rebuild->reference);
    PQfinish(rebuild->reader);
    PQfinish(rebuild->writer);
    return done ? EXIT_SUCCESS : command_failed(call, &error);
}

/* One after the other, each in a transaction of its own: those before a failure are done. */
static int rebuild_each(const struct call *call, const struct rebuild *options, char **names) {
    int status = EXIT_SUCCESS;
    for (const struct pipeline *const *p = pipelines; *p != NULL && status == EXIT_SUCCESS; p++) {
        if (consumer_is_among(*p, names, options->all)) {
            struct rebuild rebuild = *options;
            rebuild.pipeline = *p;
            status = run_rebuild(call, &rebuild);
        }
    }
    return status;
}

int cmd_rebuild(const struct call *call) {
    struct rebuild options = {.today = DAY_NONE};
    const struct setting settings[] = {
        option_dsn(&options.dsn),
        option_schemas(&options.schemas),
        option_breach_key(&options.breach_key_file),
        {"all", SETTING_FLAG, &options.all, .help = "every consumer"},
        option_dry_run(&options.dry_run),
        option_today(&options.today),
        {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config == NULL) {
        return status;
    }
    status = consumers_check(call, rest, options.all);
    if (status == EXIT_SUCCESS) {
        status = rebuild_each(call, &options, rest);
    }
    config_free(config);
    return status;
}
