#include <string.h>

#include "goldenthread/commands.h"
#include "goldenthread/database.h"
#include "goldenthread/quarantine.h"
#include "goldenthread/table.h"

struct filter {
    const char *dsn, *reason, *consumer;
    int state;
    int64_t limit;
    bool json;
};

static const struct column list_columns[] = {{"id", COLUMN_INTEGER},
                                             {"consumer", COLUMN_TEXT},
                                             {"topic", COLUMN_TEXT},
                                             {"partition", COLUMN_INTEGER},
                                             {"offset", COLUMN_INTEGER},
                                             {"reason", COLUMN_TEXT},
                                             {"field", COLUMN_TEXT},
                                             {"kept", COLUMN_TEXT},
                                             {"state", COLUMN_TEXT},
                                             {"received_at", COLUMN_TEXT},
                                             {0}};

static const char *const states[] = {"held", "retried", "discarded", "all", NULL};
#define STATE_ALL 3

static PGresult *select_list(PGconn *db, const struct filter *filter, struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, filter->reason);
    pg_param_text(&params, filter->consumer);
    pg_param_text(&params, filter->state == STATE_ALL ? NULL : states[filter->state]);
    pg_param_number(&params, filter->limit);
    return pg_query(db,
                    "select id, consumer, topic, partition, \"offset\", reason, field, kept, state,"
                    " to_json(date_trunc('second', received_at)) #>> '{}', count(*) over ()"
                    " from stream.quarantine where ($1::text is null or reason = $1)"
                    " and ($2::text is null or consumer = $2)"
                    " and ($3::text is null or state = upper($3))"
                    " order by id limit $4",
                    &params, error);
}

static void print_list(const struct call *call, const struct filter *filter,
                       const PGresult *result) {
    table_print_result(list_columns, result, filter->json);
    const int64_t total = PQntuples(result) > 0 ? pg_int8(result, 0, PQnfields(result) - 1) : 0;
    if (total > PQntuples(result)) {
        command_say(call, "%d of %" G_GINT64_FORMAT " shown; --limit shows more", PQntuples(result),
                    total);
    }
}

static int run_list(const struct call *call, const struct filter *filter) {
    struct error error = {0};
    PGconn *db = database_open(filter->dsn, &error);
    PGresult *result = db != NULL ? select_list(db, filter, &error) : NULL;
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

int cmd_quarantine_list(const struct call *call) {
    struct filter filter = {0};
    const struct setting settings[] = {
        option_dsn(&filter.dsn),
        {"reason", SETTING_STRING, &filter.reason, .help = "only this reason, e.g. unknown_code"},
        {"consumer", SETTING_STRING, &filter.consumer, .help = "only this consumer's"},
        {"state", SETTING_CHOICE, &filter.state, "held", .choices = states,
         .help = "which of them"},
        {"limit", SETTING_INT, &filter.limit, "100", .min = 1, .max = 1000000,
         .help = "how many are shown, oldest first"},
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

struct show {
    const char *dsn;
    bool value, json;
};

static const struct column show_columns[] = {{"id", COLUMN_INTEGER},
                                             {"consumer", COLUMN_TEXT},
                                             {"topic", COLUMN_TEXT},
                                             {"partition", COLUMN_INTEGER},
                                             {"offset", COLUMN_INTEGER},
                                             {"reason", COLUMN_TEXT},
                                             {"field", COLUMN_TEXT},
                                             {"event_id", COLUMN_TEXT},
                                             {"kept", COLUMN_TEXT},
                                             {"state", COLUMN_TEXT},
                                             {"received_at", COLUMN_TEXT},
                                             {"changed_at", COLUMN_TEXT},
                                             {"key_length", COLUMN_INTEGER},
                                             {"value_length", COLUMN_INTEGER},
                                             {"headers", COLUMN_TEXT},
                                             {"value", COLUMN_TEXT},
                                             {0}};

static PGresult *select_one(PGconn *db, const char *ids, bool value, struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, ids);
    pg_param_text(&params, value ? "t" : "f");
    return pg_query(db,
                    "select id, consumer, topic, partition, \"offset\", reason, field, event_id,"
                    " kept, state, to_json(date_trunc('second', received_at)) #>> '{}', "
                    "to_json(date_trunc('second', changed_at)) #>> '{}',"
                    " length(key), length(value),"
                    " (select string_agg(name, ' ') from jsonb_object_keys(headers) name),"
                    " case when $2::boolean then encode(value, 'hex') end"
                    " from stream.quarantine where id = any($1::bigint[])",
                    &params, error);
}

static int print_one(const struct call *call, const struct show *show, const PGresult *result) {
    if (PQntuples(result) == 0) {
        command_say(call, "there is no such event in quarantine");
        return EXIT_DIFFERENCES;
    }
    struct table *table = table_new(show_columns);
    table_result(table, result);
    table_print_record(table, show->json);
    table_free(table);
    return EXIT_SUCCESS;
}

static int run_show(const struct call *call, const struct show *show, char *const *typed) {
    struct error error = {0};
    int64_t count;
    char *ids = quarantine_ids(call, typed, &count);
    if (ids == NULL) {
        return EX_USAGE;
    }
    PGconn *db = database_open(show->dsn, &error);
    PGresult *result = db != NULL ? select_one(db, ids, show->value, &error) : NULL;
    const int status =
        result != NULL ? print_one(call, show, result) : command_failed(call, &error);
    PQclear(result);
    PQfinish(db);
    g_free(ids);
    return status;
}

int cmd_quarantine_show(const struct call *call) {
    struct show show = {0};
    const struct setting settings[] = {
        option_dsn(&show.dsn),
        {"value", SETTING_FLAG, &show.value,
         .help = "print the value's bytes in hexadecimal; they are personal data"},
        option_json(&show.json),
        {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        status = run_show(call, &show, rest);
        config_free(config);
    }
    return status;
}

static int run_discard(const struct call *call, const char *dsn, char *const *typed) {
    struct error error = {0};
    int64_t count, discarded = 0;
    char *ids = quarantine_ids(call, typed, &count);
    if (ids == NULL) {
        return EX_USAGE;
    }
    struct pg_params params = {0};
    pg_param_text(&params, ids);
    PGconn *db = database_open(dsn, &error);
    const bool done = db != NULL && database_run(db,
                                                 "update stream.quarantine set state = 'DISCARDED',"
                                                 " changed_at = now()"
                                                 " where id = any($1::bigint[]) and state = 'HELD'",
                                                 &params, &discarded, &error);
    PQfinish(db);
    g_free(ids);
    if (!done) {
        return command_failed(call, &error);
    }
    printf("discarded %" G_GINT64_FORMAT "\n", discarded);
    return quarantine_status(call, count, discarded);
}

int cmd_quarantine_discard(const struct call *call) {
    const char *dsn = NULL;
    const struct setting settings[] = {option_dsn(&dsn), {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        status = run_discard(call, dsn, rest);
        config_free(config);
    }
    return status;
}
