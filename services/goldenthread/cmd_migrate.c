#include "goldenthread/commands.h"
#include "goldenthread/database.h"
#include "goldenthread/kpi_files.h"
#include "goldenthread/migrations.h"
#include "goldenthread/reference_files.h"

struct migrate {
    const char *dsn, *schemas;
    bool dry_run, json;
    PGconn *db;
    GPtrArray *migrations;
    struct table *report;
};

static const struct column columns[] = {
    {"step", COLUMN_TEXT}, {"state", COLUMN_TEXT}, {"rows", COLUMN_INTEGER}, {0}};

static void report_step(struct migrate *migrate, const char *step, const char *state) {
    table_cell(migrate->report, step);
    table_cell(migrate->report, state);
    table_cell(migrate->report, NULL);
}

/* The first migration makes the table. */
static bool has_table(PGconn *db, bool *has, struct error *error) {
    PGresult *result =
        pg_query(db, "select to_regclass('stream.migration') is not null", NULL, error);
    *has = result != NULL && PQgetvalue(result, 0, 0)[0] == 't';
    PQclear(result);
    return result != NULL;
}

/* How many are applied; negative and *error when the folder does not fit the database. */
static int count_applied(struct migrate *migrate, struct error *error) {
    bool has = false;
    if (!has_table(migrate->db, &has, error)) {
        return -1;
    }
    if (!has) {
        return 0;
    }
    PGresult *result =
        pg_query(migrate->db, "select number, name, sha256 from stream.migration order by number",
                 NULL, error);
    if (result == NULL) {
        return -1;
    }
    const int count = PQntuples(result);
    struct applied *applied = g_new0(struct applied, (gsize)count + 1);
    for (int row = 0; row < count; row++) {
        applied[row] = (struct applied){(int)pg_int8(result, row, 0), PQgetvalue(result, row, 1),
                                        PQgetvalue(result, row, 2)};
    }
    const int verified = migrations_applied(migrate->migrations, applied, (size_t)count, error);
    g_free(applied);
    PQclear(result);
    return verified;
}

static bool record(PGconn *db, const struct migration *migration, struct error *error) {
    struct pg_params params = {0};
    pg_param_number(&params, migration->number);
    pg_param_text(&params, migration->name);
    pg_param_text(&params, migration->sha256);
    return database_run(db,
                        "insert into stream.migration (number, name, sha256) values ($1, $2, $3)",
                        &params, NULL, error);
}

static bool apply(struct migrate *migrate, const struct migration *migration, struct error *error) {
    struct error cause = {0};
    const bool done = pg_run(migrate->db, "begin", &cause) &&
                      database_script(migrate->db, migration->sql, &cause) &&
                      record(migrate->db, migration, &cause) &&
                      pg_run(migrate->db, "commit", &cause);
    if (done) {
        report_step(migrate, migration->name, "applied");
        return true;
    }
    pg_rollback(migrate->db);
    return error_set(error, cause.kind, "migration '%s' was rolled back: %s", migration->name,
                     cause.message);
}

static bool apply_pending(struct migrate *migrate, struct error *error) {
    const int applied = count_applied(migrate, error);
    bool well = applied >= 0;
    for (guint i = (guint)MAX(applied, 0); well && i < migrate->migrations->len; i++) {
        const struct migration *migration = g_ptr_array_index(migrate->migrations, i);
        if (migrate->dry_run) {
            report_step(migrate, migration->name, "pending");
        } else {
            well = apply(migrate, migration, error);
        }
    }
    return well;
}

static bool load_files(struct migrate *migrate, struct error *error) {
    char *reference = g_build_filename(migrate->schemas, "sql", "reference", NULL);
    char *kpis = g_build_filename(migrate->schemas, "kpis", NULL);
    int64_t count = 0;
    const bool loaded = reference_files_load(migrate->db, reference, migrate->report, error) &&
                        kpi_files_load(migrate->db, kpis, &count, error);
    if (loaded) {
        table_cell(migrate->report, "kpi.definition");
        table_cell(migrate->report, "loaded");
        table_integer(migrate->report, count);
    }
    g_free(kpis);
    g_free(reference);
    return loaded;
}

static bool migrate_all(struct migrate *migrate, struct error *error) {
    char *folder = g_build_filename(migrate->schemas, "sql", "migrations", NULL);
    migrate->migrations = migrations_read(folder, error);
    g_free(folder);
    if (migrate->migrations == NULL) {
        return false;
    }
    migrate->db = database_open(migrate->dsn, error);
    return migrate->db != NULL && database_lock(migrate->db, LOCK_MIGRATE, error) &&
           apply_pending(migrate, error) && (migrate->dry_run || load_files(migrate, error)) &&
           database_unlock(migrate->db, LOCK_MIGRATE, error);
}

static int run_migrate(const struct call *call, struct migrate *migrate) {
    struct error error = {0};
    migrate->report = table_new(columns);
    const bool done = migrate_all(migrate, &error);
    if (done || table_rows(migrate->report) > 0) {
        table_print(migrate->report, migrate->json);
    }
    table_free(migrate->report);
    if (migrate->migrations != NULL) {
        g_ptr_array_unref(migrate->migrations);
    }
    PQfinish(migrate->db);
    return done ? EXIT_SUCCESS : command_failed(call, &error);
}

int cmd_migrate(const struct call *call) {
    struct migrate migrate = {0};
    const struct setting settings[] = {option_dsn(&migrate.dsn),
                                       option_schemas(&migrate.schemas),
                                       option_dry_run(&migrate.dry_run),
                                       option_json(&migrate.json),
                                       {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        status = run_migrate(call, &migrate);
        config_free(config);
    }
    return status;
}
