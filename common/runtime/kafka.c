#include "runtime/kafka.h"

#include <glib.h>
#include <string.h>

#include "runtime/log.h"

bool kafka_set(rd_kafka_conf_t *conf, const char *key, const char *value, struct error *error) {
    char reason[256];
    if (rd_kafka_conf_set(conf, key, value, reason, sizeof reason) != RD_KAFKA_CONF_OK) {
        return error_set(error, ERROR_CONFIG, "Kafka property '%s': %s", key, reason);
    }
    return true;
}

bool kafka_set_all(rd_kafka_conf_t *conf, const struct kafka_property *properties,
                   struct error *error) {
    bool set = true;
    for (; set && properties->key != NULL; properties++) {
        set = kafka_set(conf, properties->key, properties->value, error);
    }
    return set;
}

/* `line` is changed. */
static bool set_from_line(rd_kafka_conf_t *conf, char *line, const char *file,
                          struct error *error) {
    g_strstrip(line);
    if (line[0] == '\0' || line[0] == '#') {
        return true;
    }
    char *value = strchr(line, '=');
    if (value == NULL) {
        return error_set(error, ERROR_CONFIG, "'%s' has a line that is not key=value", file);
    }
    *value = '\0';
    return kafka_set(conf, g_strchomp(line), g_strchug(value + 1), error);
}

bool kafka_set_from_file(rd_kafka_conf_t *conf, const char *file, struct error *error) {
    if (file == NULL) {
        return true;
    }
    char *text = NULL;
    GError *cause = NULL;
    if (!g_file_get_contents(file, &text, NULL, &cause)) {
        error_set(error, ERROR_CONFIG, "cannot read the Kafka properties: %s", cause->message);
        g_error_free(cause);
        return false;
    }
    char **lines = g_strsplit(text, "\n", -1);
    bool set = true;
    for (char **line = lines; set && *line != NULL; line++) {
        set = set_from_line(conf, *line, file, error);
    }
    g_strfreev(lines);
    g_free(text);
    return set;
}

rd_kafka_t *kafka_client_new(rd_kafka_type_t type, rd_kafka_conf_t *conf, struct error *error) {
    char reason[256];
    rd_kafka_t *client = rd_kafka_new(type, conf, reason, sizeof reason);
    if (client == NULL) {
        rd_kafka_conf_destroy(conf);
        error_set(error, ERROR_CONFIG, "no Kafka client: %s", reason);
    }
    return client;
}

void kafka_log(const rd_kafka_t *client, int level, const char *facility, const char *text) {
    /* syslog's severities */
    const enum log_level ours = level <= 3   ? LOG_ERROR
                                : level == 4 ? LOG_WARNING
                                : level <= 6 ? LOG_INFO
                                             : LOG_DEBUG;
    (void)client;
    log_write(ours, "kafka.log", text, "s:s", "facility", facility);
}

static int count_partitions(const struct rd_kafka_metadata_topic *topic, struct error *error) {
    switch (topic->err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
        return topic->partition_cnt;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
        return 0;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        error_set(error, ERROR_CONFIG, "topic '%s': %s; hint: grant Describe and Read",
                  topic->topic, rd_kafka_err2str(topic->err));
        return -1;
    default:
        error_set(error, ERROR_RETRY, "topic '%s': %s", topic->topic, rd_kafka_err2str(topic->err));
        return -1;
    }
}

int kafka_partitions(rd_kafka_t *client, const char *topic, int timeout_ms, struct error *error) {
    const struct rd_kafka_metadata *metadata = NULL;
    rd_kafka_topic_t *handle = rd_kafka_topic_new(client, topic, NULL);
    if (handle == NULL) {
        error_set(error, ERROR_CONFIG, "topic '%s': %s", topic,
                  rd_kafka_err2str(rd_kafka_last_error()));
        return -1;
    }
    int count = -1;
    const rd_kafka_resp_err_t failure = rd_kafka_metadata(client, 0, handle, &metadata, timeout_ms);
    if (failure != RD_KAFKA_RESP_ERR_NO_ERROR) {
        error_set(error, ERROR_RETRY, "no broker answers about topic '%s': %s", topic,
                  rd_kafka_err2str(failure));
    } else if (metadata->topic_cnt == 1) {
        count = count_partitions(&metadata->topics[0], error);
    } else {
        error_set(error, ERROR_RETRY, "no broker answers about topic '%s'", topic);
    }
    if (metadata != NULL) {
        rd_kafka_metadata_destroy(metadata);
    }
    rd_kafka_topic_destroy(handle);
    return count;
}
