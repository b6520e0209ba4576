#include "goldenthread/commands.h"
#include "goldenthread/kpi_definition.h"
#include "goldenthread/kpi_words.h"
#include "goldenthread/table.h"

struct explain {
    const char *dsn, *kpi_id;
    bool json;
};

static const struct column columns[] = {{"title", COLUMN_TEXT},
                                        {"what_it_says", COLUMN_TEXT},
                                        {"formula", COLUMN_TEXT},
                                        {"days", COLUMN_TEXT},
                                        {"unit", COLUMN_TEXT},
                                        {"good_is", COLUMN_TEXT},
                                        {"periods", COLUMN_TEXT},
                                        {"by_detail", COLUMN_FLAG},
                                        {"outcomes", COLUMN_TEXT},
                                        {"commitment", COLUMN_INTEGER},
                                        {"owner", COLUMN_TEXT},
                                        {"source", COLUMN_TEXT},
                                        {0}};

static PGresult *select_terms(PGconn *db, const char *kpi_id, struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, kpi_id);
    return pg_query(db,
                    "select side, measure, detail, class, age_op, age_days from kpi.term"
                    " where kpi_id = $1 order by side, position",
                    &params, error);
}

static char *formula(const PGresult *definition, const PGresult *terms) {
    const int count = PQntuples(terms);
    struct kpi_term *rows = g_new0(struct kpi_term, (gsize)count + 1);
    for (int row = 0; row < count; row++) {
        rows[row] = (struct kpi_term){
            .side = database_text(terms, row, 0),
            .measure = database_text(terms, row, 1),
            .detail = database_text(terms, row, 2),
            .class = database_text(terms, row, 3),
            .age_op = database_text(terms, row, 4),
            .age_days = database_text(terms, row, 5),
        };
    }
    char *words = kpi_words_formula(PQgetvalue(definition, 0, KPI_UNIT), rows, (size_t)count);
    g_free(rows);
    return words;
}

static struct table *explanation(const PGresult *definition, const PGresult *terms) {
    struct table *table = table_new(columns);
    char *words = formula(definition, terms);
    table_cell(table, PQgetvalue(definition, 0, KPI_TITLE));
    table_cell(table, PQgetvalue(definition, 0, KPI_WORDING));
    table_cell(table, words);
    table_cell(table, kpi_words_days(PQgetvalue(definition, 0, KPI_KIND)));
    table_cell(table, PQgetvalue(definition, 0, KPI_UNIT));
    table_cell(table, PQgetvalue(definition, 0, KPI_POLARITY));
    table_cell(table, PQgetvalue(definition, 0, KPI_PERIODS));
    table_cell(table, PQgetvalue(definition, 0, KPI_BY_DETAIL));
    table_cell(table, PQgetvalue(definition, 0, KPI_OUTCOMES));
    table_cell(table, PQgetvalue(definition, 0, KPI_COMMITMENT));
    table_cell(table, PQgetvalue(definition, 0, KPI_OWNER));
    table_cell(table, PQgetvalue(definition, 0, KPI_SOURCE));
    g_free(words);
    return table;
}

static void print_queries(const char *kpi_id) {
    printf("\nTo look further:\n"
           "  select * from kpi.series where kpi_id = '%s' order by period, starts_on, sen;\n"
           "  select * from kpi.breakdown where kpi_id = '%s' and dimension = 'org'"
           " order by starts_on, member;\n"
           "  select * from kpi.as_known('2026-09-30') where kpi_id = '%s';\n"
           "  select l.* from kpi.ledger l join kpi.term t using (measure)"
           " where t.kpi_id = '%s' limit 100;\n",
           kpi_id, kpi_id, kpi_id, kpi_id);
}

static int explain(const struct call *call, const struct explain *options, PGconn *db) {
    struct error error = {0};
    int status = EXIT_SUCCESS;
    PGresult *definition = kpi_definition(call, db, options->kpi_id, &status);
    if (definition == NULL) {
        return status;
    }
    PGresult *terms = select_terms(db, options->kpi_id, &error);
    if (terms == NULL) {
        status = command_failed(call, &error);
    } else {
        struct table *table = explanation(definition, terms);
        table_print_record(table, options->json);
        if (!options->json) {
            print_queries(options->kpi_id);
        }
        table_free(table);
    }
    PQclear(terms);
    PQclear(definition);
    return status;
}

static int run_explain(const struct call *call, const struct explain *options) {
    struct error error = {0};
    PGconn *db = database_open(options->dsn, &error);
    if (db == NULL) {
        return command_failed(call, &error);
    }
    const int status = explain(call, options, db);
    PQfinish(db);
    return status;
}

int cmd_kpi_explain(const struct call *call) {
    struct explain options = {0};
    const struct setting settings[] = {option_dsn(&options.dsn), option_json(&options.json), {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        options.kpi_id = rest[0];
        status = run_explain(call, &options);
        config_free(config);
    }
    return status;
}
