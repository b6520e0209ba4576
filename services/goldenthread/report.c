#include "goldenthread/report.h"

#include "goldenthread/database.h"

static int print_query(const struct call *call, const char *dsn, bool json, const char *sql,
                       const struct column *columns) {
    struct error error = {0};
    PGconn *db = database_open(dsn, &error);
    PGresult *result = db != NULL ? pg_query(db, sql, NULL, &error) : NULL;
    int status = EXIT_SUCCESS;
    if (result != NULL) {
        table_print_result(columns, result, json);
    } else {
        status = command_failed(call, &error);
    }
    PQclear(result);
    PQfinish(db);
    return status;
}

int report_query(const struct call *call, const char *sql, const struct column *columns) {
    const char *dsn = NULL;
    bool json = false;
    const struct setting settings[] = {option_dsn(&dsn), option_json(&json), {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        status = print_query(call, dsn, json, sql, columns);
        config_free(config);
    }
    return status;
}
