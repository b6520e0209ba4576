/* How long after the broker's acknowledgement an event is visible in PostgreSQL, at a steady rate.
 *
 *     latency BROKERS DSN AVRO_FOLDER RATE SECONDS     prints {"events": n, "p50_ms": a, "p99_ms":
 * b, "max_ms": c}
 *
 * One thread produces marks and notes the time of each delivery report; another reads stream.offset
 * as fast as it can and notes when each offset is passed. Both stand on the same clock. The first
 * second is left out. */
#include <glib.h>
#include <libpq-fe.h>
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>

#include "absence/absence.h"
#include "runtime/schemas.h"

#define PARTITIONS 12
#define CHILDREN 5000
#define FIRST_DAY 20332 /* 2025-09-01 */
#define WAIT_FOR_LAST_S 10

struct sample {
    gint64 acknowledged_us, visible_us;
};

/* Samples of a partition by offset - first offset; written by the producer, then by the watcher. */
struct track {
    int64_t first_offset; /* -1: nothing acknowledged yet */
    GArray *samples;
    size_t seen;
};

struct bench {
    GMutex lock;
    struct track tracks[PARTITIONS];
    gint64 start_us;
    size_t acknowledged, visible;
    gint finished;
};

static void on_delivery(rd_kafka_t *producer, const rd_kafka_message_t *message, void *opaque) {
    struct bench *bench = opaque;
    (void)producer;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        fprintf(stderr, "not delivered: %s\n", rd_kafka_err2str(message->err));
        exit(EXIT_FAILURE);
    }
    g_mutex_lock(&bench->lock);
    struct track *track = &bench->tracks[message->partition];
    if (track->first_offset < 0) {
        track->first_offset = message->offset;
    }
    struct sample sample = {.acknowledged_us = g_get_monotonic_time()};
    g_array_append_val(track->samples, sample);
    bench->acknowledged++;
    g_mutex_unlock(&bench->lock);
}

static void mark_visible(struct bench *bench, int partition, int64_t next_offset, gint64 now_us) {
    struct track *track = &bench->tracks[partition];
    while (track->first_offset >= 0 && track->seen < track->samples->len &&
           track->first_offset + (int64_t)track->seen < next_offset) {
        g_array_index(track->samples, struct sample, track->seen++).visible_us = now_us;
        bench->visible++;
    }
}

static gpointer watch(gpointer data) {
    struct bench *bench = ((gpointer *)data)[0];
    PGconn *connection = PQconnectdb(((gpointer *)data)[1]);
    PGresult *prepared = PQprepare(connection, "offsets",
                                   "select partition, next_offset from stream.\"offset\""
                                   " where consumer = 'absence'",
                                   0, NULL);
    if (PQresultStatus(prepared) != PGRES_COMMAND_OK) {
        fprintf(stderr, "%s", PQerrorMessage(connection));
        exit(EXIT_FAILURE);
    }
    PQclear(prepared);
    while (!g_atomic_int_get(&bench->finished)) {
        PGresult *rows = PQexecPrepared(connection, "offsets", 0, NULL, NULL, NULL, 0);
        gint64 now_us = g_get_monotonic_time();
        g_mutex_lock(&bench->lock);
        for (int i = 0; i < PQntuples(rows); i++) {
            mark_visible(bench, (int)strtol(PQgetvalue(rows, i, 0), NULL, 10),
                         strtoll(PQgetvalue(rows, i, 1), NULL, 10), now_us);
        }
        g_mutex_unlock(&bench->lock);
        PQclear(rows);
        g_usleep(500);
    }
    PQfinish(connection);
    return NULL;
}

static rd_kafka_t *producer_new(const char *brokers, struct bench *bench) {
    static const char *const settings[][2] = {{"enable.idempotence", "true"},
                                              {"linger.ms", "1"},
                                              {"partitioner", "murmur2_random"},
                                              {"socket.nagle.disable", "true"}};
    char text[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", brokers, text, sizeof text);
    for (size_t i = 0; i < G_N_ELEMENTS(settings); i++) {
        rd_kafka_conf_set(conf, settings[i][0], settings[i][1], text, sizeof text);
    }
    rd_kafka_conf_set_opaque(conf, bench);
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    rd_kafka_t *producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
    if (producer == NULL) {
        fprintf(stderr, "%s\n", text);
        exit(EXIT_FAILURE);
    }
    return producer;
}

static struct absence mark_of(size_t n, const char *child_ref, const char *event_id) {
    return (struct absence){
        .envelope = {.event_id = text_of(event_id),
                     .source = text_of("latency"),
                     .record_id = text_of(""),
                     .revision = g_get_real_time() / 1000,
                     .recorded_at = g_get_real_time() / 1000,
                     .child_ref = text_of(child_ref),
                     .pupil = {.known = true,
                               .sen_provision = (int8_t)(n % 3),
                               .looked_after = SYMBOL_NULL,
                               .school_urn = 106900,
                               .nc_year = 5},
                     .op = OP_ASSERT},
        .school_urn = 106900,
        .date = FIRST_DAY + (int64_t)(n / CHILDREN / 2 % 300),
        .session = (int8_t)(n / CHILDREN % 2),
        .code = text_of("I"),
        .cause = SYMBOL_NULL,
    };
}

static void produce_one(rd_kafka_t *producer, const struct schemas *schemas, const char *topic,
                        size_t n) {
    char child_ref[32], event_id[40];
    uint8_t value[512];
    snprintf(child_ref, sizeof child_ref, "latency-%06zu", n % CHILDREN);
    snprintf(event_id, sizeof event_id, "%08zx-0000-4000-8000-000000000000", n);
    struct absence mark = mark_of(n, child_ref, event_id);
    size_t length = schemas_encode(schemas, &mark, value, sizeof value);
    rd_kafka_resp_err_t error = rd_kafka_producev(
        producer, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_KEY(child_ref, strlen(child_ref)),
        RD_KAFKA_V_VALUE(value, length), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        fprintf(stderr, "%s\n", rd_kafka_err2str(error));
        exit(EXIT_FAILURE);
    }
}

static void produce(rd_kafka_t *producer, const struct schemas *schemas, const char *topic,
                    double rate, double seconds) {
    gint64 start = g_get_monotonic_time();
    size_t total = (size_t)(rate * seconds);
    for (size_t n = 0; n < total;) {
        double elapsed = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
        for (; n < total && (double)n < elapsed * rate; n++) {
            produce_one(producer, schemas, topic, n);
        }
        rd_kafka_poll(producer, 1);
    }
    rd_kafka_flush(producer, WAIT_FOR_LAST_S * 1000);
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Milliseconds of every sample after the first second. */
static GArray *delays(const struct bench *bench) {
    GArray *all = g_array_new(FALSE, FALSE, sizeof(double));
    for (int p = 0; p < PARTITIONS; p++) {
        for (size_t i = 0; i < bench->tracks[p].seen; i++) {
            const struct sample *sample =
                &g_array_index(bench->tracks[p].samples, struct sample, i);
            if (sample->acknowledged_us - bench->start_us > G_USEC_PER_SEC) {
                double delay = (double)(sample->visible_us - sample->acknowledged_us) / 1000;
                g_array_append_val(all, delay);
            }
        }
    }
    qsort(all->data, all->len, sizeof(double), by_value);
    return all;
}

static void wait_for_last(struct bench *bench) {
    gint64 end = g_get_monotonic_time() + WAIT_FOR_LAST_S * G_USEC_PER_SEC;
    bool waiting = true;
    while (waiting && g_get_monotonic_time() < end) {
        g_usleep(1000);
        g_mutex_lock(&bench->lock);
        waiting = bench->visible < bench->acknowledged;
        g_mutex_unlock(&bench->lock);
    }
}

static int report(const struct bench *bench) {
    GArray *all = delays(bench);
    if (all->len == 0 || bench->visible < bench->acknowledged) {
        fprintf(stderr, "%zu of %zu events became visible\n", bench->visible, bench->acknowledged);
        g_array_free(all, TRUE);
        return EXIT_FAILURE;
    }
    const double *ms = (const double *)(const void *)all->data;
    printf("{\"events\": %u, \"p50_ms\": %.2f, \"p99_ms\": %.2f, \"max_ms\": %.2f}\n", all->len,
           ms[all->len / 2], ms[all->len * 99 / 100], ms[all->len - 1]);
    g_array_free(all, TRUE);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: latency BROKERS DSN AVRO_FOLDER RATE SECONDS\n");
        return 64;
    }
    static struct bench bench;
    struct error error = {0};
    struct schemas *schemas = schemas_load(argv[3], &absence_pipeline.inputs[0], &error);
    if (schemas == NULL) {
        fprintf(stderr, "%s\n", error.message);
        return EXIT_FAILURE;
    }
    for (int p = 0; p < PARTITIONS; p++) {
        bench.tracks[p] = (struct track){
            .first_offset = -1, .samples = g_array_new(FALSE, FALSE, sizeof(struct sample))};
    }
    rd_kafka_t *producer = producer_new(argv[1], &bench);
    gpointer data[] = {&bench, argv[2]};
    GThread *watcher = g_thread_new("watch", watch, data);
    bench.start_us = g_get_monotonic_time();
    produce(producer, schemas, "absence", strtod(argv[4], NULL), strtod(argv[5], NULL));
    wait_for_last(&bench);
    g_atomic_int_set(&bench.finished, 1);
    g_thread_join(watcher);
    rd_kafka_destroy(producer);
    schemas_free(schemas);
    return report(&bench);
}
