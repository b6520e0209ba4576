#include "simulator/publisher.h"

#include <glib.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/schemas.h"
#include "support/suite.h"

#define YEAR_2025 20332 /* 2025-09-01 */
#define CHILDREN 60
#define DAYS 2
#define EVENTS (CHILDREN * DAYS * 2)

static rd_kafka_t *host; /* of the mock cluster */
static rd_kafka_mock_cluster_t *cluster;

static struct publisher_settings settings_for(const char *topic) {
    return (struct publisher_settings){.brokers = rd_kafka_mock_cluster_bootstraps(cluster),
                                       .topic = topic,
                                       .streams = {[STREAM_ABSENCE] = true},
                                       .schemas = SOURCE_DIR "/schemas",
                                       .partitions = 12};
}

static struct school_year *small_year(void) {
    static const day_t days[DAYS] = {20334, 20335};
    const struct borough_settings settings = {.seed = 5, .pupils = {30, 20, 10}};
    return school_year_new(&settings, YEAR_2025, (struct days){days, DAYS}, 0, DAYS);
}

static bool publish(struct publisher *publisher, const struct school_year *year) {
    const struct feed_settings plain = {.counted = false};
    return feed_days(year, 0, DAYS, &plain, publisher_begin(publisher, year->borough));
}

/* Reads the topic's twelve partitions from start to end and hands every message to `see`. */
static void read_topic(const char *topic,
                       void (*see)(const rd_kafka_message_t *message, void *context),
                       void *context) {
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", rd_kafka_mock_cluster_bootstraps(cluster), NULL,
                      0);
    rd_kafka_conf_set(conf, "enable.partition.eof", "true", NULL, 0);
    rd_kafka_conf_set(conf, "group.id", "reader", NULL, 0);
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, NULL, 0);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(12);
    rd_kafka_topic_partition_list_add_range(list, topic, 0, 11);
    for (int i = 0; i < list->cnt; i++) {
        list->elems[i].offset = RD_KAFKA_OFFSET_BEGINNING;
    }
    rd_kafka_assign(client, list);
    rd_kafka_topic_partition_list_destroy(list);
    for (int ended = 0; ended < 12;) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(client, 10000);
        CU_ASSERT_PTR_NOT_NULL(message);
        if (message == NULL) {
            break;
        }
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            see(message, context);
        } else {
            ended++;
        }
        rd_kafka_message_destroy(message);
    }
    rd_kafka_destroy(client);
}

struct seen {
    struct schemas *schemas;
    size_t messages, wrong_key, wrong_partition, undecodable;
};

static void look(const rd_kafka_message_t *message, void *context) {
    struct seen *seen = context;
    struct absence absence;
    const struct text value = {message->payload, message->len};
    const struct text key = {message->key, message->key_len};
    seen->messages++;
    if (schemas_decode(seen->schemas, value, &absence).reason != REASON_NONE) {
        seen->undecodable++;
        return;
    }
    seen->wrong_key += !text_equal(key, absence.envelope.child_ref);
    seen->wrong_partition +=
        rd_kafka_msg_partitioner_murmur2(message->rkt, message->key, message->key_len, 12, NULL,
                                         NULL) != message->partition;
}

static void every_event_is_in_the_topic_under_its_child_s_key(void) {
    struct error error = {0};
    struct school_year *year = small_year();
    const struct publisher_settings settings = settings_for("absence");
    struct publisher *publisher = publisher_new(&settings, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(publisher);
    CU_ASSERT(publish(publisher, year));
    CU_ASSERT(publisher_finish(publisher, &error));
    CU_ASSERT_EQUAL(publisher_sent(publisher), EVENTS);
    publisher_free(publisher);
    school_year_free(year);

    struct seen seen = {
        .schemas = schemas_load(SOURCE_DIR "/schemas/avro", &absence_pipeline.inputs[0], &error)};
    read_topic("absence", look, &seen);
    CU_ASSERT_EQUAL(seen.messages, EVENTS);
    CU_ASSERT_EQUAL(seen.undecodable, 0);
    CU_ASSERT_EQUAL(seen.wrong_key, 0);
    CU_ASSERT_EQUAL(seen.wrong_partition, 0);
    schemas_free(seen.schemas);
}

static void a_steady_rate_takes_its_time(void) {
    struct error error = {0};
    struct school_year *year = small_year();
    struct publisher_settings settings = settings_for("absence");
    settings.rate = 1000;
    struct publisher *publisher = publisher_new(&settings, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(publisher);
    const int64_t started_us = g_get_monotonic_time();
    CU_ASSERT(publish(publisher, year));
    CU_ASSERT(g_get_monotonic_time() - started_us >= (EVENTS - 1) * 1000);
    CU_ASSERT(publisher_finish(publisher, &error));
    publisher_free(publisher);
    school_year_free(year);
}

static void refused_events_are_counted_and_reported(void) {
    struct error error = {0};
    struct school_year *year = small_year();
    const struct publisher_settings settings = settings_for("absence");
    struct publisher *publisher = publisher_new(&settings, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(publisher);
    enum { PRODUCE = 0 };
    rd_kafka_mock_push_request_errors(cluster, PRODUCE, 2,
                                      RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
                                      RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
    publish(publisher, year);
    CU_ASSERT_FALSE(publisher_finish(publisher, &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_RETRY);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, " of 240 events are not in the topics: "));
    rd_kafka_mock_clear_request_errors(cluster, PRODUCE);
    publisher_free(publisher);
    school_year_free(year);
}

static void assert_refused(const struct publisher_settings *settings, enum error_kind kind,
                           const char *message) {
    struct error error = {0};
    CU_ASSERT_PTR_NULL(publisher_new(settings, &error));
    CU_ASSERT_EQUAL(error.kind, kind);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, message));
}

static void another_number_of_partitions_stops_the_start(void) {
    struct publisher_settings settings = settings_for("absence");
    settings.partitions = 6;
    assert_refused(&settings, ERROR_CONFIG,
                   "topic 'absence' has 12 partitions, not 6; hint: --partitions");
}

static void bad_properties_are_refused(void) {
    char *path = g_build_filename(g_get_tmp_dir(), "simulator-properties-XXXXXX", NULL);
    const int file = g_mkstemp(path);
    CU_ASSERT(file >= 0);
    struct publisher_settings settings = settings_for("absence");
    settings.kafka_config = path;
    CU_ASSERT(g_file_set_contents(path, "# comment\n\nlinger.ms = 3\nno.such = 1\n", -1, NULL));
    assert_refused(&settings, ERROR_CONFIG, "Kafka property 'no.such'");
    CU_ASSERT(g_file_set_contents(path, "linger.ms\n", -1, NULL));
    assert_refused(&settings, ERROR_CONFIG, "has a line that is not key=value");
    remove(path);
    assert_refused(&settings, ERROR_CONFIG, "cannot read");
    close(file);
    g_free(path);
}

int main(void) {
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, NULL); /* it has no brokers and says so */
    host = rd_kafka_new(RD_KAFKA_PRODUCER, conf, NULL, 0);
    cluster = rd_kafka_mock_cluster_new(host, 1);
    rd_kafka_mock_topic_create(cluster, "absence", 12, 1);
    const int status = suite_run(
        "publisher",
        (const struct test[]){
            {"every event is in the topic under its child's key",
             every_event_is_in_the_topic_under_its_child_s_key},
            {"a steady rate takes its time", a_steady_rate_takes_its_time},
            {"refused events are counted and reported", refused_events_are_counted_and_reported},
            {"another number of partitions stops the start",
             another_number_of_partitions_stops_the_start},
            {"bad properties are refused", bad_properties_are_refused},
            {NULL, NULL}});
    rd_kafka_mock_cluster_destroy(cluster);
    rd_kafka_destroy(host);
    return status;
}
