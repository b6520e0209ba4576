/* Before a member joins its group. */
#include "runtime/source_kafka.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "runtime/log.h"
#include "support/mock_kafka.h"
#include "support/suite.h"

static struct mock_kafka kafka;

/* A consumer of that topic does not start. */
static void refused(const char *topic, const char *brokers, const char *properties,
                    enum error_kind kind, const char *message) {
    const struct input input = {.topic = topic};
    const struct pipeline pipeline = {.name = "test", .inputs = &input, .n_inputs = 1};
    const struct source_kafka_settings settings = {.brokers = brokers,
                                                   .group = "goldenthread-test",
                                                   .properties = properties,
                                                   .partitions = 2,
                                                   .queue_bytes = 16 << 20};
    struct error error = {0};
    CU_ASSERT_PTR_NULL(source_kafka_new(&pipeline, &settings, &error));
    CU_ASSERT_EQUAL(error.kind, kind);
    CU_ASSERT_STRING_EQUAL(error.message, message);
}

static void test_missing_topic(void) {
    refused("absent", kafka.brokers, NULL, ERROR_CONFIG,
            "topic 'absent' is missing; hint: 'goldenthread topics' makes it");
}

static void test_partitions(void) {
    refused("narrow", kafka.brokers, NULL, ERROR_CONFIG,
            "topic 'narrow' has 1 partitions, 2 are expected; hint: all topics of children have "
            "the same number, setting 'partitions'");
}

static void test_no_broker(void) {
    refused("marks", "127.0.0.1:1", NULL, ERROR_RETRY,
            "no broker answers about topic 'marks': Local: Broker transport failure");
}

static void test_properties(void) {
    refused("marks", kafka.brokers, "/nonexistent/kafka.properties", ERROR_CONFIG,
            "cannot read the Kafka properties: Failed to open file "
            "“/nonexistent/kafka.properties”: No such file or directory");
    char *file = g_build_filename(g_get_tmp_dir(), "gt-properties-XXXXXX", NULL);
    close(g_mkstemp(file));
    CU_ASSERT(g_file_set_contents(file, "# TLS\nno.such.thing = 1\n", -1, NULL));
    refused("marks", kafka.brokers, file, ERROR_CONFIG,
            "Kafka property 'no.such.thing': No such configuration property: \"no.such.thing\"");
    g_unlink(file);
    g_free(file);
}

int main(void) {
    const struct test tests[] = {
        {"a missing topic stops the start", test_missing_topic},
        {"another number of partitions stops the start", test_partitions},
        {"a broker that does not answer is to be tried again", test_no_broker},
        {"properties that cannot be read or set are named", test_properties},
        {NULL, NULL},
    };
    log_start("test", LOG_ERROR);
    kafka = mock_kafka_start();
    rd_kafka_mock_topic_create(kafka.cluster, "marks", 2, 1);
    rd_kafka_mock_topic_create(kafka.cluster, "narrow", 1, 1);
    rd_kafka_mock_topic_set_error(kafka.cluster, "absent", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
    const int status = suite_run("source_kafka_new", tests);
    mock_kafka_stop(&kafka);
    return status;
}
