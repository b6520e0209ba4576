#include "goldenthread/reference_files.h"

#include <string.h>

#include "goldenthread/folder.h"
#include "runtime/csv.h"

/* The two statements for a file, made where identifiers can be quoted: $1 the table, $2 the columns
 * of the file. Rows that stand in the table already are left out. */
static const char statements[] =
    "with given as ("
    " select u.name, u.place, coalesce(a.attnum = any(i.indkey), false) as is_key"
    " from unnest($2::text[]) with ordinality as u(name, place)"
    " left join pg_attribute a on a.attrelid = to_regclass(format('reference.%I', $1::text))"
    "  and a.attname = u.name"
    " left join pg_index i on i.indrelid = a.attrelid and i.indisprimary),"
    " list as ("
    " select string_agg(quote_ident(name), ', ' order by place) as columns,"
    "  string_agg(quote_ident(name), ', ' order by place) filter (where is_key) as key,"
    "  string_agg(format('%1$I = excluded.%1$I', name), ', ' order by place)"
    "   filter (where not is_key) as updates"
    " from given)"
    "select format('create temp table incoming on commit drop as select %s from reference.%I"
    " limit 0', columns, $1),"
    " format('insert into reference.%2$I (%1$s) select %1$s from incoming"
    " except select %1$s from reference.%2$I on conflict (%3$s) do %4$s',"
    "  columns, $1, key, coalesce('update set ' || updates, 'nothing')),"
    " key is null "
    "from list";

enum statement { CREATE, INSERT, NO_KEY };

static char *columns_literal(const struct csv *csv) {
    GString *list = g_string_new("{");
    for (guint i = 0; i < csv->header.fields->len; i++) {
        char *name = g_strescape(csv_field(&csv->header, (int)i), NULL);
        g_string_append_printf(list, "%s\"%s\"", i > 0 ? "," : "", name);
        g_free(name);
    }
    g_string_append_c(list, '}');
    return g_string_free(list, FALSE);
}

static bool parse(const char *file, const char *text, size_t length, char **columns,
                  struct error *error) {
    struct problems problems;
    problems_init(&problems);
    struct csv *csv = csv_parse(text, length, &problems);
    const bool well = problems.count == 0;
    if (well) {
        *columns = columns_literal(csv);
    } else {
        error_set(error, ERROR_CONFIG, "'%s' is no table: %s", file,
                  g_strchomp(problems.text->str));
    }
    csv_free(csv);
    problems_free(&problems);
    return well;
}

static PGresult *make_statements(PGconn *db, const char *table, const char *columns,
                                 struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, table);
    pg_param_text(&params, columns);
    PGresult *result = pg_query(db, statements, &params, error);
    if (result != NULL && PQgetvalue(result, 0, NO_KEY)[0] == 't') {
        error_set(error, ERROR_CONFIG,
                  "reference.%s does not exist, or its file lacks the primary key", table);
        PQclear(result);
        return NULL;
    }
    return result;
}

/* In the caller's transaction; *changed is how many rows were new or other. */
static bool load_table(PGconn *db, const char *table, const char *columns, const char *text,
                       size_t length, int64_t *changed, struct error *error) {
    PGresult *made = make_statements(db, table, columns, error);
    const bool done =
        made != NULL && pg_run(db, PQgetvalue(made, 0, CREATE), error) &&
        database_copy(db, "copy incoming from stdin (format csv, header)", text, length, error) &&
        database_run(db, PQgetvalue(made, 0, INSERT), NULL, changed, error) &&
        pg_run(db, "drop table incoming", error);
    PQclear(made);
    return done;
}

/* An authority's own school days replace those of the release for good. */
static bool is_wanted(PGconn *db, const char *table, bool *wanted, struct error *error) {
    *wanted = true;
    if (!g_str_equal(table, "school_day")) {
        return true;
    }
    PGresult *result =
        pg_query(db, "select not exists (select from reference.school_day)", NULL, error);
    if (result != NULL) {
        *wanted = PQgetvalue(result, 0, 0)[0] == 't';
    }
    PQclear(result);
    return result != NULL;
}

static bool load_file(PGconn *db, const char *folder, const char *file, struct table *report,
                      struct error *error) {
    size_t length = 0;
    char *text = folder_read(folder, file, &length, error);
    char *table = g_strndup(file, strlen(file) - strlen(".csv"));
    char *columns = NULL;
    bool wanted = false;
    int64_t changed = 0;
    const bool done = text != NULL && parse(file, text, length, &columns, error) &&
                      is_wanted(db, table, &wanted, error) &&
                      (!wanted || load_table(db, table, columns, text, length, &changed, error));
    if (done) {
        char *name = g_strdup_printf("reference.%s", table);
        table_cell(report, name);
        table_cell(report, !wanted ? "kept" : changed > 0 ? "loaded" : "unchanged");
        table_integer(report, changed);
        g_free(name);
    }
    g_free(columns);
    g_free(table);
    g_free(text);
    return done;
}

static bool load_all(PGconn *db, const char *folder, const GPtrArray *files, struct table *report,
                     struct error *error) {
    for (guint i = 0; i < files->len; i++) {
        const char *file = g_ptr_array_index(files, i);
        struct error cause = {0};
        if (!load_file(db, folder, file, report, &cause)) {
            return error_set(error, cause.kind, "%s: %s", file, cause.message);
        }
    }
    return true;
}

bool reference_files_load(PGconn *db, const char *folder, struct table *report,
                          struct error *error) {
    GPtrArray *files = folder_files(folder, ".csv", error);
    if (files == NULL) {
        return false;
    }
    const bool done = pg_run(db, "begin", error) && load_all(db, folder, files, report, error) &&
                      pg_run(db, "commit", error);
    g_ptr_array_unref(files);
    return done;
}
