#include "goldenthread/commands.h"
#include "goldenthread/consumers.h"
#include "goldenthread/difference_report.h"
#include "runtime/reference_load.h"
#include "runtime/rules.h"

struct verify {
    const char *dsn, *name, *schemas;
    day_t today;
    int64_t limit;
    bool json;
    PGconn *db;
    struct reference *reference;
    struct table *consumers, *rows;
    bool wrong;
};

static const struct column columns[] = {{"consumer", COLUMN_TEXT},
                                        {"documents", COLUMN_INTEGER},
                                        {"damaged_documents", COLUMN_INTEGER},
                                        {"ledger_rows", COLUMN_INTEGER},
                                        {"foreign_keys", COLUMN_INTEGER},
                                        {"differences", COLUMN_INTEGER},
                                        {"breaches", COLUMN_INTEGER},
                                        {"breach_differences", COLUMN_INTEGER},
                                        {"waiting_documents", COLUMN_INTEGER},
                                        {"unbalanced_partitions", COLUMN_INTEGER},
                                        {"other_rules", COLUMN_INTEGER},
                                        {0}};

struct offsets {
    int64_t unbalanced, other_rules;
};

static bool read_offsets(struct verify *verify, const struct pipeline *pipeline,
                         struct offsets *offsets, struct error *error) {
    char *rules = rules_text(pipeline->version, verify->reference->version);
    struct pg_params params = {0};
    pg_param_text(&params, pipeline->name);
    pg_param_text(&params, rules);
    PGresult *result =
        pg_query(verify->db,
                 "select count(*) filter (where consumed <> applied + unchanged + quarantined),"
                 " count(*) filter (where rules <> $2) from stream.offset where consumer = $1",
                 &params, error);
    g_free(rules);
    if (result != NULL) {
        *offsets = (struct offsets){pg_int8(result, 0, 0), pg_int8(result, 0, 1)};
        PQclear(result);
    }
    return result != NULL;
}

static bool verify_consumer(struct verify *verify, const struct pipeline *pipeline,
                            struct error *error) {
    const struct recomputation with = {.pipeline = pipeline,
                                       .reference = verify->reference,
                                       .schemas = verify->schemas,
                                       .today = command_today(verify->today)};
    struct differences differences;
    struct offsets offsets;
    differences_init(&differences);
    const bool found = differences_find(&differences, verify->db, &with, error) &&
                       read_offsets(verify, pipeline, &offsets, error);
    if (found) {
        const size_t count = tally_count(&differences.tally);
        const int64_t foreign = foreign_rows_count(differences.foreign);
        const int64_t breaches = breach_differences_count(&differences.breaches);
        table_cell(verify->consumers, pipeline->name);
        table_integer(verify->consumers, differences.documents);
        table_integer(verify->consumers, differences.damaged);
        table_integer(verify->consumers, differences.ledger_rows);
        table_integer(verify->consumers, foreign);
        table_integer(verify->consumers, (int64_t)count);
        table_integer(verify->consumers, differences.breaches.rows);
        table_integer(verify->consumers, breaches);
        table_integer(verify->consumers, differences.breaches.waiting);
        table_integer(verify->consumers, offsets.unbalanced);
        table_integer(verify->consumers, offsets.other_rules);
        difference_rows(&differences, (size_t)verify->limit, verify->rows);
        verify->wrong |= count > 0 || differences.damaged > 0 || foreign > 0 || breaches > 0 ||
                         offsets.unbalanced > 0;
    }
    differences_free(&differences);
    return found;
}

/* One snapshot for everything, so that a running consumer does not look like a difference. */
static bool verify_all(struct verify *verify, struct error *error) {
    verify->reference = reference_load(verify->dsn, error);
    if (verify->reference == NULL) {
        return false;
    }
    verify->db = database_open(verify->dsn, error);
    if (verify->db == NULL || !database_begin_snapshot(verify->db, error)) {
        return false;
    }
    for (const struct pipeline *const *p = pipelines; *p != NULL; p++) {
        const bool wanted = verify->name == NULL || g_str_equal((*p)->name, verify->name);
        if (wanted && !verify_consumer(verify, *p, error)) {
            return false;
        }
    }
    return pg_run(verify->db, "commit", error);
}

static void print(const struct verify *verify) {
    if (verify->json) {
        json_print(json_pack("{s:o, s:o}", "consumers", table_json(verify->consumers),
                             "differences", table_json(verify->rows)));
        return;
    }
    table_print(verify->consumers, false);
    if (table_rows(verify->rows) > 0) {
        puts("\nThe first differences:");
        table_print(verify->rows, false);
    }
}

static int run_verify(const struct call *call, struct verify *verify) {
    struct error error = {0};
    verify->consumers = table_new(columns);
    verify->rows = difference_rows_new();
    int status;
    if (!verify_all(verify, &error)) {
        status = command_failed(call, &error);
    } else {
        print(verify);
        status = verify->wrong ? EXIT_DIFFERENCES : EXIT_SUCCESS;
    }
    if (status == EXIT_DIFFERENCES) {
        command_say(call, "the database is not what the documents say; hint: goldenthread rebuild "
                          "NAME --dry-run shows what a repair restates");
    }
    table_free(verify->rows);
    table_free(verify->consumers);
    reference_free(verify->reference);
    PQfinish(verify->db);
    return status;
}

int cmd_verify(const struct call *call) {
    struct verify verify = {.today = DAY_NONE};
    const struct setting settings[] = {
        option_dsn(&verify.dsn),
        option_schemas(&verify.schemas),
        option_today(&verify.today),
        {"limit", SETTING_INT, &verify.limit, "20", .min = 0, .max = 1000000,
         .help = "how many differences are printed; all are counted"},
        option_json(&verify.json),
        {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config == NULL) {
        return status;
    }
    verify.name = rest[0];
    if (verify.name != NULL && consumer_find(call, verify.name) == NULL) {
        status = EX_USAGE;
    } else {
        status = run_verify(call, &verify);
    }
    config_free(config);
    return status;
}
