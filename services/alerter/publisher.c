#include "alerter/publisher.h"

#include <glib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "alerter/publication.h"
#include "runtime/crash_point.h"
#include "runtime/kafka.h"
#include "runtime/log.h"
#include "runtime/metrics.h"
#include "runtime/schemas.h"

#define PORTION 500
#define RECORD_LIMIT 1024 /* bytes of a record: its texts are ids */
#define RETRY_US G_USEC_PER_SEC

struct sent {
    int64_t change_id;
    bool acknowledged;
};

struct publisher {
    struct publisher_settings settings;
    rd_kafka_t *client;
    rd_kafka_topic_t *topic;
    struct schemas *schemas;
    int fd;
    uint64_t locked_in;        /* number of the session that holds the lock */
    struct sent sent[PORTION]; /* the portion on its way, in the order of change */
    size_t n_sent, n_answered;
    rd_kafka_resp_err_t failure; /* of the first of them that failed */
    int64_t retry_us;            /* monotonic: nothing is sent before */
    bool failing;                /* and was said so */
    struct metric *acknowledged, *failed;
};

static void answered(struct publisher *publisher, struct sent *sent, rd_kafka_resp_err_t failure) {
    sent->acknowledged = failure == RD_KAFKA_RESP_ERR_NO_ERROR;
    publisher->n_answered++;
    if (!sent->acknowledged && publisher->failure == RD_KAFKA_RESP_ERR_NO_ERROR) {
        publisher->failure = failure;
    }
}

static void on_answer(rd_kafka_t *client, const rd_kafka_message_t *message, void *opaque) {
    (void)client;
    answered(opaque, message->_private, message->err);
}

static bool configure(rd_kafka_conf_t *conf, const struct publisher_settings *settings,
                      struct error *error) {
    static const struct kafka_property tuning[] = {
        {"client.id", "goldenthread-alerter"},
        {"linger.ms", "5"},
        {"delivery.timeout.ms", "30000"},
        {NULL, NULL},
    };
    static const struct kafka_property fixed[] = {
        {"enable.idempotence", "true"}, /* acks=all with it */
        {"partitioner", "murmur2_random"},
        {"allow.auto.create.topics", "false"},
        {NULL, NULL},
    };
    return kafka_set_all(conf, tuning, error) &&
           kafka_set_from_file(conf, settings->kafka_config, error) &&
           kafka_set_all(conf, fixed, error) &&
           kafka_set(conf, "bootstrap.servers", settings->brokers, error);
}

/* The fd is written to when the client's queue of answers is no longer empty. */
static void wake_by_fd(struct publisher *publisher) {
    static const uint64_t one = 1;
    rd_kafka_queue_t *answers = rd_kafka_queue_get_main(publisher->client);
    rd_kafka_queue_io_event_enable(answers, publisher->fd, &one, sizeof one);
    rd_kafka_queue_destroy(answers);
}

static bool open_client(struct publisher *publisher, struct error *error) {
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_opaque(conf, publisher);
    rd_kafka_conf_set_dr_msg_cb(conf, on_answer);
    rd_kafka_conf_set_log_cb(conf, kafka_log);
    if (!configure(conf, &publisher->settings, error)) {
        rd_kafka_conf_destroy(conf);
        return false;
    }
    publisher->client = kafka_client_new(RD_KAFKA_PRODUCER, conf, error);
    if (publisher->client == NULL) {
        return false;
    }
    publisher->topic = rd_kafka_topic_new(publisher->client, breach_topic.topic, NULL);
    wake_by_fd(publisher);
    return true;
}

static void close_client(struct publisher *publisher) {
    if (publisher->client != NULL) {
        rd_kafka_purge(publisher->client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        rd_kafka_topic_destroy(publisher->topic);
        rd_kafka_destroy(publisher->client);
        publisher->client = NULL;
    }
}

static void make_metrics(struct publisher *publisher) {
    static const char help[] = "Records of topic commitment-breach by what the broker answered.";
    publisher->acknowledged =
        metric_counter("kpi_alert_published_total", "outcome=\"acknowledged\"", help);
    publisher->failed = metric_counter("kpi_alert_published_total", "outcome=\"failed\"", help);
}

struct publisher *publisher_new(const struct publisher_settings *settings, struct error *error) {
    struct publisher *publisher = g_new0(struct publisher, 1);
    publisher->settings = *settings;
    publisher->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    make_metrics(publisher);
    char *folder = g_build_filename(settings->schemas, "avro", NULL);
    publisher->schemas = schemas_load(folder, &breach_topic, error);
    g_free(folder);
    if (publisher->schemas == NULL || !open_client(publisher, error)) {
        publisher_free(publisher);
        return NULL;
    }
    return publisher;
}

void publisher_free(struct publisher *publisher) {
    if (publisher == NULL) {
        return;
    }
    close_client(publisher);
    close(publisher->fd);
    schemas_free(publisher->schemas);
    g_free(publisher);
}

int publisher_fd(const struct publisher *publisher) {
    return publisher->fd;
}

bool publisher_busy(const struct publisher *publisher) {
    return publisher->n_sent > 0;
}

static void note_failure(struct publisher *publisher, const char *reason) {
    publisher->retry_us = g_get_monotonic_time() + RETRY_US;
    if (!publisher->failing) {
        log_warning("publish.failing",
                    "the broker does not take records of breaches; webhooks go on", "s:s s:s",
                    "topic", breach_topic.topic, "reason", reason);
    }
    publisher->failing = true;
}

/* A client with a fatal error takes nothing more. What it had is sent by the next one. */
static bool renew(struct publisher *publisher, struct error *error) {
    char reason[256];
    const rd_kafka_resp_err_t fatal =
        rd_kafka_fatal_error(publisher->client, reason, sizeof reason);
    if (fatal == RD_KAFKA_RESP_ERR_NO_ERROR) {
        return true;
    }
    note_failure(publisher, reason);
    close_client(publisher);
    publisher->n_sent = publisher->n_answered = 0;
    publisher->failure = RD_KAFKA_RESP_ERR_NO_ERROR;
    return open_client(publisher, error);
}

/* Up to the first that failed: were a later record of the same breach marked, the earlier one
 * would come after it in the topic. */
static bool mark(struct publisher *publisher, struct session *session, struct error *error) {
    int64_t ids[PORTION];
    size_t count = 0;
    while (count < publisher->n_sent && publisher->sent[count].acknowledged) {
        ids[count] = publisher->sent[count].change_id;
        count++;
    }
    CRASH_POINT("publish.acknowledged");
    if (count > 0 && !publication_done(session, ids, count, error)) {
        return false;
    }
    metric_add(publisher->acknowledged, (double)count);
    metric_add(publisher->failed, (double)(publisher->n_sent - count));
    return true;
}

static bool settle(struct publisher *publisher, struct session *session, struct error *error) {
    if (!mark(publisher, session, error)) {
        return false;
    }
    if (publisher->failure != RD_KAFKA_RESP_ERR_NO_ERROR) {
        note_failure(publisher, rd_kafka_err2str(publisher->failure));
    } else if (publisher->failing) {
        publisher->failing = false;
        log_info("publish.recovered", "the broker takes records of breaches again", "");
    }
    publisher->n_sent = publisher->n_answered = 0;
    publisher->failure = RD_KAFKA_RESP_ERR_NO_ERROR;
    return true;
}

static void send_row(struct publisher *publisher, const PGresult *rows, int row) {
    uint8_t value[RECORD_LIMIT];
    struct breach_record record;
    struct sent *sent = &publisher->sent[publisher->n_sent++];
    *sent = (struct sent){.change_id = publication_record(rows, row, &record)};
    const size_t length = schemas_encode(publisher->schemas, &record, value, sizeof value);
    g_assert(length > 0); /* its texts are ids of 64 bytes at most */
    if (rd_kafka_produce(publisher->topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, value,
                         length, record.breach_id.bytes, record.breach_id.length, sent) != 0) {
        answered(publisher, sent, rd_kafka_last_error());
    }
}

static bool send_portion(struct publisher *publisher, struct session *session,
                         struct error *error) {
    bool locked = publisher->locked_in == session->number;
    if (!locked && !publication_lock(session, &locked, error)) {
        return false;
    }
    if (!locked) {
        return true;
    }
    publisher->locked_in = session->number;
    PGresult *rows = publication_next(session, PORTION, error);
    for (int row = 0; row < PQntuples(rows); row++) {
        send_row(publisher, rows, row);
    }
    PQclear(rows);
    return rows != NULL;
}

bool publisher_work(struct publisher *publisher, struct session *session, bool look,
                    struct error *error) {
    eventfd_t count;
    (void)eventfd_read(publisher->fd, &count);
    rd_kafka_poll(publisher->client, 0);
    if (!renew(publisher, error)) {
        return false;
    }
    if (publisher->n_sent > 0) {
        if (publisher->n_answered < publisher->n_sent) {
            return true;
        }
        if (!settle(publisher, session, error)) {
            return false;
        }
        look = true; /* more may have come meanwhile */
    }
    return !look || g_get_monotonic_time() < publisher->retry_us ||
           send_portion(publisher, session, error);
}
