#include "domain/breach.h"
#include "goldenthread/broker.h"
#include "goldenthread/commands.h"
#include "goldenthread/table.h"
#include "runtime/pipelines.h"

#define DAY_MS 86400000

struct topics {
    const char *brokers, *kafka_config;
    int64_t partitions, replication, retention_days;
    bool check, json;
    struct broker *broker;
    struct table *table;
    bool wrong;
};

static const struct column columns[] = {
    {"topic", COLUMN_TEXT}, {"partitions", COLUMN_INTEGER}, {"state", COLUMN_TEXT}, {0}};

static void report(struct topics *topics, const char *topic, int partitions, const char *state) {
    table_cell(topics->table, topic);
    table_integer(topics->table, partitions);
    table_cell(topics->table, state);
}

static bool handle_topic(struct topics *topics, const char *topic, bool compacted,
                         struct error *error) {
    const int partitions = broker_partitions(topics->broker, topic, error);
    if (partitions < 0) {
        return false;
    }
    if (partitions > 0) {
        const bool right = partitions == topics->partitions;
        topics->wrong |= !right;
        report(topics, topic, partitions, right ? "present" : "wrong number of partitions");
        return true;
    }
    if (topics->check) {
        topics->wrong = true;
        report(topics, topic, 0, "missing");
        return true;
    }
    const struct topic_plan plan = {
        .partitions = (int)topics->partitions,
        .replication = (int)topics->replication,
        .retention_ms = topics->retention_days > 0 ? topics->retention_days * DAY_MS : -1,
        .compacted = compacted,
    };
    if (!broker_create_topic(topics->broker, topic, &plan, error)) {
        return false;
    }
    report(topics, topic, plan.partitions, "created");
    return true;
}

/* Two consumers may read one topic; it is handled once. */
static bool seen_before(const struct pipeline *const *pipeline, size_t input) {
    const char *topic = (*pipeline)->inputs[input].topic;
    for (const struct pipeline *const *p = pipelines; *p != NULL; p++) {
        for (size_t i = 0; i < (*p)->n_inputs; i++) {
            if (p == pipeline && i == input) {
                return false;
            }
            if (g_str_equal((*p)->inputs[i].topic, topic)) {
                return true;
            }
        }
    }
    return false;
}

static bool handle_all(struct topics *topics, struct error *error) {
    for (const struct pipeline *const *p = pipelines; *p != NULL; p++) {
        for (size_t i = 0; i < (*p)->n_inputs; i++) {
            if (!seen_before(p, i) && !handle_topic(topics, (*p)->inputs[i].topic, false, error)) {
                return false;
            }
        }
    }
    return handle_topic(topics, BREACH_TOPIC, true, error);
}

static int run_topics(const struct call *call, struct topics *topics) {
    struct error error = {0};
    topics->broker = broker_open(RD_KAFKA_PRODUCER, topics->brokers, topics->kafka_config, &error);
    if (topics->broker == NULL) {
        return command_failed(call, &error);
    }
    topics->table = table_new(columns);
    const bool handled = handle_all(topics, &error);
    if (handled || table_rows(topics->table) > 0) {
        table_print(topics->table, topics->json);
    }
    table_free(topics->table);
    broker_close(topics->broker);
    if (!handled) {
        return command_failed(call, &error);
    }
    if (topics->wrong) {
        command_say(call, topics->check
                              ? "the topics are not as they should be; consumers will not start"
                              : "partitions cannot be changed under the keys of children: make the "
                                "topic anew, or give its number with --partitions");
        return EXIT_DIFFERENCES;
    }
    return EXIT_SUCCESS;
}

int cmd_topics(const struct call *call) {
    struct topics topics = {0};
    const struct setting settings[] = {
        option_brokers(&topics.brokers),
        option_kafka_config(&topics.kafka_config),
        {"partitions", SETTING_INT, &topics.partitions, "12", .min = 1, .max = 10000,
         .help = "partitions of a topic, the same for all so that a child is on one number"},
        {"replication-factor", SETTING_INT, &topics.replication, "-1", .min = -1, .max = 100,
         .help = "copies of a new topic; -1: the broker's default"},
        {"retention-days", SETTING_INT, &topics.retention_days, "400", .min = 0, .max = 36500,
         .help = "how long a new topic keeps its messages; longer than between two backups of the "
                 "database; 0: for ever"},
        {"check", SETTING_FLAG, &topics.check, .help = "create nothing, only compare"},
        option_json(&topics.json),
        {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        status = run_topics(call, &topics);
        config_free(config);
    }
    return status;
}
