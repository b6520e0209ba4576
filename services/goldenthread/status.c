#include "goldenthread/status.h"

#include <string.h>

#include "goldenthread/broker.h"
#include "goldenthread/consumers.h"
#include "runtime/rules.h"

struct gathering {
    PGconn *db;
    struct broker *admin, *reader;
    int64_t reference_version;
    struct status *status;
};

static bool add_topic(struct gathering *gathering, const struct pipeline *pipeline,
                      const char *topic, struct error *error) {
    const int count = broker_partitions(gathering->admin, topic, error);
    if (count <= 0) {
        return count == 0 &&
               error_set(error, ERROR_CONFIG,
                         "there is no topic '%s'; hint: goldenthread topics creates it", topic);
    }
    for (int32_t i = 0; i < count; i++) {
        struct partition_status partition = {
            .consumer = pipeline->name, .topic = topic, .partition = i, .unread_ms = -1};
        g_array_append_val(gathering->status->partitions, partition);
    }
    return true;
}

static struct partition_status *partition_at(struct gathering *gathering, guint index) {
    return &g_array_index(gathering->status->partitions, struct partition_status, index);
}

static void take_offset_row(struct partition_status *partition, const PGresult *result, int row,
                            const char *rules) {
    partition->claimed = true;
    partition->next_offset = pg_int8(result, row, 2);
    partition->consumed = pg_int8(result, row, 3);
    partition->applied = pg_int8(result, row, 4);
    partition->unchanged = pg_int8(result, row, 5);
    partition->quarantined = pg_int8(result, row, 6);
    partition->updated_ms = pg_int8(result, row, 7);
    g_strlcpy(partition->rules, PQgetvalue(result, row, 8), sizeof partition->rules);
    partition->other_rules = strcmp(partition->rules, rules) != 0;
}

static bool read_offsets(struct gathering *gathering, const struct pipeline *pipeline,
                         struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, pipeline->name);
    PGresult *result =
        pg_query(gathering->db,
                 "select topic, partition, next_offset, consumed, applied, unchanged, quarantined,"
                 " (extract(epoch from updated_at) * 1000)::bigint, rules"
                 " from stream.offset where consumer = $1",
                 &params, error);
    if (result == NULL) {
        return false;
    }
    char *rules = rules_text(pipeline->version, gathering->reference_version);
    for (int row = 0; row < PQntuples(result); row++) {
        for (guint i = 0; i < gathering->status->partitions->len; i++) {
            struct partition_status *partition = partition_at(gathering, i);
            if (partition->consumer == pipeline->name &&
                partition->partition == pg_int8(result, row, 1) &&
                strcmp(partition->topic, PQgetvalue(result, row, 0)) == 0) {
                take_offset_row(partition, result, row, rules);
            }
        }
    }
    g_free(rules);
    PQclear(result);
    return true;
}

/* Asks the broker for the next unread message of every partition that has one. */
static bool read_unread(struct gathering *gathering, const struct pipeline *pipeline,
                        struct error *error) {
    GArray *unread = g_array_new(FALSE, TRUE, sizeof(struct unread));
    GArray *owners = g_array_new(FALSE, TRUE, sizeof(guint));
    for (guint i = 0; i < gathering->status->partitions->len; i++) {
        const struct partition_status *partition = partition_at(gathering, i);
        if (partition->consumer == pipeline->name && partition_lag(partition) > 0) {
            const struct unread next = {partition->topic, partition->partition,
                                        MAX(partition_position(partition), partition->low), -1};
            g_array_append_val(unread, next);
            g_array_append_val(owners, i);
        }
    }
    const bool read =
        unread->len == 0 ||
        broker_unread(gathering->reader, (struct unread *)unread->data, unread->len, error);
    for (guint i = 0; i < unread->len; i++) {
        partition_at(gathering, g_array_index(owners, guint, i))->unread_ms =
            g_array_index(unread, struct unread, i).timestamp_ms;
    }
    g_array_unref(owners);
    g_array_unref(unread);
    return read;
}

static bool read_watermarks(struct gathering *gathering, const struct pipeline *pipeline,
                            struct error *error) {
    for (guint i = 0; i < gathering->status->partitions->len; i++) {
        struct partition_status *partition = partition_at(gathering, i);
        if (partition->consumer == pipeline->name &&
            !broker_watermarks(gathering->admin, partition->topic, partition->partition,
                               &partition->low, &partition->high, error)) {
            return false;
        }
    }
    return true;
}

static bool read_held(struct gathering *gathering, const struct pipeline *pipeline,
                      struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, pipeline->name);
    PGresult *result = pg_query(gathering->db,
                                "select reason, count(*) from stream.quarantine"
                                " where consumer = $1 and state = 'HELD' group by 1 order by 1",
                                &params, error);
    for (int row = 0; row < PQntuples(result); row++) {
        struct held held = {.consumer = pipeline->name, .count = pg_int8(result, row, 1)};
        g_strlcpy(held.reason, PQgetvalue(result, row, 0), sizeof held.reason);
        g_array_append_val(gathering->status->held, held);
    }
    PQclear(result);
    return result != NULL;
}

/* Offsets first: read the other way round, a consumer at work would be ahead of its topic. */
static bool gather_consumer(struct gathering *gathering, const struct pipeline *pipeline,
                            struct error *error) {
    for (size_t i = 0; i < pipeline->n_inputs; i++) {
        if (!add_topic(gathering, pipeline, pipeline->inputs[i].topic, error)) {
            return false;
        }
    }
    return read_offsets(gathering, pipeline, error) && read_held(gathering, pipeline, error) &&
           read_watermarks(gathering, pipeline, error) && read_unread(gathering, pipeline, error);
}

static bool gather_all(struct gathering *gathering, const struct status_sources *sources,
                       struct error *error) {
    gathering->db = database_open(sources->dsn, error);
    if (gathering->db == NULL ||
        !consumer_reference_version(gathering->db, &gathering->reference_version, error)) {
        return false;
    }
    gathering->admin =
        broker_open(RD_KAFKA_PRODUCER, sources->brokers, sources->kafka_config, error);
    gathering->reader =
        broker_open(RD_KAFKA_CONSUMER, sources->brokers, sources->kafka_config, error);
    if (gathering->admin == NULL || gathering->reader == NULL) {
        return false;
    }
    for (const struct pipeline *const *p = pipelines; *p != NULL; p++) {
        if (!gather_consumer(gathering, *p, error)) {
            return false;
        }
    }
    return true;
}

bool status_gather(struct status *status, const struct status_sources *sources,
                   struct error *error) {
    status->partitions = g_array_new(FALSE, FALSE, sizeof(struct partition_status));
    status->held = g_array_new(FALSE, FALSE, sizeof(struct held));
    struct gathering gathering = {.status = status};
    const bool gathered = gather_all(&gathering, sources, error);
    PQfinish(gathering.db);
    broker_close(gathering.admin);
    broker_close(gathering.reader);
    return gathered;
}

void status_free(struct status *status) {
    g_array_unref(status->held);
    g_array_unref(status->partitions);
}
