#include "runtime/loop_metrics.h"

static const double seconds[] = {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300};
static const double records[] = {1, 10, 100, 1000, 10000, 100000, 1000000};

static struct metric *records_total(const char *topic, const char *result) {
    char *labels = g_strdup_printf("topic=\"%s\",result=\"%s\"", topic, result);
    struct metric *metric = metric_counter("kpi_consumer_records_total", labels,
                                           "Events by what they did to the state.");
    g_free(labels);
    return metric;
}

static struct metric *lag_seconds(const char *topic, int thread) {
    char *labels = g_strdup_printf("topic=\"%s\",thread=\"%d\"", topic, thread);
    struct metric *metric =
        metric_gauge("kpi_consumer_lag_seconds", labels,
                     "Age of the last event written while others wait; 0 when none waits.");
    g_free(labels);
    return metric;
}

static void inputs_init(struct loop_metrics *metrics, const struct pipeline *pipeline, int thread) {
    metrics->inputs = g_new0(struct input_metrics, pipeline->n_inputs);
    for (size_t i = 0; i < pipeline->n_inputs; i++) {
        const char *topic = pipeline->inputs[i].topic;
        metrics->inputs[i].applied = records_total(topic, "applied");
        metrics->inputs[i].unchanged = records_total(topic, "unchanged");
        metrics->inputs[i].quarantined = records_total(topic, "quarantined");
        metrics->inputs[i].lag_seconds = lag_seconds(topic, thread);
    }
}

static void gauges_init(struct loop_metrics *metrics, int thread) {
    char *labels = g_strdup_printf("thread=\"%d\"", thread);
    metrics->assigned =
        metric_gauge("kpi_consumer_assigned_partitions", labels, "Partitions claimed and read.");
    metrics->stopped = metric_gauge("kpi_consumer_stopped_partitions", labels,
                                    "Partitions whose log is in doubt: an operator must look.");
    metrics->documents =
        metric_gauge("kpi_consumer_documents", labels, "Documents kept in memory.");
    metrics->document_bytes =
        metric_gauge("kpi_consumer_document_bytes", labels, "Bytes of documents kept in memory.");
    g_free(labels);
}

void loop_metrics_init(struct loop_metrics *metrics, const struct pipeline *pipeline, int thread) {
    inputs_init(metrics, pipeline, thread);
    gauges_init(metrics, thread);
    metrics->event_to_commit =
        metric_histogram("kpi_event_to_commit_seconds", "",
                         "From the message's timestamp to commit.", seconds, G_N_ELEMENTS(seconds));
    metrics->commit = metric_histogram("kpi_sink_commit_seconds", "", "Time of one transaction.",
                                       seconds, G_N_ELEMENTS(seconds));
    metrics->batch = metric_histogram("kpi_sink_batch_records", "", "Events of one transaction.",
                                      records, G_N_ELEMENTS(records));
    metrics->committed =
        metric_counter("kpi_sink_tx_total", "outcome=\"committed\"", "Write sets by their end.");
    metrics->given_up =
        metric_counter("kpi_sink_tx_total", "outcome=\"given_up\"", "Write sets by their end.");
    metrics->fenced = metric_counter("kpi_consumer_fenced_total", "reason=\"offset\"",
                                     "Write sets refused because somebody else was faster.");
    metrics->version_missed =
        metric_counter("kpi_consumer_fenced_total", "reason=\"version\"",
                       "Write sets refused because somebody else was faster.");
    metrics->rebalances = metric_counter("kpi_consumer_rebalances_total", "",
                                         "Assignments that the group has given.");
    metrics->stale = metric_counter("kpi_consumer_stale_messages_total", "",
                                    "Messages from before a rebalance, dropped.");
    metrics->gaps = metric_counter("kpi_consumer_offset_gaps_total", "",
                                   "Offsets that never came: transaction markers, compaction.");
}

void loop_metrics_free(struct loop_metrics *metrics) {
    g_free(metrics->inputs);
}

void loop_metrics_written(struct loop_metrics *metrics, const struct write_set *set,
                          int64_t now_ms) {
    int64_t consumed = 0;
    for (guint i = 0; i < set->advances->len; i++) {
        const struct advance *advance = &g_array_index(set->advances, struct advance, i);
        const struct input_metrics *input = &metrics->inputs[advance->input];
        metric_add(input->applied, (double)advance->applied);
        metric_add(input->unchanged, (double)advance->unchanged);
        metric_add(input->quarantined, (double)advance->quarantined);
        consumed += advance->consumed;
    }
    for (guint i = 0; i < set->ages->len; i++) {
        const struct age *age = &g_array_index(set->ages, struct age, i);
        double waited = (double)MAX(now_ms - age->timestamp_ms, 0) / 1000;
        metric_observe(metrics->event_to_commit, waited, age->messages);
    }
    metric_observe(metrics->commit, set->commit_seconds, 1);
    metric_observe(metrics->batch, (double)consumed, 1);
    metric_add(metrics->committed, 1);
}

void loop_metrics_refused(struct loop_metrics *metrics, const struct write_set *set) {
    if (set->error.kind == ERROR_FENCED) {
        metric_add(set->version_missed ? metrics->version_missed : metrics->fenced, 1);
    } else {
        metric_add(metrics->given_up, 1);
    }
}
