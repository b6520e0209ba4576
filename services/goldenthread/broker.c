#include "goldenthread/broker.h"

#include <glib.h>
#include <string.h>

#include "runtime/kafka.h"

/* murmur2: the rule by which a child is on one partition number in every topic. */
static const struct kafka_property producer_properties[] = {{"enable.idempotence", "true"},
                                                            {"partitioner", "murmur2_random"},
                                                            {"message.timeout.ms", "10000"},
                                                            {NULL, NULL}};

static void delivered(rd_kafka_t *client, const rd_kafka_message_t *message, void *opaque) {
    (void)client;
    (void)opaque;
    struct publication *publication = message->_private;
    publication->acknowledged = message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
}

/* A client that reads one message of each partition should not be sent a hundred thousand. */
static const struct kafka_property consumer_properties[] = {
    {"group.id", "goldenthread"},          {"enable.auto.commit", "false"},
    {"enable.partition.eof", "true"},      {"queued.min.messages", "1"},
    {"fetch.wait.max.ms", "10"},           {"auto.offset.reset", "error"},
    {"isolation.level", "read_committed"}, {NULL, NULL}};

static void remember(rd_kafka_t *client, int code, const char *reason, void *opaque) {
    (void)client;
    (void)code;
    struct broker *broker = opaque;
    g_strlcpy(broker->reason, reason, sizeof broker->reason);
}

static bool conf_fill(rd_kafka_conf_t *conf, rd_kafka_type_t type, const char *brokers,
                      const char *config, struct error *error) {
    rd_kafka_conf_set_log_cb(conf, NULL);
    rd_kafka_conf_set_error_cb(conf, remember);
    if (type == RD_KAFKA_PRODUCER) {
        rd_kafka_conf_set_dr_msg_cb(conf, delivered);
    }
    return kafka_set_all(conf,
                         type == RD_KAFKA_PRODUCER ? producer_properties : consumer_properties,
                         error) &&
           kafka_set(conf, "bootstrap.servers", brokers, error) &&
           kafka_set(conf, "client.id", "goldenthread", error) &&
           kafka_set_from_file(conf, config, error);
}

struct broker *broker_open(rd_kafka_type_t type, const char *brokers, const char *config,
                           struct error *error) {
    struct broker *broker = g_new0(struct broker, 1);
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_opaque(conf, broker);
    if (conf_fill(conf, type, brokers, config, error)) {
        broker->client = rd_kafka_new(type, conf, broker->reason, sizeof broker->reason);
        if (broker->client == NULL) {
            error_set(error, ERROR_CONFIG, "no Kafka client: %s", broker->reason);
        }
    }
    if (broker->client == NULL) {
        rd_kafka_conf_destroy(conf);
        g_free(broker);
        broker = NULL;
    }
    return broker;
}

void broker_close(struct broker *broker) {
    if (broker == NULL) {
        return;
    }
    if (rd_kafka_type(broker->client) == RD_KAFKA_CONSUMER) {
        rd_kafka_consumer_close(broker->client);
    }
    rd_kafka_destroy(broker->client);
    g_free(broker);
}

/* librdkafka tells the reason, refused, unresolved, no certificate, to a callback. */
static bool unreachable(struct broker *broker, const char *otherwise, struct error *error) {
    rd_kafka_poll(broker->client, 0);
    return error_set(error, ERROR_RETRY,
                     "the broker does not answer: %s; hint: check --brokers and that Kafka runs",
                     broker->reason[0] != '\0' ? broker->reason : otherwise);
}

static bool failed(struct broker *broker, rd_kafka_resp_err_t code, struct error *error) {
    return unreachable(broker, rd_kafka_err2str(code), error);
}

int broker_partitions(struct broker *broker, const char *topic, struct error *error) {
    struct error cause = {0};
    const int count = kafka_partitions(broker->client, topic, BROKER_TIMEOUT_MS, &cause);
    if (count < 0 && cause.kind == ERROR_RETRY) {
        unreachable(broker, cause.message, error);
    } else if (count < 0) {
        error_set(error, cause.kind, "%s", cause.message);
    }
    return count;
}

#define LEADER_POLL_US 50000

/* A topic that was just made, or whose leader moves, has none for a moment. */
static bool has_no_leader(rd_kafka_resp_err_t code) {
    return code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION ||
           code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
           code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
}

bool broker_watermarks(struct broker *broker, const char *topic, int32_t partition, int64_t *low,
                       int64_t *high, struct error *error) {
    const int64_t deadline_us = g_get_monotonic_time() + BROKER_TIMEOUT_MS * INT64_C(1000);
    rd_kafka_resp_err_t code;
    while ((code = rd_kafka_query_watermark_offsets(broker->client, topic, partition, low, high,
                                                    BROKER_TIMEOUT_MS)) != 0 &&
           has_no_leader(code) && g_get_monotonic_time() < deadline_us) {
        g_usleep(LEADER_POLL_US);
    }
    return code == RD_KAFKA_RESP_ERR_NO_ERROR || failed(broker, code, error);
}

static rd_kafka_NewTopic_t *new_topic(const char *topic, const struct topic_plan *plan,
                                      char *reason, size_t size) {
    rd_kafka_NewTopic_t *new =
        rd_kafka_NewTopic_new(topic, plan->partitions, plan->replication, reason, size);
    if (new != NULL) {
        char *retention = g_strdup_printf("%" G_GINT64_FORMAT, plan->retention_ms);
        rd_kafka_NewTopic_set_config(new, "retention.ms", retention);
        g_free(retention);
        rd_kafka_NewTopic_set_config(new, "cleanup.policy", plan->compacted ? "compact" : "delete");
    }
    return new;
}

static bool created(struct broker *broker, rd_kafka_event_t *event, const char *topic,
                    struct error *error) {
    if (event == NULL) {
        return failed(broker, RD_KAFKA_RESP_ERR__TIMED_OUT, error);
    }
    if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return failed(broker, rd_kafka_event_error(event), error);
    }
    size_t count = 0;
    const rd_kafka_topic_result_t **results =
        rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
    if (count == 1 && rd_kafka_topic_result_error(results[0]) == RD_KAFKA_RESP_ERR_NO_ERROR) {
        return true;
    }
    const char *reason = count == 1 ? rd_kafka_topic_result_error_string(results[0]) : NULL;
    return error_set(error, ERROR_CONFIG, "topic '%s' was not created: %s", topic,
                     reason != NULL ? reason : "no reason given");
}

/* The controller answers before the brokers know. */
static bool wait_for_topic(struct broker *broker, const char *topic, struct error *error) {
    const int64_t deadline_us = g_get_monotonic_time() + BROKER_TIMEOUT_MS * INT64_C(1000);
    while (broker_partitions(broker, topic, error) <= 0) {
        if (g_get_monotonic_time() > deadline_us) {
            return failed(broker, RD_KAFKA_RESP_ERR__TIMED_OUT, error);
        }
        g_usleep(LEADER_POLL_US);
    }
    return true;
}

bool broker_create_topic(struct broker *broker, const char *topic, const struct topic_plan *plan,
                         struct error *error) {
    char reason[256] = "";
    rd_kafka_NewTopic_t *new = new_topic(topic, plan, reason, sizeof reason);
    if (new == NULL) {
        return error_set(error, ERROR_CONFIG, "topic '%s': %s", topic, reason);
    }
    rd_kafka_queue_t *queue = rd_kafka_queue_new(broker->client);
    rd_kafka_AdminOptions_t *options =
        rd_kafka_AdminOptions_new(broker->client, RD_KAFKA_ADMIN_OP_CREATETOPICS);
    rd_kafka_AdminOptions_set_operation_timeout(options, BROKER_TIMEOUT_MS, NULL, 0);
    rd_kafka_AdminOptions_set_request_timeout(options, BROKER_TIMEOUT_MS, NULL, 0);
    rd_kafka_CreateTopics(broker->client, &new, 1, options, queue);
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, 2 * BROKER_TIMEOUT_MS);
    const bool done = created(broker, event, topic, error) && wait_for_topic(broker, topic, error);
    rd_kafka_event_destroy(event);
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_queue_destroy(queue);
    rd_kafka_NewTopic_destroy(new);
    return done;
}

static struct unread *unread_of(struct unread *unread, size_t count,
                                const rd_kafka_message_t *message) {
    for (size_t i = 0; i < count; i++) {
        if (unread[i].partition == message->partition &&
            strcmp(unread[i].topic, rd_kafka_topic_name(message->rkt)) == 0) {
            return &unread[i];
        }
    }
    return NULL;
}

/* Takes messages until each partition has shown one or its end. */
static bool take_first_messages(struct broker *broker, struct unread *unread, size_t count,
                                struct error *error) {
    bool *seen = g_new0(bool, count);
    const int64_t deadline_us = g_get_monotonic_time() + BROKER_TIMEOUT_MS * INT64_C(1000);
    size_t waiting = count;
    while (waiting > 0 && g_get_monotonic_time() < deadline_us) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(broker->client, 100);
        if (message == NULL) {
            continue;
        }
        struct unread *of = message->rkt != NULL ? unread_of(unread, count, message) : NULL;
        if (of != NULL && !seen[of - unread]) {
            seen[of - unread] = true;
            waiting--;
            of->timestamp_ms = message->err == RD_KAFKA_RESP_ERR_NO_ERROR
                                   ? rd_kafka_message_timestamp(message, NULL)
                                   : -1;
        }
        rd_kafka_message_destroy(message);
    }
    g_free(seen);
    return waiting == 0 || failed(broker, RD_KAFKA_RESP_ERR__TIMED_OUT, error);
}

bool broker_unread(struct broker *broker, struct unread *unread, size_t count,
                   struct error *error) {
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)count);
    for (size_t i = 0; i < count; i++) {
        unread[i].timestamp_ms = -1;
        rd_kafka_topic_partition_list_add(list, unread[i].topic, unread[i].partition)->offset =
            unread[i].offset;
    }
    const rd_kafka_resp_err_t code = rd_kafka_assign(broker->client, list);
    rd_kafka_topic_partition_list_destroy(list);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return failed(broker, code, error);
    }
    const bool taken = take_first_messages(broker, unread, count, error);
    rd_kafka_assign(broker->client, NULL);
    return taken;
}

static bool enqueue(struct broker *broker, struct publication *publication, struct error *error) {
    publication->acknowledged = false;
    rd_kafka_resp_err_t code;
    do {
        code = rd_kafka_producev(
            broker->client, RD_KAFKA_V_TOPIC(publication->topic),
            RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
            RD_KAFKA_V_KEY(publication->key.bytes, publication->key.length),
            RD_KAFKA_V_VALUE((void *)publication->value.bytes, publication->value.length),
            RD_KAFKA_V_HEADERS(publication->headers), RD_KAFKA_V_OPAQUE(publication),
            RD_KAFKA_V_END);
    } while (code == RD_KAFKA_RESP_ERR__QUEUE_FULL && rd_kafka_poll(broker->client, 100) >= 0);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return failed(broker, code, error);
    }
    publication->headers = NULL; /* the message's now */
    return true;
}

bool broker_publish(struct broker *broker, struct publication *publications, size_t count,
                    struct error *error) {
    bool published = true;
    for (size_t i = 0; i < count; i++) {
        published = published && enqueue(broker, &publications[i], error);
        if (publications[i].headers != NULL) {
            rd_kafka_headers_destroy(publications[i].headers);
        }
    }
    rd_kafka_flush(broker->client, 2 * BROKER_TIMEOUT_MS);
    for (size_t i = 0; published && i < count; i++) {
        published =
            publications[i].acknowledged || failed(broker, RD_KAFKA_RESP_ERR__TIMED_OUT, error);
    }
    return published;
}
