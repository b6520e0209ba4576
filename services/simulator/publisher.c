#include "simulator/publisher.h"

#include <glib.h>
#include <inttypes.h>

#include "runtime/kafka.h"
#include "runtime/schemas.h"

#define TIMEOUT_MS 10000 /* for the broker to answer at the start */
#define FLUSH_MS 120000  /* for the last events to be acknowledged */
#define FULL_MS 10       /* to wait when librdkafka's queue is full */
#define EVENT_LIMIT 1024 /* bytes of an encoded event: a mark has about 120, a record under 400 */

/* Events of one partition that are handed over together: librdkafka takes a lock, reads the clock
 * and looks the partition up once for all of them. */
#define BATCH_EVENTS 256
#define BATCH_BYTES 65536

struct batch {
    rd_kafka_message_t messages[BATCH_EVENTS]; /* values in `bytes`, keys of the borough */
    size_t count;
    uint8_t bytes[BATCH_BYTES];
    size_t used;
};

/* One stream's way to its topic. */
struct lane {
    rd_kafka_topic_t *topic; /* NULL: the stream is not published */
    struct schemas *schemas;
    struct batch *batches; /* by partition */
};

struct publisher {
    struct outlet outlet;
    rd_kafka_t *client;
    struct lane lanes[STREAMS];
    int32_t partitions;
    int32_t *partition_of; /* by child of the borough begun with */
    int64_t rate;
    int64_t started_us; /* monotonic */
    int64_t sent, failed;
    rd_kafka_resp_err_t failure; /* of the first that failed */
};

/* Only failures are reported: delivery.report.only.error. */
static void delivery_failed(rd_kafka_t *client, const rd_kafka_message_t *message, void *opaque) {
    (void)client;
    struct publisher *publisher = opaque;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        publisher->failure = publisher->failed == 0 ? message->err : publisher->failure;
        publisher->failed++;
    }
}

static bool configure(rd_kafka_conf_t *conf, const struct publisher_settings *settings,
                      struct error *error) {
    static const struct kafka_property tuning[] = {
        {"client.id", "goldenthread-simulator"},
        {"compression.codec", "lz4"},
        {"batch.size", "1000000"},
        {"batch.num.messages", "100000"},
        {"queue.buffering.max.messages", "300000"},
        {NULL, NULL},
    };
    static const struct kafka_property fixed[] = {
        {"enable.idempotence", "true"}, /* acks=all with it */
        {"partitioner", "murmur2_random"},     {"delivery.report.only.error", "true"},
        {"allow.auto.create.topics", "false"}, {NULL, NULL},
    };
    /* At a steady rate somebody measures latency. */
    return kafka_set_all(conf, tuning, error) &&
           kafka_set(conf, "linger.ms", settings->rate > 0 ? "1" : "20", error) &&
           kafka_set_from_file(conf, settings->kafka_config, error) &&
           kafka_set_all(conf, fixed, error) &&
           kafka_set(conf, "bootstrap.servers", settings->brokers, error);
}

static bool check_topic(const struct publisher *publisher, const char *topic, int64_t wanted,
                        struct error *error) {
    const int partitions = kafka_partitions(publisher->client, topic, TIMEOUT_MS, error);
    if (partitions == 0) {
        return error_set(error, ERROR_CONFIG,
                         "there is no topic '%s'; hint: 'goldenthread topics' makes it", topic);
    }
    if (partitions > 0 && partitions != wanted) {
        return error_set(error, ERROR_CONFIG,
                         "topic '%s' has %d partitions, not %" PRId64 "; hint: --partitions", topic,
                         partitions, wanted);
    }
    return partitions > 0;
}

static bool open_lane(struct publisher *publisher, const struct publisher_settings *settings,
                      enum stream stream, struct error *error) {
    struct lane *lane = &publisher->lanes[stream];
    const struct input *input = stream_input(stream);
    const char *topic = stream == STREAM_ABSENCE ? settings->topic : input->topic;
    char *folder = g_build_filename(settings->schemas, "avro", NULL);
    lane->schemas = schemas_load(folder, input, error);
    g_free(folder);
    if (lane->schemas == NULL || !check_topic(publisher, topic, settings->partitions, error)) {
        return false;
    }
    lane->topic = rd_kafka_topic_new(publisher->client, topic, NULL);
    lane->batches = g_new0(struct batch, (size_t)publisher->partitions);
    return true;
}

static bool open_lanes(struct publisher *publisher, const struct publisher_settings *settings,
                       struct error *error) {
    for (int stream = 0; stream < STREAMS; stream++) {
        if (settings->streams[stream] &&
            !open_lane(publisher, settings, (enum stream)stream, error)) {
            return false;
        }
    }
    return true;
}

static bool connect_client(struct publisher *publisher, const struct publisher_settings *settings,
                           struct error *error) {
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_opaque(conf, publisher);
    rd_kafka_conf_set_dr_msg_cb(conf, delivery_failed);
    rd_kafka_conf_set_log_cb(conf, NULL); /* what matters comes as a failure of events */
    if (!configure(conf, settings, error)) {
        rd_kafka_conf_destroy(conf);
        return false;
    }
    publisher->client = kafka_client_new(RD_KAFKA_PRODUCER, conf, error);
    return publisher->client != NULL;
}

/* Sleeps until the event's time has come. */
static void keep_rate(const struct publisher *publisher) {
    const int64_t due_us =
        publisher->started_us + publisher->sent * G_USEC_PER_SEC / publisher->rate;
    const int64_t early_us = due_us - g_get_monotonic_time();
    if (early_us > 0) {
        g_usleep((gulong)early_us);
    }
}

/* Keeps the messages of a batch that were not taken, to be tried again. */
static void keep_refused(struct publisher *publisher, struct batch *batch) {
    size_t kept = 0;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->messages[i].err == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
            batch->messages[kept++] = batch->messages[i];
        } else if (batch->messages[i].err != RD_KAFKA_RESP_ERR_NO_ERROR) {
            publisher->failure =
                publisher->failed == 0 ? batch->messages[i].err : publisher->failure;
            publisher->failed++;
        }
    }
    batch->count = kept;
}

static bool hand_over(struct publisher *publisher, struct lane *lane, int32_t partition) {
    struct batch *batch = &lane->batches[partition];
    while (batch->count > 0) {
        const int taken = rd_kafka_produce_batch(lane->topic, partition, RD_KAFKA_MSG_F_COPY,
                                                 batch->messages, (int)batch->count);
        if (taken == (int)batch->count) {
            batch->count = 0;
        } else {
            keep_refused(publisher, batch);
            rd_kafka_poll(publisher->client, FULL_MS);
        }
    }
    batch->used = 0;
    rd_kafka_poll(publisher->client, 0);
    return publisher->failed == 0;
}

static int32_t partition_of(const struct publisher *publisher, const struct lane *lane,
                            struct text key) {
    return rd_kafka_msg_partitioner_murmur2(lane->topic, key.bytes, key.length,
                                            publisher->partitions, NULL, NULL);
}

static bool send_event(struct outlet *outlet, enum stream stream, enum telling telling,
                       uint32_t child, const void *record) {
    (void)telling;
    struct publisher *publisher = (struct publisher *)outlet;
    struct lane *lane = &publisher->lanes[stream];
    if (publisher->rate > 0) {
        keep_rate(publisher);
    }
    const struct text key = ((const struct envelope *)record)->child_ref;
    const int32_t partition = stream == STREAM_ABSENCE ? publisher->partition_of[child]
                                                       : partition_of(publisher, lane, key);
    struct batch *batch = &lane->batches[partition];
    uint8_t *value = batch->bytes + batch->used;
    const size_t length = schemas_encode(lane->schemas, record, value, BATCH_BYTES - batch->used);
    g_assert(length > 0);
    batch->messages[batch->count++] = (rd_kafka_message_t){
        .payload = value,
        .len = length,
        .key = (void *)key.bytes,
        .key_len = key.length,
    };
    batch->used += length;
    publisher->sent++;
    const bool full = batch->count == BATCH_EVENTS || BATCH_BYTES - batch->used < EVENT_LIMIT;
    return !(full || publisher->rate > 0) || hand_over(publisher, lane, partition);
}

static void hand_over_all(struct publisher *publisher) {
    for (int stream = 0; stream < STREAMS; stream++) {
        struct lane *lane = &publisher->lanes[stream];
        for (int32_t partition = 0; lane->topic != NULL && partition < publisher->partitions;
             partition++) {
            hand_over(publisher, lane, partition);
        }
    }
}

struct publisher *publisher_new(const struct publisher_settings *settings, struct error *error) {
    struct publisher *publisher = g_new0(struct publisher, 1);
    publisher->outlet.send = send_event;
    publisher->rate = settings->rate;
    publisher->partitions = (int32_t)settings->partitions;
    if (!connect_client(publisher, settings, error) || !open_lanes(publisher, settings, error)) {
        publisher_free(publisher);
        return NULL;
    }
    publisher->started_us = g_get_monotonic_time();
    return publisher;
}

struct outlet *publisher_begin(struct publisher *publisher, const struct borough *borough) {
    hand_over_all(publisher); /* keys point into the borough before */
    const struct lane *lane = &publisher->lanes[STREAM_ABSENCE];
    if (borough != NULL && lane->topic != NULL) {
        publisher->partition_of = g_renew(int32_t, publisher->partition_of, borough->n_children);
        for (size_t i = 0; i < borough->n_children; i++) {
            const struct text key = {borough->children[i].ref, CHILD_REF_SIZE - 1};
            publisher->partition_of[i] = partition_of(publisher, lane, key);
        }
    }
    return &publisher->outlet;
}

bool publisher_finish(struct publisher *publisher, struct error *error) {
    hand_over_all(publisher);
    const rd_kafka_resp_err_t flushed = rd_kafka_flush(publisher->client, FLUSH_MS);
    const int64_t lost = publisher->failed + rd_kafka_outq_len(publisher->client);
    if (flushed == RD_KAFKA_RESP_ERR_NO_ERROR && lost == 0) {
        return true;
    }
    const rd_kafka_resp_err_t failure = publisher->failed > 0 ? publisher->failure : flushed;
    return error_set(error, ERROR_RETRY,
                     "%" PRId64 " of %" PRId64 " events are not in the topics: %s; hint: publish "
                     "again, the same events change nothing",
                     lost, publisher->sent, rd_kafka_err2str(failure));
}

int64_t publisher_sent(const struct publisher *publisher) {
    return publisher->sent;
}

static void close_lane(struct lane *lane) {
    if (lane->topic != NULL) {
        rd_kafka_topic_destroy(lane->topic);
    }
    schemas_free(lane->schemas);
    g_free(lane->batches);
}

void publisher_free(struct publisher *publisher) {
    if (publisher == NULL) {
        return;
    }
    for (int stream = 0; stream < STREAMS; stream++) {
        close_lane(&publisher->lanes[stream]);
    }
    if (publisher->client != NULL) {
        rd_kafka_destroy(publisher->client);
    }
    g_free(publisher->partition_of);
    g_free(publisher);
}
