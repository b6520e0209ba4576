/* The loop over a real client and a mock cluster: what comes out is what comes out of memory. */
#include <glib.h>

#include "runtime/log.h"
#include "runtime/loop.h"
#include "runtime/source_kafka.h"
#include "support/absence_world.h"
#include "support/mock_kafka.h"
#include "support/suite.h"

#define EVENTS 300
#define FRAGILE 5 /* events of a child whose messages can be damaged */
#define WAIT_US (60 * G_USEC_PER_SEC)

static void fill(struct memory_log *log) {
    world_fill(log, 1, EVENTS);
    for (int i = 0; i < FRAGILE; i++) {
        const struct absence morning = world_absence(MOCK_KAFKA_FRAGILE, 20332 + i, 0, "I", 1);
        const struct absence afternoon = world_absence(MOCK_KAFKA_FRAGILE, 20332 + i, 1, "I", 1);
        world_append(log, 1, &morning);
        world_append(log, 2, &afternoon);
    }
}

/* The same messages at the same offsets. */
static void publish(const struct memory_log *log, const struct mock_kafka *kafka) {
    for (int32_t p = 0; p < log->n_partitions; p++) {
        for (guint i = 0; i < log->partitions[p]->len; i++) {
            const struct message *message = &g_array_index(log->partitions[p], struct message, i);
            mock_kafka_produce(kafka, "absence", p, message->key, message->value);
        }
    }
}

static int64_t consumed(const struct memory_database *database) {
    int64_t sum = 0;
    for (int p = 0; p < DATABASE_PARTITIONS; p++) {
        sum += database->offsets[p].consumed;
    }
    return sum;
}

static struct source *source_new(const struct mock_kafka *kafka) {
    const struct source_kafka_settings settings = {.brokers = kafka->brokers,
                                                   .group = "goldenthread-test",
                                                   .partitions = DATABASE_PARTITIONS,
                                                   .queue_bytes = 16 << 20};
    struct error error = {0};
    struct source *source = source_kafka_new(&absence_pipeline, &settings, &error);
    if (source == NULL) {
        g_error("%s", error.message);
    }
    return source;
}

/* Consumes so many events into the database. */
static void consume(const struct mock_kafka *kafka, struct memory_database *database,
                    int64_t events) {
    struct schemas *schemas[] = {world_schemas()};
    const struct loop_settings settings = {
        .poll_messages = 7,
        .poll_ms = 5,
        .set_bytes = 4096,
        .set_age_ms = 50,
        .cache_bytes = 1 << 20,
        .today = 20372,
    };
    struct memory_sink sink;
    struct error error = {0};
    memory_sink_init(&sink, database);
    struct source *source = source_new(kafka);
    struct loop *loop =
        loop_new(&absence_pipeline, &world_reference, schemas, source, &sink.sink, &settings);
    const gint64 give_up_us = g_get_monotonic_time() + WAIT_US;
    bool going = true;
    while (going && consumed(database) < events && g_get_monotonic_time() < give_up_us) {
        going = loop_turn(loop, &error);
    }
    CU_ASSERT_TRUE(going);
    source->ops->close(source);
    loop_free(loop);
    sink.sink.ops->close(&sink.sink);
}

static void test_damaged(void) {
    const struct world_run run = {.poll_messages = 7, .set_bytes = 4096, .cache_bytes = 1 << 20};
    struct error error = {0};
    struct memory_log log;
    struct memory_database *expected = memory_database_new();
    struct memory_database *database = memory_database_new();
    memory_log_init(&log, DATABASE_PARTITIONS);
    fill(&log);
    CU_ASSERT_TRUE(world_consume(&log, expected, &run, &error));
    struct mock_kafka kafka = mock_kafka_start();
    rd_kafka_mock_topic_create(kafka.cluster, "absence", DATABASE_PARTITIONS, 1);
    publish(&log, &kafka);
    mock_kafka_damage(3);
    consume(&kafka, database, EVENTS + 2 * FRAGILE);
    CU_ASSERT_EQUAL(mock_kafka_damages_left(), 0);
    char *dump = world_dump(database);
    char *expected_dump = world_dump(expected);
    CU_ASSERT_STRING_EQUAL(dump, expected_dump);
    g_free(dump);
    g_free(expected_dump);
    mock_kafka_stop(&kafka);
    memory_log_free(&log);
    memory_database_free(expected);
    memory_database_free(database);
}

int main(void) {
    const struct test tests[] = {
        {"messages that come damaged are read again, and nothing is lost or counted twice",
         test_damaged},
        {NULL, NULL},
    };
    log_start("test", LOG_ERROR);
    return suite_run("loop_kafka", tests);
}
