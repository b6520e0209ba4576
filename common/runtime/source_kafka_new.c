/* Settings of the consumer, and what must be true of its topics before it joins the group. */
#include "runtime/source_kafka_internal.h"

#define METADATA_TIMEOUT_MS 2000

/* Measured: what a queued message of 120 bytes takes, bookkeeping included. */
#define MESSAGE_BYTES 450

/* What an operator may change in the file of properties. */
static const struct kafka_property tuning[] = {
    {"session.timeout.ms", "10000"},
    {"heartbeat.interval.ms", "1000"}, /* how soon members learn of a rebalance */
    {"fetch.wait.max.ms", "50"},
    {"max.partition.fetch.bytes", "4194304"},
    {"fetch.error.backoff.ms", "20"}, /* the default of 500 is half a second of silence */
    {"reconnect.backoff.ms", "20"},
    {"reconnect.backoff.max.ms", "1000"},
    {"socket.nagle.disable", "true"},
    {NULL, NULL},
};

/* What exactly-once rests on: positions come from the database alone, a log in doubt is an error,
 * and no rebalance leaves a partition with its old owner. */
static const struct kafka_property fixed[] = {
    {"enable.auto.commit", "false"},
    {"enable.auto.offset.store", "false"},
    {"auto.offset.reset", "error"},
    {"check.crcs", "true"},
    {"isolation.level", "read_committed"},
    {"allow.auto.create.topics", "false"},
    {"partition.assignment.strategy", "range"},
    {"enable.partition.eof", "true"},
    {"max.poll.interval.ms", G_STRINGIFY(SOURCE_MAX_POLL_INTERVAL_MS)},
    {NULL, NULL},
};

static bool set_number(rd_kafka_conf_t *conf, const char *key, size_t value, struct error *error) {
    char text[32];
    g_snprintf(text, sizeof text, "%zu", value);
    return kafka_set(conf, key, text, error);
}

/* librdkafka's own, and the least at which a message of the broker's greatest size arrives. */
#define FETCH_BYTES_MAX 52428800
#define FETCH_BYTES_MIN 2097152

/* How much is fetched ahead. librdkafka counts messages, or the bytes of values alone; small
 * messages meet the first limit, great ones the second. One answer of the broker comes on top of
 * what is queued, so it is kept small beside it. */
static bool set_queue(rd_kafka_conf_t *conf, size_t bytes, struct error *error) {
    return set_number(conf, "queued.min.messages", CLAMP(bytes / MESSAGE_BYTES, 1, 10000000),
                      error) &&
           set_number(conf, "queued.max.messages.kbytes", CLAMP(bytes / 2048, 1, 2097151), error) &&
           set_number(conf, "fetch.max.bytes", CLAMP(bytes / 8, FETCH_BYTES_MIN, FETCH_BYTES_MAX),
                      error);
}

/* The threads of a process read one file of properties. */
static bool set_instance_id(rd_kafka_conf_t *conf, int thread, struct error *error) {
    char id[256];
    size_t size = sizeof id;
    if (rd_kafka_conf_get(conf, "group.instance.id", id, &size) != RD_KAFKA_CONF_OK ||
        id[0] == '\0') {
        return true;
    }
    char *own = g_strdup_printf("%s-%d", id, thread);
    const bool set = kafka_set(conf, "group.instance.id", own, error);
    g_free(own);
    return set;
}

static bool fill(rd_kafka_conf_t *conf, const struct pipeline *pipeline,
                 const struct source_kafka_settings *settings, struct error *error) {
    char *client_id = g_strconcat("goldenthread-", pipeline->name, NULL);
    const bool filled =
        kafka_set_all(conf, tuning, error) && set_queue(conf, settings->queue_bytes, error) &&
        kafka_set(conf, "client.id", client_id, error) &&
        kafka_set_from_file(conf, settings->properties, error) &&
        set_instance_id(conf, settings->thread, error) && kafka_set_all(conf, fixed, error) &&
        kafka_set(conf, "bootstrap.servers", settings->brokers, error) &&
        kafka_set(conf, "group.id", settings->group, error);
    g_free(client_id);
    return filled;
}

static rd_kafka_t *client_new(struct source_kafka *self,
                              const struct source_kafka_settings *settings, struct error *error) {
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_opaque(conf, self);
    rd_kafka_conf_set_log_cb(conf, kafka_log);
    rd_kafka_conf_set_error_cb(conf, source_kafka_on_error);
    rd_kafka_conf_set_rebalance_cb(conf, source_kafka_on_rebalance);
    if (!fill(conf, self->pipeline, settings, error)) {
        rd_kafka_conf_destroy(conf);
        return NULL;
    }
    rd_kafka_t *client = kafka_client_new(RD_KAFKA_CONSUMER, conf, error);
    if (client != NULL) {
        rd_kafka_poll_set_consumer(client);
    }
    return client;
}

/* The handles live as long as the client, so that each message leads to its input. */
static void open_topics(struct source_kafka *self) {
    self->topics = g_new0(rd_kafka_topic_t *, self->pipeline->n_inputs);
    for (size_t i = 0; i < self->pipeline->n_inputs; i++) {
        const struct input *input = &self->pipeline->inputs[i];
        rd_kafka_topic_conf_t *conf = rd_kafka_default_topic_conf_dup(self->client);
        rd_kafka_topic_conf_set_opaque(conf, (void *)input);
        self->topics[i] = rd_kafka_topic_new(self->client, input->topic, conf);
    }
}

static bool check_topics(const struct source_kafka *self, struct error *error) {
    for (size_t i = 0; i < self->pipeline->n_inputs; i++) {
        const char *topic = self->pipeline->inputs[i].topic;
        const int count = kafka_partitions(self->client, topic, METADATA_TIMEOUT_MS, error);
        if (count < 0) {
            return false;
        }
        if (count == 0) {
            return error_set(error, ERROR_CONFIG,
                             "topic '%s' is missing; hint: 'goldenthread topics' makes it", topic);
        }
        if (count != self->n_partitions) {
            return error_set(error, ERROR_CONFIG,
                             "topic '%s' has %d partitions, %d are expected; hint: all topics of "
                             "children have the same number, setting 'partitions'",
                             topic, count, self->n_partitions);
        }
    }
    return true;
}

static bool subscribe(const struct source_kafka *self, struct error *error) {
    const size_t count = self->pipeline->n_inputs;
    rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new((int)count);
    for (size_t i = 0; i < count; i++) {
        rd_kafka_topic_partition_list_add(topics, self->pipeline->inputs[i].topic,
                                          RD_KAFKA_PARTITION_UA);
    }
    const rd_kafka_resp_err_t failure = rd_kafka_subscribe(self->client, topics);
    rd_kafka_topic_partition_list_destroy(topics);
    return failure == RD_KAFKA_RESP_ERR_NO_ERROR ||
           error_set(error, ERROR_CONFIG, "cannot subscribe: %s", rd_kafka_err2str(failure));
}

void source_kafka_free(struct source_kafka *self) {
    if (self->queue != NULL) {
        rd_kafka_queue_destroy(self->queue);
    }
    for (size_t i = 0; self->topics != NULL && i < self->pipeline->n_inputs; i++) {
        rd_kafka_topic_destroy(self->topics[i]);
    }
    g_free(self->topics);
    source_kafka_lag_free(self);
    if (self->client != NULL) {
        rd_kafka_destroy(self->client);
    }
    rd_kafka_topic_partition_list_destroy(self->assigned);
    g_array_free(self->later, TRUE);
    g_free(self->damaged);
    g_free(self->batch);
    g_free(self);
}

struct source *source_kafka_new(const struct pipeline *pipeline,
                                const struct source_kafka_settings *settings, struct error *error) {
    struct source_kafka *self = g_new0(struct source_kafka, 1);
    self->source.ops = &source_kafka_ops;
    self->pipeline = pipeline;
    self->n_partitions = settings->partitions;
    self->assigned = rd_kafka_topic_partition_list_new(0);
    self->later = g_array_new(FALSE, FALSE, sizeof(struct later));
    self->damaged = g_new0(bool, pipeline->n_inputs *(size_t)settings->partitions);
    self->errors = metric_counter("kpi_source_errors_total", "",
                                  "Errors of Kafka that pass by themselves, and damaged data.");
    self->client = client_new(self, settings, error);
    if (self->client == NULL) {
        source_kafka_free(self);
        return NULL;
    }
    open_topics(self);
    source_kafka_lag_init(self);
    if (!check_topics(self, error) || !subscribe(self, error)) {
        source_kafka_free(self);
        return NULL;
    }
    self->queue = rd_kafka_queue_get_consumer(self->client);
    return &self->source;
}
