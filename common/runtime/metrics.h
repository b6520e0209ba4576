/* Prometheus metrics of a process: counters, gauges and histograms, updated from any thread, read
 * by /metrics.
 *
 * A metric is made once, at the start, and lives as long as the process. No label holds a child, a
 * school or free text. Names and labels are listed in deploy/README.md. */
#ifndef GOLDENTHREAD_RUNTIME_METRICS_H
#define GOLDENTHREAD_RUNTIME_METRICS_H

#include <stddef.h>
#include <stdint.h>

struct metric;

/* `labels` is the inside of the braces, "topic=\"absence\",result=\"applied\"", or "". Series of
 * one name must have one help text. Made again, the series that is there is given. */
struct metric *metric_counter(const char *name, const char *labels, const char *help);
struct metric *metric_gauge(const char *name, const char *labels, const char *help);
/* `bounds` ascending, the +Inf bucket added. */
struct metric *metric_histogram(const char *name, const char *labels, const char *help,
                                const double *bounds, size_t n_bounds);

void metric_add(struct metric *metric, double by);
void metric_set(struct metric *metric, double to);
void metric_observe(struct metric *metric, double value, uint64_t times);

/* The text exposition format of all of them; the caller frees with g_free. */
char *metrics_text(void);

#endif
