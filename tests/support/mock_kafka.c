#include "support/mock_kafka.h"

#include <dlfcn.h>
#include <glib.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>

static atomic_int damages;

static void damage(const struct iovec *part, size_t received) {
    char *found = memmem(part->iov_base, MIN(part->iov_len, received), MOCK_KAFKA_FRAGILE,
                         strlen(MOCK_KAFKA_FRAGILE));
    if (found != NULL && atomic_load(&damages) > 0) {
        atomic_fetch_sub(&damages, 1);
        found[0] ^= 1;
    }
}

/* Stands before the C library's own, for librdkafka too. */
ssize_t recvmsg(int fd, struct msghdr *message, int flags) {
    ssize_t (*original)(int, struct msghdr *, int) = NULL;
    *(void **)&original = dlsym(RTLD_NEXT, "recvmsg");
    const ssize_t received = original(fd, message, flags);
    for (size_t i = 0; received > 0 && i < message->msg_iovlen; i++) {
        damage(&message->msg_iov[i], (size_t)received);
    }
    return received;
}

void mock_kafka_damage(int times) {
    atomic_store(&damages, times);
}

int mock_kafka_damages_left(void) {
    return atomic_load(&damages);
}

static rd_kafka_t *client_new(const char *brokers) {
    char reason[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, NULL);
    if (brokers != NULL) {
        rd_kafka_conf_set(conf, "bootstrap.servers", brokers, reason, sizeof reason);
        rd_kafka_conf_set(conf, "linger.ms", "1", reason, sizeof reason);
    }
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
    g_assert(client != NULL);
    return client;
}

struct mock_kafka mock_kafka_start(void) {
    struct mock_kafka kafka = {.host = client_new(NULL)};
    kafka.cluster = rd_kafka_mock_cluster_new(kafka.host, 1);
    kafka.brokers = rd_kafka_mock_cluster_bootstraps(kafka.cluster);
    kafka.producer = client_new(kafka.brokers);
    return kafka;
}

void mock_kafka_stop(struct mock_kafka *kafka) {
    rd_kafka_destroy(kafka->producer);
    rd_kafka_mock_cluster_destroy(kafka->cluster);
    rd_kafka_destroy(kafka->host);
}

void mock_kafka_flush(const struct mock_kafka *kafka) {
    g_assert(rd_kafka_flush(kafka->producer, 10000) == RD_KAFKA_RESP_ERR_NO_ERROR);
}

void mock_kafka_produce(const struct mock_kafka *kafka, const char *topic, int32_t partition,
                        struct text key, struct text value) {
    const rd_kafka_resp_err_t failure = rd_kafka_producev(
        kafka->producer, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(partition),
        RD_KAFKA_V_KEY(key.bytes, key.length), RD_KAFKA_V_VALUE((void *)value.bytes, value.length),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
    g_assert(failure == RD_KAFKA_RESP_ERR_NO_ERROR);
    mock_kafka_flush(kafka);
}
