/* Against librdkafka's mock cluster, in this process. The group's first join takes it three
 * seconds, so all tests but the last share one member. */
#include "runtime/source_kafka_internal.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "runtime/log.h"
#include "support/mock_kafka.h"
#include "support/suite.h"

#define PARTITIONS 2
#define MESSAGES 20
#define WAIT_US (20 * G_USEC_PER_SEC)
#define LIMIT 7 /* messages of a poll; odd, so that a poll ends anywhere */

static const struct input inputs[] = {{.topic = "marks"}, {.topic = "visits"}};
static const struct pipeline pipeline = {.name = "test", .inputs = inputs, .n_inputs = 2};

static struct mock_kafka kafka;
static char *properties; /* a file: quick rebalances */

/* What a source said and gave. */
struct listener {
    int assigned, revoked, out_of_range, damaged;
    GArray *partitions; /* struct topic_partition, of the last assignment */
    int64_t end[2][PARTITIONS], next[2][PARTITIONS];
    bool in_order;
};

static void on_assigned(void *context, const struct topic_partition *partitions, size_t count) {
    struct listener *listener = context;
    listener->assigned++;
    g_array_set_size(listener->partitions, 0);
    g_array_append_vals(listener->partitions, partitions, (guint)count);
}

static void on_revoked(void *context) {
    struct listener *listener = context;
    listener->revoked++;
}

static void on_out_of_range(void *context, size_t input, int32_t partition) {
    struct listener *listener = context;
    CU_ASSERT(input == 0 && partition == 1);
    listener->out_of_range++;
}

static void on_reached_end(void *context, size_t input, int32_t partition, int64_t next_offset) {
    struct listener *listener = context;
    listener->end[input][partition] = next_offset;
    CU_ASSERT_EQUAL(listener->next[input][partition], next_offset); /* nothing before is missing */
}

static void on_damaged(void *context, size_t input, int32_t partition) {
    struct listener *listener = context;
    CU_ASSERT(input == 1 && partition == 0);
    listener->damaged++;
}

static struct listener member;
static struct source *source;

static struct source_events events_to(struct listener *to) {
    return (struct source_events){.assigned = on_assigned,
                                  .revoked = on_revoked,
                                  .out_of_range = on_out_of_range,
                                  .reached_end = on_reached_end,
                                  .damaged = on_damaged,
                                  .context = to};
}

/* One poll; what is given must follow on what was given. */
static void turn(struct source *from, struct listener *to) {
    struct message messages[LIMIT];
    struct error error = {0};
    const struct source_events events = events_to(to);
    const long n = from->ops->poll(from, messages, LIMIT, 10, &events, &error);
    CU_ASSERT(n >= 0);
    for (long i = 0; i < n; i++) {
        int64_t *next = &to->next[messages[i].input][messages[i].partition];
        to->in_order &= messages[i].offset == *next;
        *next = messages[i].offset + 1;
    }
    from->ops->release(from);
}

/* Turns the member until the condition holds. */
#define TURN_UNTIL(condition)                                           \
    do {                                                                \
        const gint64 turns_end_us = g_get_monotonic_time() + WAIT_US;   \
        while (!(condition) && g_get_monotonic_time() < turns_end_us) { \
            turn(source, &member);                                      \
        }                                                               \
        CU_ASSERT(condition);                                           \
    } while (0)

static void assign(const struct topic_partition *partitions, size_t count) {
    struct error error = {0};
    for (size_t i = 0; i < count; i++) {
        const int64_t offset =
            partitions[i].offset == OFFSET_LOW_WATERMARK ? 0 : partitions[i].offset;
        member.next[partitions[i].input][partitions[i].partition] = offset;
        member.end[partitions[i].input][partitions[i].partition] = -1;
    }
    member.in_order = true;
    CU_ASSERT_TRUE(source->ops->assign(source, partitions, count, &error));
}

static struct source *open_member(void) {
    const struct source_kafka_settings settings = {.brokers = kafka.brokers,
                                                   .group = "goldenthread-test",
                                                   .properties = properties,
                                                   .partitions = PARTITIONS,
                                                   .queue_bytes = 16 << 20};
    struct error error = {0};
    struct source *opened = source_kafka_new(&pipeline, &settings, &error);
    if (opened == NULL) {
        fprintf(stderr, "%s\n", error.message);
        abort();
    }
    return opened;
}

static const struct topic_partition everything[] = {
    {0, 0, OFFSET_LOW_WATERMARK}, {0, 1, 5}, {1, 0, 0}, {1, 1, 0}};

static void test_join(void) {
    struct error error = {0};
    source = open_member();
    CU_ASSERT_TRUE(source->ops->assign(source, everything, 4, &error)); /* too early: no effect */
    TURN_UNTIL(member.assigned == 1);
    CU_ASSERT_EQUAL(member.partitions->len, 4);
    CU_ASSERT_EQUAL(member.next[0][0], 0);
}

static void test_order(void) {
    assign(everything, 4);
    TURN_UNTIL(member.end[0][0] == MESSAGES && member.end[0][1] == MESSAGES &&
               member.end[1][0] == 1 && member.end[1][1] == 0);
    CU_ASSERT_TRUE(member.in_order);
    CU_ASSERT_EQUAL(member.next[0][0], MESSAGES);
    CU_ASSERT_EQUAL(member.next[0][1], MESSAGES);
}

/* Polls the next message, which `check` looks at before it is released. */
static void next_message(void (*check)(const struct message *message)) {
    struct message message;
    struct error error = {0};
    const struct source_events events = events_to(&member);
    const gint64 end_us = g_get_monotonic_time() + WAIT_US;
    long n = 0;
    while (n == 0 && g_get_monotonic_time() < end_us) {
        n = source->ops->poll(source, &message, 1, 10, &events, &error);
        if (n == 1) {
            check(&message);
            member.next[message.input][message.partition] = message.offset + 1;
        }
        source->ops->release(source);
    }
    CU_ASSERT_EQUAL(n, 1);
}

static void check_message(const struct message *message) {
    CU_ASSERT_EQUAL(message->input, 0);
    CU_ASSERT_EQUAL(message->partition, 0);
    CU_ASSERT_EQUAL(message->offset, 0);
    CU_ASSERT_EQUAL(message->timestamp_ms, 1767600000000);
    CU_ASSERT_TRUE(text_equal(message->key, text_of("child-0")));
    CU_ASSERT_TRUE(text_equal(message->value, text_of("value-0")));
    char *headers = source->ops->headers(source, message);
    CU_ASSERT_STRING_EQUAL(headers, "{\"traceparent\":\"MDAtYQ==\",\"none\":null}");
    free(headers);
}

static void check_nulls(const struct message *message) {
    CU_ASSERT_EQUAL(message->input, 1);
    CU_ASSERT_PTR_NULL(message->key.bytes);
    CU_ASSERT_PTR_NULL(message->value.bytes);
    CU_ASSERT_PTR_NULL(source->ops->headers(source, message));
}

static void test_message(void) {
    assign(&(struct topic_partition){0, 0, 0}, 1);
    next_message(check_message);
    assign(&(struct topic_partition){1, 0, 0}, 1);
    next_message(check_nulls);
}

static void test_assign_again(void) {
    for (int64_t i = 0; i < 200; i++) {
        const int64_t offset = i * 7 % MESSAGES;
        assign(&(struct topic_partition){0, 1, offset}, 1);
        TURN_UNTIL(member.next[0][1] > offset);
        CU_ASSERT_TRUE(member.in_order);
        CU_ASSERT_EQUAL(member.next[0][0], 1); /* no longer fetched */
    }
}

static void test_fetch_nothing(void) {
    assign(NULL, 0);
    const int64_t next = member.next[0][1];
    for (int i = 0; i < 10; i++) {
        turn(source, &member);
    }
    CU_ASSERT_EQUAL(member.next[0][1], next);
    CU_ASSERT_EQUAL(member.revoked, 0);
}

static void test_out_of_range(void) {
    assign(&(struct topic_partition){0, 1, 1000}, 1);
    TURN_UNTIL(member.out_of_range == 1);
    CU_ASSERT_EQUAL(member.next[0][1], 1000);
}

static void test_watermarks(void) {
    int64_t low = -1;
    int64_t high = -1;
    struct error error = {0};
    CU_ASSERT_TRUE(source->ops->watermarks(source, 0, 1, &low, &high, &error));
    CU_ASSERT_EQUAL(low, 0);
    CU_ASSERT_EQUAL(high, MESSAGES);
    CU_ASSERT_TRUE(source->ops->watermarks(source, 1, 1, &low, &high, &error));
    CU_ASSERT_EQUAL(high, 0);
}

/* The Java client's murmur2 of these texts is -973932308, -790332482, -1486304829 and 479470107;
 * the sign is cleared, the rest taken modulo 2. */
static void test_partition_of(void) {
    CU_ASSERT_EQUAL(source->ops->partition_of(source, text_of("21")), 0);
    CU_ASSERT_EQUAL(source->ops->partition_of(source, text_of("foobar")), 0);
    CU_ASSERT_EQUAL(source->ops->partition_of(source, text_of("a-little-bit-longer-string")), 1);
    CU_ASSERT_EQUAL(source->ops->partition_of(source, text_of("abc")), 1);
}

static void test_damaged(void) {
    const struct topic_partition visits = {1, 0, 1};
    mock_kafka_produce(&kafka, "visits", 0, text_of("c"), text_of("value"));
    mock_kafka_produce(&kafka, "visits", 0, text_of("c"), text_of(MOCK_KAFKA_FRAGILE));
    mock_kafka_produce(&kafka, "visits", 0, text_of("c"), text_of("value"));
    mock_kafka_damage(1);
    assign(&visits, 1);
    TURN_UNTIL(member.damaged == 1);
    CU_ASSERT_EQUAL(mock_kafka_damages_left(), 0);
    CU_ASSERT_EQUAL(member.next[1][0], 2); /* not what lies behind the damage */
    assign(&(struct topic_partition){1, 0, 2}, 1);
    TURN_UNTIL(member.next[1][0] == 4);
    CU_ASSERT_TRUE(member.in_order);
}

#define MANY 1000
#define LIST_OFFSETS 2 /* Kafka's number of the request */

/* The request that wakes the client is seen by the answer that it uses up: the next one is good. */
static void test_keeps_fetching(void) {
    int64_t low = -1;
    int64_t high = -1;
    struct error error = {0};
    for (int i = 0; i < MANY; i++) {
        const rd_kafka_resp_err_t failure = rd_kafka_producev(
            kafka.producer, RD_KAFKA_V_TOPIC("visits"), RD_KAFKA_V_PARTITION(1), RD_KAFKA_V_END);
        g_assert(failure == RD_KAFKA_RESP_ERR_NO_ERROR);
    }
    mock_kafka_flush(&kafka);
    rd_kafka_mock_push_request_errors(kafka.cluster, LIST_OFFSETS, 1,
                                      RD_KAFKA_RESP_ERR_INVALID_REQUEST);
    assign(&(struct topic_partition){1, 1, 0}, 1);
    TURN_UNTIL(member.next[1][1] == MANY);
    CU_ASSERT_TRUE(member.in_order);
    CU_ASSERT_TRUE(source->ops->watermarks(source, 1, 1, &low, &high, &error));
    CU_ASSERT_EQUAL(high, MANY);
}

static bool metric_is(const char *line) {
    char *text = metrics_text();
    const bool found = strstr(text, line) != NULL;
    g_free(text);
    return found;
}

static void test_lag(void) {
    assign(everything, 4);
    TURN_UNTIL(member.end[0][0] == MESSAGES);
    source->ops->committed(source, (const struct topic_partition[]){{0, 0, 13}, {1, 0, 1}}, 2);
    TURN_UNTIL(metric_is("\nkpi_consumer_lag_records{topic=\"marks\",partition=\"0\"} 7\n") &&
               metric_is("\nkpi_consumer_offset_next{topic=\"marks\",partition=\"0\"} 13\n") &&
               metric_is("\nkpi_consumer_log_end_offset{topic=\"marks\",partition=\"0\"} 20\n"));
}

/* Lets messages and then the rebalance pile up in the queue of the shared member, which polls once
 * in many heartbeats, until it has given everything back; returns how many messages that poll gave.
 */
static long poll_across_rebalance(struct source *other, struct listener *to) {
    struct message messages[100];
    struct error error = {0};
    const struct source_events events = events_to(&member);
    const gint64 give_up_us = g_get_monotonic_time() + WAIT_US;
    long given = -1;
    while (member.revoked == 0 && g_get_monotonic_time() < give_up_us) {
        assign(everything, 4);
        for (int i = 0; i < 100; i++) {
            turn(other, to);
        }
        given = source->ops->poll(source, messages, 100, 10, &events, &error);
        source->ops->release(source);
    }
    return given;
}

static void test_rebalance(void) {
    struct listener second = {.partitions =
                                  g_array_new(FALSE, FALSE, sizeof(struct topic_partition))};
    struct source *other = open_member();
    CU_ASSERT_EQUAL(poll_across_rebalance(other, &second), 0);
    CU_ASSERT_EQUAL(member.revoked, 1);
    const gint64 give_up_us = g_get_monotonic_time() + WAIT_US;
    while ((second.assigned == 0 || member.assigned < 2) && g_get_monotonic_time() < give_up_us) {
        turn(source, &member);
        turn(other, &second);
    }
    CU_ASSERT_EQUAL(member.partitions->len, 2);
    CU_ASSERT_EQUAL(second.partitions->len, 2);
    CU_ASSERT_TRUE(metric_is("\nkpi_consumer_lag_records{topic=\"marks\",partition=\"0\"} 0\n"));
    other->ops->close(other);
    TURN_UNTIL(member.partitions->len == 4);
    g_array_free(second.partitions, TRUE);
}

static void test_close(void) {
    const gint64 start_us = g_get_monotonic_time();
    source->ops->close(source);
    CU_ASSERT(g_get_monotonic_time() - start_us < 5 * G_USEC_PER_SEC);
}

static void fill_topics(void) {
    for (int i = 0; i < MESSAGES * PARTITIONS; i++) {
        char key[16];
        char value[16];
        g_snprintf(key, sizeof key, "child-%d", i / PARTITIONS);
        g_snprintf(value, sizeof value, "value-%d", i / PARTITIONS);
        const rd_kafka_resp_err_t failure = rd_kafka_producev(
            kafka.producer, RD_KAFKA_V_TOPIC("marks"), RD_KAFKA_V_PARTITION(i % PARTITIONS),
            RD_KAFKA_V_KEY(key, strlen(key)), RD_KAFKA_V_VALUE(value, strlen(value)),
            RD_KAFKA_V_TIMESTAMP(1767600000000 + i), RD_KAFKA_V_HEADER("traceparent", "00-a", 4),
            RD_KAFKA_V_HEADER("none", NULL, 0), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
            RD_KAFKA_V_END);
        g_assert(failure == RD_KAFKA_RESP_ERR_NO_ERROR);
    }
    mock_kafka_flush(&kafka);
    mock_kafka_produce(&kafka, "visits", 0, TEXT_NULL, TEXT_NULL);
}

static char *write_properties(void) {
    char *file = g_build_filename(g_get_tmp_dir(), "gt-source-kafka-XXXXXX", NULL);
    close(g_mkstemp(file));
    g_assert(g_file_set_contents(file,
                                 "session.timeout.ms = 3200\nheartbeat.interval.ms=100\n"
                                 "# the mock does not wake up waiting fetches\n"
                                 "fetch.wait.max.ms=10\n\n",
                                 -1, NULL));
    return file;
}

int main(void) {
    const struct test tests[] = {
        {"the group gives every partition to its only member", test_join},
        {"messages come in order from the offsets assigned, and the end after them", test_order},
        {"a message has its key, value, time and headers, or null", test_message},
        {"after every new assignment the first message is the one asked for", test_assign_again},
        {"assigning nothing fetches nothing and stays in the group", test_fetch_nothing},
        {"an offset that the broker does not have is told", test_out_of_range},
        {"the first and last offset of a partition are asked from the broker", test_watermarks},
        {"a key belongs to the partition that the Java client gives it", test_partition_of},
        {"nothing behind damaged data is given until it was read again", test_damaged},
        {"while much is queued the client is woken to fetch more", test_keeps_fetching},
        {"what the database has is told as lag", test_lag},
        {"a rebalance drops what was fetched before it, and members share", test_rebalance},
        {"leaving is quick", test_close},
        {NULL, NULL},
    };
    log_start("test", LOG_ERROR);
    kafka = mock_kafka_start();
    rd_kafka_mock_topic_create(kafka.cluster, "marks", PARTITIONS, 1);
    rd_kafka_mock_topic_create(kafka.cluster, "visits", PARTITIONS, 1);
    properties = write_properties();
    fill_topics();
    member.partitions = g_array_new(FALSE, FALSE, sizeof(struct topic_partition));
    const int status = suite_run("source_kafka", tests);
    g_array_free(member.partitions, TRUE);
    mock_kafka_stop(&kafka);
    g_unlink(properties);
    g_free(properties);
    return status;
}
