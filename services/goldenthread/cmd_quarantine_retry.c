#include "goldenthread/broker.h"
#include "goldenthread/commands.h"
#include "goldenthread/database.h"
#include "goldenthread/quarantine.h"

#define BATCH_ROWS 200
#define BATCH_ROWS_TEXT "200"

/* Publishing comes before the mark: a crash between the two leaves an event held that is in the
 * topic again, which a second retry repeats, and folding it twice changes nothing. Rows are locked
 * from the choice to the mark, so that two operators do not publish one event twice. */
struct retry {
    const char *dsn, *brokers, *kafka_config, *reason;
    char *ids;      /* array literal, "{}" with a reason */
    int64_t newest; /* what a consumer quarantines again meanwhile is not retried again */
    int64_t retried;
    PGconn *db;
    struct broker *broker;
};

enum column { ID, TOPIC, KEY, VALUE, HEADERS };

static PGresult *select_batch(struct retry *retry, struct error *error) {
    struct pg_params params = {.result_format = 1};
    pg_param_text(&params, retry->ids);
    pg_param_text(&params, retry->reason);
    pg_param_number(&params, retry->newest);
    return pg_query(retry->db,
                    "select id::text, topic, key, value, headers::text from stream.quarantine"
                    " where state = 'HELD' and (id = any($1::bigint[]) or reason = $2)"
                    " and id <= $3 order by id limit " BATCH_ROWS_TEXT " for update",
                    &params, error);
}

static struct text field(const PGresult *result, int row, int column) {
    if (PQgetisnull(result, row, column)) {
        return TEXT_NULL;
    }
    return (struct text){PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column)};
}

static bool publish(struct retry *retry, const PGresult *result, struct error *error) {
    const int rows = PQntuples(result);
    struct publication *publications = g_new0(struct publication, (gsize)rows);
    bool valid = true;
    for (int row = 0; row < rows && valid; row++) {
        publications[row] = (struct publication){
            .topic = PQgetvalue(result, row, TOPIC),
            .key = field(result, row, KEY),
            .value = field(result, row, VALUE),
            .headers = quarantine_headers(database_text(result, row, HEADERS), &valid),
        };
        if (!valid) {
            error_set(error, ERROR_FATAL, "the headers of event %s in quarantine are damaged",
                      PQgetvalue(result, row, ID));
        }
    }
    valid = valid && broker_publish(retry->broker, publications, (size_t)rows, error);
    g_free(publications);
    return valid;
}

static bool mark(struct retry *retry, const PGresult *result, struct error *error) {
    GString *ids = g_string_new("{");
    for (int row = 0; row < PQntuples(result); row++) {
        g_string_append_printf(ids, "%s%s", row > 0 ? "," : "", PQgetvalue(result, row, ID));
    }
    g_string_append_c(ids, '}');
    struct pg_params params = {0};
    pg_param_text(&params, ids->str);
    const bool marked = database_run(retry->db,
                                     "update stream.quarantine set state = 'RETRIED',"
                                     " changed_at = now() where id = any($1::bigint[])",
                                     &params, NULL, error);
    g_string_free(ids, TRUE);
    return marked;
}

/* One transaction; *rows is 0 when nothing is left. */
static bool retry_batch(struct retry *retry, int *rows, struct error *error) {
    if (!pg_run(retry->db, "begin", error) ||
        !pg_run(retry->db, "set local idle_in_transaction_session_timeout = 0", error)) {
        return false;
    }
    PGresult *result = select_batch(retry, error);
    *rows = result != NULL ? PQntuples(result) : 0;
    const bool done =
        result != NULL &&
        (*rows == 0 || (publish(retry, result, error) && mark(retry, result, error))) &&
        pg_run(retry->db, "commit", error);
    PQclear(result);
    retry->retried += done ? *rows : 0;
    return done;
}

static bool open_both(struct retry *retry, struct error *error) {
    retry->db = database_open(retry->dsn, error);
    if (retry->db == NULL) {
        return false;
    }
    PGresult *result =
        pg_query(retry->db, "select coalesce(max(id), 0) from stream.quarantine", NULL, error);
    retry->newest = result != NULL ? pg_int8(result, 0, 0) : 0;
    PQclear(result);
    retry->broker = result != NULL
                        ? broker_open(RD_KAFKA_PRODUCER, retry->brokers, retry->kafka_config, error)
                        : NULL;
    return retry->broker != NULL;
}

static int run_retry(const struct call *call, struct retry *retry, int64_t asked) {
    struct error error = {0};
    bool done = open_both(retry, &error);
    for (int rows = BATCH_ROWS; done && rows == BATCH_ROWS;) {
        done = retry_batch(retry, &rows, &error);
    }
    broker_close(retry->broker);
    PQfinish(retry->db);
    printf("retried %" G_GINT64_FORMAT "\n", retry->retried);
    return done ? quarantine_status(call, asked, retry->retried) : command_failed(call, &error);
}

int cmd_quarantine_retry(const struct call *call) {
    struct retry retry = {0};
    const struct setting settings[] = {
        option_dsn(&retry.dsn),
        option_brokers(&retry.brokers),
        option_kafka_config(&retry.kafka_config),
        {"reason", SETTING_STRING, &retry.reason, .help = "all held events of this reason"},
        {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config == NULL) {
        return status;
    }
    int64_t asked = 0;
    retry.ids = quarantine_ids(call, rest, &asked);
    if (retry.ids == NULL) {
        status = EX_USAGE;
    } else if ((asked > 0) == (retry.reason != NULL)) {
        status = command_usage(call, "give ids, or a reason with --reason");
    } else {
        status = run_retry(call, &retry, asked);
    }
    g_free(retry.ids);
    config_free(config);
    return status;
}
