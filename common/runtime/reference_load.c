#include "runtime/reference_load.h"

#include <glib.h>

#include "runtime/pg.h"

#define STATEMENT_TIMEOUT_MS 30000

/* In the order of enum code_class. */
static const char *const class_names[] = {
    "present", "late", "aea", "authorised", "unauthorised", "not_possible", NULL,
};

static bool rows_bad(const char *table, struct error *error) {
    return error_set(error, ERROR_CONFIG,
                     "reference.%s holds a row that this program does not know; hint: load the "
                     "reference data of this version with goldenthread migrate",
                     table);
}

/* The rows of one table; none are as bad as no table. */
static PGresult *rows_read(PGconn *connection, const char *table, const char *sql,
                           struct error *error) {
    PGresult *rows = pg_query(connection, sql, NULL, error);
    if (rows != NULL && PQntuples(rows) == 0) {
        error_set(error, ERROR_CONFIG,
                  "reference.%s is empty; hint: goldenthread migrate loads the reference data",
                  table);
        PQclear(rows);
        return NULL;
    }
    return rows;
}

static bool code_of(const PGresult *rows, int row, struct attendance_code *code) {
    const char *class = PQgetvalue(rows, row, 1);
    size_t index = 0;
    while (class_names[index] != NULL && strcmp(class_names[index], class) != 0) {
        index++;
    }
    code->class = (enum code_class)index;
    code->valid_from = (day_t)pg_int8(rows, row, 2);
    size_t length = g_strlcpy(code->code, PQgetvalue(rows, row, 0), sizeof code->code);
    return class_names[index] != NULL && length < sizeof code->code;
}

static bool codes_load(PGconn *connection, struct reference *to, struct error *error) {
    /* A code that was always valid may have no first day, or -infinity. */
    PGresult *rows = rows_read(connection, "attendance_code",
                               "SELECT code, class,"
                               "       greatest(valid_from, date '2000-01-01') - date '1970-01-01'"
                               "  FROM reference.attendance_code ORDER BY code COLLATE \"C\"",
                               error);
    if (rows == NULL) {
        return false;
    }
    to->n_codes = (size_t)PQntuples(rows);
    struct attendance_code *codes = g_new0(struct attendance_code, to->n_codes);
    to->codes = codes;
    bool known = true;
    for (size_t i = 0; known && i < to->n_codes; i++) {
        known = code_of(rows, (int)i, &codes[i]);
    }
    PQclear(rows);
    return known || rows_bad("attendance_code", error);
}

/* Texts in the first column, already sorted by bytes. */
static bool names_load(PGconn *connection, const char *table, const char *sql, const char (**to)[8],
                       size_t *count, struct error *error) {
    PGresult *rows = rows_read(connection, table, sql, error);
    if (rows == NULL) {
        return false;
    }
    *count = (size_t)PQntuples(rows);
    char(*names)[8] = g_malloc0_n(*count, sizeof *names);
    *to = (const char(*)[8])names;
    bool known = true;
    for (size_t i = 0; known && i < *count; i++) {
        known = g_strlcpy(names[i], PQgetvalue(rows, (int)i, 0), sizeof *names) < sizeof *names;
    }
    PQclear(rows);
    return known || rows_bad(table, error);
}

static bool needs_load(PGconn *connection, struct reference *to, struct error *error) {
    return names_load(connection, "need",
                      "SELECT need FROM reference.need ORDER BY need COLLATE \"C\"", &to->needs,
                      &to->n_needs, error);
}

static bool exclusion_reasons_load(PGconn *connection, struct reference *to, struct error *error) {
    return names_load(connection, "exclusion_reason",
                      "SELECT reason FROM reference.exclusion_reason ORDER BY reason COLLATE \"C\"",
                      &to->exclusion_reasons, &to->n_exclusion_reasons, error);
}

static bool is_true(const PGresult *rows, int row, int column) {
    return PQgetvalue(rows, row, column)[0] == 't';
}

static bool services_load(PGconn *connection, struct reference *to, struct error *error) {
    PGresult *rows = rows_read(connection, "service",
                               "SELECT service, wait_ends = 'FIRST_CONTACT'"
                               "  FROM reference.service ORDER BY service COLLATE \"C\"",
                               error);
    if (rows == NULL) {
        return false;
    }
    to->n_services = (size_t)PQntuples(rows);
    struct service *services = g_new0(struct service, to->n_services);
    to->services = services;
    bool known = true;
    for (size_t i = 0; known && i < to->n_services; i++) {
        services[i].first_contact_ends_wait = is_true(rows, (int)i, 1);
        known = g_strlcpy(services[i].service, PQgetvalue(rows, (int)i, 0),
                          sizeof services[i].service) < sizeof services[i].service;
    }
    PQclear(rows);
    return known || rows_bad("service", error);
}

static bool rule_of(const PGresult *rows, int row, struct rule *rule) {
    *rule = (struct rule){
        .valid_from = (day_t)pg_int8(rows, row, 2),
        .commitment = (uint8_t)pg_int8(rows, row, 3),
        .priority = (uint8_t)pg_int8(rows, row, 4),
        .leaves_out_n = is_true(rows, row, 5),
        .threshold = (int32_t)pg_int8(rows, row, 6),
        .least = (int32_t)pg_int8(rows, row, 7),
        .quiet_after_days = (int32_t)pg_int8(rows, row, 8),
        .quiet_recorded_days = (int32_t)pg_int8(rows, row, 9),
    };
    return g_strlcpy(rule->rule_id, PQgetvalue(rows, row, 0), sizeof rule->rule_id) <
               sizeof rule->rule_id &&
           g_strlcpy(rule->step, PQgetvalue(rows, row, 1), sizeof rule->step) < sizeof rule->step;
}

static bool rules_load(PGconn *connection, struct reference *to, struct error *error) {
    PGresult *rows =
        rows_read(connection, "rule",
                  "SELECT rule_id, step,"
                  "       greatest(valid_from, date '2000-01-01') - date '1970-01-01',"
                  "       commitment, substr(priority, 2), scope = 'SEND_OR_UNKNOWN',"
                  "       coalesce(threshold, 0), coalesce(least, 0),"
                  "       quiet_after_days, quiet_recorded_days"
                  "  FROM reference.rule"
                  " ORDER BY rule_id COLLATE \"C\", step COLLATE \"C\", reference.rule.valid_from",
                  error);
    if (rows == NULL) {
        return false;
    }
    to->n_rules = (size_t)PQntuples(rows);
    struct rule *rules = g_new0(struct rule, to->n_rules);
    to->rules = rules;
    bool known = true;
    for (size_t i = 0; known && i < to->n_rules; i++) {
        known = rule_of(rows, (int)i, &rules[i]);
    }
    PQclear(rows);
    return known || rows_bad("rule", error);
}

static bool school_days_load(PGconn *connection, struct reference *to, struct error *error) {
    PGresult *rows =
        rows_read(connection, "school_day",
                  "SELECT day - date '1970-01-01' FROM reference.school_day ORDER BY day", error);
    if (rows == NULL) {
        return false;
    }
    to->n_school_days = (size_t)PQntuples(rows);
    day_t *days = g_new0(day_t, to->n_school_days);
    to->school_days = days;
    for (size_t i = 0; i < to->n_school_days; i++) {
        days[i] = (day_t)pg_int8(rows, (int)i, 0);
    }
    PQclear(rows);
    return true;
}

static bool version_load(PGconn *connection, struct reference *to, struct error *error) {
    PGresult *rows =
        rows_read(connection, "version", "SELECT version FROM reference.version", error);
    if (rows == NULL) {
        return false;
    }
    to->version = pg_int8(rows, 0, 0);
    PQclear(rows);
    return true;
}

static bool tables_load(PGconn *connection, struct reference *to, struct error *error) {
    return version_load(connection, to, error) && codes_load(connection, to, error) &&
           needs_load(connection, to, error) && exclusion_reasons_load(connection, to, error) &&
           services_load(connection, to, error) && rules_load(connection, to, error) &&
           school_days_load(connection, to, error);
}

struct reference *reference_load(const char *dsn, struct error *error) {
    const struct pg_session session = {.application_name = "goldenthread reference",
                                       .statement_timeout_ms = STATEMENT_TIMEOUT_MS};
    PGconn *connection = pg_connect(dsn, &session, error);
    if (connection == NULL) {
        return NULL;
    }
    struct reference *reference = g_new0(struct reference, 1);
    bool loaded = pg_run(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", error) &&
                  tables_load(connection, reference, error) && pg_run(connection, "COMMIT", error);
    PQfinish(connection);
    if (!loaded) {
        reference_free(reference);
        return NULL;
    }
    return reference;
}

void reference_free(struct reference *reference) {
    if (reference == NULL) {
        return;
    }
    g_free((gpointer)reference->codes);
    g_free((gpointer)reference->needs);
    g_free((gpointer)reference->services);
    g_free((gpointer)reference->exclusion_reasons);
    g_free((gpointer)reference->rules);
    g_free((gpointer)reference->school_days);
    g_free(reference);
}
