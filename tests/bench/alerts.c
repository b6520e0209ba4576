/* How long after the broker's acknowledgement a breach arrives as a webhook: a publisher of
 * exclusions and a receiver of webhooks on one clock.
 *
 *     alerts BROKERS AVRO_FOLDER BREACH_KEY_FILE
 *
 * Prints {"port": n}, where webhooks are taken, then does what the lines of standard input say and
 * answers each with a line of JSON.
 *
 * rate EVENTS_A_SECOND SECONDS ONE_IN: a steady stream; one event in so many is a breach of P1. The
 * first second is left out of the milliseconds.
 *
 * burst BREACHES: breaches of P3, as fast as the broker takes them; then, and until the last has
 * come ten times a second, one of P1 to the same lead and one to another.
 *
 * It verifies no signature and keeps nothing: a receiver that is hardly there. */
#include <glib.h>
#include <inttypes.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exclusion/exclusion.h"
#include "runtime/breach_id.h"
#include "runtime/kafka.h"
#include "runtime/schemas.h"

#define CHILDREN 5000
#define DECIDED_ON 20362 /* 2025-10-01, which is the day for the consumer */
#define DAY_MS INT64_C(86400000)
#define WAIT_S 120
#define PROBE_US (G_USEC_PER_SEC / 10)

/* What an event makes: no breach, a permanent exclusion from a secondary or a primary school, a
 * suspension of a child with a plan. Two leads: of secondary schools and of primary schools. */
enum kind { KIND_NONE, KIND_URGENT, KIND_ANOTHER, KIND_STORM, KINDS };

/* One breach: its event and its webhook, monotonic microseconds, 0 for not yet. */
struct sample {
    enum kind kind;
    gint64 acknowledged_us, received_us;
};

static struct bench {
    GMutex lock;         /* of what follows */
    GHashTable *samples; /* breach_id -> struct sample, of the command under way */
    size_t missing[KINDS], repeated;

    rd_kafka_t *producer;
    rd_kafka_topic_t *topic;
    struct schemas *schemas;
    struct breach_key key;
    struct MHD_Daemon *receiver;
    unsigned port;
    int64_t n_events, n_breaches; /* in all: what makes children and revisions new */
} bench;

static void fail(const char *what) {
    fprintf(stderr, "alerts: %s\n", what);
    exit(EXIT_FAILURE);
}

/* The receiver. */

static void note_webhook(const char *delivery_id, gint64 now_us) {
    const char *end = delivery_id == NULL ? NULL : strrchr(delivery_id, '_');
    char *breach = end == NULL ? NULL : g_strndup(delivery_id, (gsize)(end - delivery_id));
    g_mutex_lock(&bench.lock);
    struct sample *sample =
        breach == NULL || bench.samples == NULL ? NULL : g_hash_table_lookup(bench.samples, breach);
    if (sample != NULL) {
        bench.missing[sample->kind] -= sample->received_us == 0;
        bench.repeated += sample->received_us != 0;
        sample->received_us = sample->received_us == 0 ? now_us : sample->received_us;
    }
    g_mutex_unlock(&bench.lock);
    g_free(breach);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *upload, size_t *upload_size, void **request) {
    static const char begun;
    (void)context, (void)path, (void)method, (void)version, (void)upload;
    if (*request == NULL) {
        *request = (void *)&begun;
        return MHD_YES;
    }
    if (*upload_size > 0) {
        *upload_size = 0;
        return MHD_YES;
    }
    note_webhook(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "webhook-id"),
                 g_get_monotonic_time());
    struct MHD_Response *response =
        MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    const enum MHD_Result queued = MHD_queue_response(connection, MHD_HTTP_NO_CONTENT, response);
    MHD_destroy_response(response);
    return queued;
}

static void start_receiver(void) {
    bench.receiver = MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD, 0, NULL, NULL, on_request, NULL,
                                      MHD_OPTION_CONNECTION_LIMIT, 256U, MHD_OPTION_END);
    if (bench.receiver == NULL) {
        fail("no port to listen on");
    }
    bench.port = MHD_get_daemon_info(bench.receiver, MHD_DAEMON_INFO_BIND_PORT)->port;
}

/* The publisher. */

static void on_delivery(rd_kafka_t *producer, const rd_kafka_message_t *message, void *opaque) {
    (void)producer, (void)opaque;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        fail(rd_kafka_err2str(message->err));
    }
    struct sample *sample = message->_private;
    if (sample != NULL) {
        sample->acknowledged_us = g_get_monotonic_time(); /* read after the flush */
    }
}

static void start_publisher(const char *brokers, struct error *error) {
    static const struct kafka_property properties[] = {{"enable.idempotence", "true"},
                                                       {"linger.ms", "1"},
                                                       {"partitioner", "murmur2_random"},
                                                       {"queue.buffering.max.messages", "1000000"},
                                                       {NULL, NULL}};
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    if (!kafka_set_all(conf, properties, error) ||
        !kafka_set(conf, "bootstrap.servers", brokers, error)) {
        fail(error->message);
    }
    bench.producer = kafka_client_new(RD_KAFKA_PRODUCER, conf, error);
    if (bench.producer == NULL) {
        fail(error->message);
    }
    bench.topic = rd_kafka_topic_new(bench.producer, "exclusion", NULL);
}

static struct exclusion exclusion_of(int64_t n, enum kind kind) {
    const int64_t noon_ms = DECIDED_ON * DAY_MS + DAY_MS / 2;
    const bool permanent = kind == KIND_URGENT || kind == KIND_ANOTHER;
    return (struct exclusion){
        .envelope = {.event_id = text_of("0f8fad5b-d9cb-469f-a165-70867728950e"),
                     .source = text_of("bench"),
                     .record_id = text_of("r"),
                     .revision = n + 1,
                     .recorded_at = noon_ms,
                     .pupil = {.known = true,
                               .sen_provision = kind == KIND_STORM ? 2 : 1,
                               .looked_after = SYMBOL_NULL,
                               .school_urn = 106900,
                               .nc_year = kind == KIND_ANOTHER ? 4 : 9},
                     .op = OP_ASSERT},
        .reasons = {.count = 1, .items = {{"DB", 2}}},
        .decided_on = DECIDED_ON,
        .starts_on = DECIDED_ON + 1,
        .ends_on = NUMBER_NULL,
        .sessions = permanent ? 0 : 2 + n % 2, /* one without a breach grows and shrinks again */
        .la_notified_at = noon_ms,
        .provision_from = NUMBER_NULL,
        .category = permanent ? EXCLUSION_PERM : EXCLUSION_SUSP,
        .stage = EXCLUSION_ISSUED,
    };
}

static struct sample *expect_webhook(const char *child_ref, enum kind kind) {
    char id[BREACH_ID_SIZE];
    struct sample *sample = g_new0(struct sample, 1);
    sample->kind = kind;
    breach_id(&bench.key, kind == KIND_STORM ? "C1_SUSP_EHCP" : "C1_PEX_SEND", child_ref, "bench|r",
              id);
    g_mutex_lock(&bench.lock);
    g_hash_table_insert(bench.samples, g_strdup(id), sample);
    bench.missing[kind]++;
    g_mutex_unlock(&bench.lock);
    return sample;
}

static void publish(enum kind kind) {
    char child_ref[32];
    uint8_t value[512];
    const int64_t n = kind != KIND_NONE ? bench.n_breaches++ : bench.n_events++;
    g_snprintf(child_ref, sizeof child_ref, "%s-%07" PRId64, kind != KIND_NONE ? "told" : "untold",
               kind != KIND_NONE ? n : n % CHILDREN);
    struct exclusion exclusion = exclusion_of(n, kind);
    exclusion.envelope.child_ref = text_of(child_ref);
    struct sample *sample = kind != KIND_NONE ? expect_webhook(child_ref, kind) : NULL;
    const size_t length = schemas_encode(bench.schemas, &exclusion, value, sizeof value);
    while (rd_kafka_produce(bench.topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, value, length,
                            child_ref, strlen(child_ref), sample) != 0) {
        if (rd_kafka_last_error() != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
            fail(rd_kafka_err2str(rd_kafka_last_error()));
        }
        rd_kafka_poll(bench.producer, 10);
    }
}

/* Commands. */

static void begin(void) {
    g_mutex_lock(&bench.lock);
    bench.samples = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    memset(bench.missing, 0, sizeof bench.missing);
    bench.repeated = 0;
    g_mutex_unlock(&bench.lock);
}

static size_t missing(enum kind kind) {
    g_mutex_lock(&bench.lock);
    const size_t count = bench.missing[kind];
    g_mutex_unlock(&bench.lock);
    return count;
}

static void poll_until(gint64 end_us) {
    rd_kafka_poll(bench.producer, 1);
    if (g_get_monotonic_time() > end_us) {
        fail("webhooks are missing after two minutes");
    }
}

static void wait_for_webhooks(enum kind kind) {
    const gint64 end_us = g_get_monotonic_time() + WAIT_S * G_USEC_PER_SEC;
    rd_kafka_flush(bench.producer, WAIT_S * 1000);
    while (missing(kind) > 0) {
        poll_until(end_us);
    }
}

static int by_value(const void *a, const void *b) {
    const gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return (x > y) - (x < y);
}

/* Samples that were acknowledged from then on, in order of how long they took; g_array_unref. */
static GArray *waits_since(enum kind kind, gint64 from_us) {
    GArray *waits = g_array_new(FALSE, FALSE, sizeof(gint64));
    GHashTableIter iterator;
    gpointer value;
    g_hash_table_iter_init(&iterator, bench.samples);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        const struct sample *sample = value;
        const gint64 wait_us = sample->received_us - sample->acknowledged_us;
        if (sample->kind == kind && sample->acknowledged_us >= from_us) {
            g_array_append_val(waits, wait_us);
        }
    }
    g_array_sort(waits, by_value);
    return waits;
}

static double at_ms(const GArray *waits, double share) {
    const guint index = MIN((guint)(share * waits->len), waits->len - 1);
    return (double)g_array_index(waits, gint64, index) / 1000;
}

static void print_waits(const char *name, enum kind kind, gint64 from_us) {
    GArray *waits = waits_since(kind, from_us);
    if (waits->len == 0) {
        fail("no breach to measure");
    }
    printf("\"%s\": {\"samples\": %u, \"p50_ms\": %.2f, \"p95_ms\": %.2f, \"p99_ms\": %.2f,"
           " \"max_ms\": %.2f}, ",
           name, waits->len, at_ms(waits, .5), at_ms(waits, .95), at_ms(waits, .99),
           at_ms(waits, 1));
    g_array_unref(waits);
}

static double seconds_since(gint64 us) {
    return (double)(g_get_monotonic_time() - us) / G_USEC_PER_SEC;
}

/* Everything has been received and acknowledged: no thread writes samples any more. */
static void end(void) {
    printf("\"webhooks\": %u, \"repeated\": %zu}\n", g_hash_table_size(bench.samples),
           bench.repeated);
    g_mutex_lock(&bench.lock);
    g_hash_table_unref(bench.samples);
    bench.samples = NULL;
    g_mutex_unlock(&bench.lock);
}

static void run_rate(double rate, double seconds, size_t one_in) {
    const size_t total = (size_t)(rate * seconds);
    const gint64 start_us = g_get_monotonic_time();
    begin();
    for (size_t n = 0; n < total;) {
        for (; n < total && (double)n < seconds_since(start_us) * rate; n++) {
            publish(n % one_in == 0 ? KIND_URGENT : KIND_NONE);
        }
        rd_kafka_poll(bench.producer, 1);
    }
    rd_kafka_flush(bench.producer, WAIT_S * 1000);
    printf("{\"events_per_second\": %.1f, ", (double)total / seconds_since(start_us));
    wait_for_webhooks(KIND_URGENT);
    print_waits("broker_to_webhook", KIND_URGENT, start_us + G_USEC_PER_SEC);
    end();
}

static void run_burst(size_t breaches) {
    const gint64 start_us = g_get_monotonic_time();
    begin();
    for (size_t n = 0; n < breaches; n++) {
        publish(KIND_STORM);
        rd_kafka_poll(bench.producer, 0);
    }
    rd_kafka_flush(bench.producer, WAIT_S * 1000);
    printf("{\"seconds_until_acknowledged\": %.3f, ", seconds_since(start_us));
    gint64 next_us = 0;
    do {
        if (g_get_monotonic_time() >= next_us) {
            next_us = g_get_monotonic_time() + PROBE_US;
            publish(KIND_URGENT);
            publish(KIND_ANOTHER);
        }
        poll_until(start_us + WAIT_S * G_USEC_PER_SEC);
    } while (missing(KIND_STORM) > 0);
    printf("\"seconds_until_received\": %.3f, ", seconds_since(start_us));
    wait_for_webhooks(KIND_URGENT);
    wait_for_webhooks(KIND_ANOTHER);
    print_waits("storm", KIND_STORM, 0);
    print_waits("urgent_to_the_same_lead", KIND_URGENT, 0);
    print_waits("urgent_to_another_lead", KIND_ANOTHER, 0);
    end();
}

static void run_line(const char *line) {
    double rate, seconds;
    size_t count;
    if (sscanf(line, "rate %lf %lf %zu", &rate, &seconds, &count) == 3) {
        run_rate(rate, seconds, count);
    } else if (sscanf(line, "burst %zu", &count) == 1) {
        run_burst(count);
    } else {
        fail("no such command");
    }
    fflush(stdout);
}

int main(int argc, char **argv) {
    struct error error = {0};
    char line[128];
    if (argc != 4) {
        fprintf(stderr, "usage: alerts BROKERS AVRO_FOLDER BREACH_KEY_FILE\n");
        return 64;
    }
    bench.schemas = schemas_load(argv[2], &exclusion_pipeline.inputs[0], &error);
    if (bench.schemas == NULL || !breach_key_load(argv[3], &bench.key, &error)) {
        fail(error.message);
    }
    start_publisher(argv[1], &error);
    start_receiver();
    printf("{\"port\": %u}\n", bench.port);
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL) {
        run_line(line);
    }
    MHD_stop_daemon(bench.receiver);
    rd_kafka_topic_destroy(bench.topic);
    rd_kafka_destroy(bench.producer);
    schemas_free(bench.schemas);
    return EXIT_SUCCESS;
}
