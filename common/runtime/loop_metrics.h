/* What a consumer's loop counts for /metrics. Topics are the only labels with a value of this
 * system's own. */
#ifndef GOLDENTHREAD_RUNTIME_LOOP_METRICS_H
#define GOLDENTHREAD_RUNTIME_LOOP_METRICS_H

#include "runtime/metrics.h"
#include "runtime/pipeline.h"
#include "runtime/write_set.h"

struct input_metrics {
    struct metric *applied, *unchanged, *quarantined;
    struct metric *lag_seconds;
};

struct loop_metrics {
    struct input_metrics *inputs;
    struct metric *event_to_commit, *commit, *batch;
    struct metric *committed, *given_up;
    struct metric *fenced, *version_missed;
    struct metric *rebalances, *assigned, *stopped, *stale, *gaps;
    struct metric *documents, *document_bytes;
};

/* Loops of one process count together; what each of them has at present is told by `thread`. */
void loop_metrics_init(struct loop_metrics *metrics, const struct pipeline *pipeline, int thread);
void loop_metrics_free(struct loop_metrics *metrics);

/* A set that is in the database; now_ms is wall-clock epoch milliseconds. */
void loop_metrics_written(struct loop_metrics *metrics, const struct write_set *set,
                          int64_t now_ms);

/* A set that was given back unwritten. */
void loop_metrics_refused(struct loop_metrics *metrics, const struct write_set *set);

#endif
