#include "goldenthread/broker.h"
#include "goldenthread/commands.h"
#include "goldenthread/consumers.h"
#include "goldenthread/table.h"

/* Reading starts over where the broker's log starts now, which needs no trust in what the log is:
 * an event that counts already changes nothing. Counts of what was read go on. */

struct reset {
    const char *dsn, *brokers, *kafka_config;
    bool all, dry_run, json;
    PGconn *db;
    struct broker *broker;
    struct table *table;
};

static const struct column columns[] = {
    {"consumer", COLUMN_TEXT},       {"topic", COLUMN_TEXT},       {"partition", COLUMN_INTEGER},
    {"next_offset", COLUMN_INTEGER}, {"reset_to", COLUMN_INTEGER}, {0}};

struct log_partition {
    const char *consumer, *topic;
    int64_t number;
};

static void partition_params(const struct log_partition *partition, struct pg_params *params) {
    pg_param_text(params, partition->consumer);
    pg_param_text(params, partition->topic);
    pg_param_number(params, partition->number);
}

/* The epoch fences whoever still reads by the old offset. A refused message of the old log gives up
 * its place to the one that has its offset now. */
static bool write_partition(struct reset *reset, const struct log_partition *partition, int64_t low,
                            struct error *error) {
    struct pg_params params = {0}, same = {0};
    partition_params(partition, &params);
    pg_param_number(&params, low);
    if (!database_run(reset->db,
                      "update stream.offset set next_offset = $4, last_offset = null,"
                      " last_event_id = null, owner_epoch = owner_epoch + 1, updated_at = now()"
                      " where consumer = $1 and topic = $2 and partition = $3",
                      &params, NULL, error)) {
        return false;
    }
    partition_params(partition, &same);
    return database_run(
        reset->db,
        "update stream.quarantine set \"offset\" = -id"
        " where consumer = $1 and topic = $2 and partition = $3 and \"offset\" >= 0",
        &same, NULL, error);
}

static bool reset_partition(struct reset *reset, const struct log_partition *partition,
                            int64_t next_offset, struct error *error) {
    int64_t low, high;
    if (!broker_watermarks(reset->broker, partition->topic, (int32_t)partition->number, &low, &high,
                           error)) {
        return false;
    }
    table_cell(reset->table, partition->consumer);
    table_cell(reset->table, partition->topic);
    table_integer(reset->table, partition->number);
    table_integer(reset->table, next_offset);
    table_integer(reset->table, low);
    return reset->dry_run || write_partition(reset, partition, low, error);
}

static bool reset_consumer(struct reset *reset, const struct pipeline *pipeline,
                           struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, pipeline->name);
    PGresult *rows = pg_query(reset->db,
                              "select topic, partition, next_offset from stream.offset"
                              " where consumer = $1 order by topic, partition",
                              &params, error);
    bool done = rows != NULL;
    for (int row = 0; done && row < PQntuples(rows); row++) {
        const struct log_partition partition = {pipeline->name, PQgetvalue(rows, row, 0),
                                                pg_int8(rows, row, 1)};
        done = reset_partition(reset, &partition, pg_int8(rows, row, 2), error);
    }
    PQclear(rows);
    return done;
}

/* All in one transaction: a topic that cannot be asked for leaves everything as it is. */
static bool reset_all(struct reset *reset, char **names, struct error *error) {
    reset->broker = broker_open(RD_KAFKA_PRODUCER, reset->brokers, reset->kafka_config, error);
    reset->db = reset->broker != NULL ? database_open(reset->dsn, error) : NULL;
    bool done = reset->db != NULL && pg_run(reset->db, "begin", error);
    for (const struct pipeline *const *p = pipelines; done && *p != NULL; p++) {
        done = !consumer_is_among(*p, names, reset->all) || reset_consumer(reset, *p, error);
    }
    return done && pg_run(reset->db, "commit", error);
}

static int run_reset(const struct call *call, struct reset *reset, char **names) {
    struct error error = {0};
    reset->table = table_new(columns);
    const bool done = reset_all(reset, names, &error);
    if (done) {
        table_print(reset->table, reset->json);
        command_say(call, reset->dry_run ? "nothing was written (--dry-run)"
                                         : "start the consumers again, if they stopped");
    }
    table_free(reset->table);
    PQfinish(reset->db);
    broker_close(reset->broker);
    return done ? EXIT_SUCCESS : command_failed(call, &error);
}

int cmd_reset_offsets(const struct call *call) {
    struct reset reset = {0};
    const struct setting settings[] = {option_dsn(&reset.dsn),
                                       option_brokers(&reset.brokers),
                                       option_kafka_config(&reset.kafka_config),
                                       {"all", SETTING_FLAG, &reset.all, .help = "every consumer"},
                                       option_dry_run(&reset.dry_run),
                                       option_json(&reset.json),
                                       {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config == NULL) {
        return status;
    }
    status = consumers_check(call, rest, reset.all);
    if (status == EXIT_SUCCESS) {
        status = run_reset(call, &reset, rest);
    }
    config_free(config);
    return status;
}
