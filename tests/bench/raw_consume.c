/* Reads a whole topic and does nothing with it: the rate that a replay is held against, measured in
 * the same run with the same client settings.
 *
 *     raw_consume BROKERS TOPIC      prints {"messages": n, "seconds": s, "cpu_seconds": c,
 * "rss_mib": m}          */
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define BATCH 10000
#define TIMEOUT_MS 5000

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static rd_kafka_t *consumer_new(const char *brokers) {
    static const char *const settings[][2] = {
        {"group.id", "raw-consume"},
        {"enable.auto.commit", "false"},
        {"auto.offset.reset", "error"},
        {"check.crcs", "true"},
        {"queued.min.messages", "1000000"},
        {"queued.max.messages.kbytes", "524288"},
        {"fetch.message.max.bytes", "4194304"},
    };
    char text[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", brokers, text, sizeof text);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        if (rd_kafka_conf_set(conf, settings[i][0], settings[i][1], text, sizeof text) !=
            RD_KAFKA_CONF_OK) {
            fprintf(stderr, "%s\n", text);
            exit(EXIT_FAILURE);
        }
    }
    rd_kafka_t *consumer = rd_kafka_new(RD_KAFKA_CONSUMER, conf, text, sizeof text);
    if (consumer == NULL) {
        fprintf(stderr, "%s\n", text);
        exit(EXIT_FAILURE);
    }
    rd_kafka_poll_set_consumer(consumer);
    return consumer;
}

static int partitions_of(rd_kafka_t *consumer, const char *topic) {
    const struct rd_kafka_metadata *metadata;
    rd_kafka_topic_t *handle = rd_kafka_topic_new(consumer, topic, NULL);
    int count = 0;
    if (rd_kafka_metadata(consumer, 0, handle, &metadata, TIMEOUT_MS) ==
        RD_KAFKA_RESP_ERR_NO_ERROR) {
        count = metadata->topics[0].partition_cnt;
        rd_kafka_metadata_destroy(metadata);
    }
    rd_kafka_topic_destroy(handle);
    return count;
}

/* Assigns everything from the low watermarks; returns how many messages there are. */
static int64_t assign_all(rd_kafka_t *consumer, const char *topic) {
    int partitions = partitions_of(consumer, topic);
    int64_t messages = 0;
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(partitions);
    for (int32_t p = 0; p < partitions; p++) {
        int64_t low = 0, high = 0;
        rd_kafka_query_watermark_offsets(consumer, topic, p, &low, &high, TIMEOUT_MS);
        rd_kafka_topic_partition_list_add(list, topic, p)->offset = low;
        messages += high - low;
    }
    rd_kafka_assign(consumer, list);
    rd_kafka_topic_partition_list_destroy(list);
    return messages;
}

static void consume(rd_kafka_t *consumer, int64_t messages) {
    static rd_kafka_message_t *batch[BATCH];
    rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(consumer);
    for (int64_t seen = 0; seen < messages;) {
        ssize_t n = rd_kafka_consume_batch_queue(queue, 20, batch, BATCH);
        for (ssize_t i = 0; i < n; i++) {
            seen += batch[i]->err == RD_KAFKA_RESP_ERR_NO_ERROR;
            rd_kafka_message_destroy(batch[i]);
        }
    }
    rd_kafka_queue_destroy(queue);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: raw_consume BROKERS TOPIC\n");
        return 64;
    }
    rd_kafka_t *consumer = consumer_new(argv[1]);
    double start = seconds_now();
    int64_t messages = assign_all(consumer, argv[2]);
    consume(consumer, messages);
    double elapsed = seconds_now() - start;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                 (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
    printf("{\"messages\": %lld, \"seconds\": %.3f, \"cpu_seconds\": %.2f, \"rss_mib\": %ld}\n",
           (long long)messages, elapsed, cpu, usage.ru_maxrss / 1024);
    rd_kafka_consumer_close(consumer);
    rd_kafka_destroy(consumer);
    return messages > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
