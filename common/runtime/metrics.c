#include "runtime/metrics.h"

#include <glib.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum metric_type { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM };

static const char *const type_names[] = {
    [METRIC_COUNTER] = "counter",
    [METRIC_GAUGE] = "gauge",
    [METRIC_HISTOGRAM] = "histogram",
};

struct metric {
    struct metric *next; /* in the order of making, those of one name together */
    enum metric_type type;
    char *name, *labels, *help;
    _Atomic uint64_t value; /* the bits of a double; of a histogram the sum */
    size_t n_bounds;
    double *bounds;
    _Atomic uint64_t *buckets; /* n_bounds + 1, each by itself, the last is +Inf */
};

/* Metrics are only ever added; the mutex orders making and reading. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct metric *first;

static double double_of(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint64_t bits_of(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static struct metric *find(const char *name, const char *labels) {
    struct metric *metric = first;
    while (metric != NULL &&
           (strcmp(metric->name, name) != 0 || strcmp(metric->labels, labels) != 0)) {
        metric = metric->next;
    }
    return metric;
}

/* Where a new one is hung: behind the last of its name, else at the end. */
static struct metric **place_of(const char *name) {
    struct metric **place = &first;
    struct metric **behind = NULL;
    for (; *place != NULL; place = &(*place)->next) {
        if (strcmp((*place)->name, name) == 0) {
            behind = &(*place)->next;
        }
    }
    return behind != NULL ? behind : place;
}

static struct metric *metric_new(enum metric_type type, const char *name, const char *labels,
                                 const char *help, const double *bounds, size_t n_bounds) {
    pthread_mutex_lock(&mutex);
    struct metric *metric = find(name, labels);
    if (metric == NULL) {
        metric = g_new0(struct metric, 1);
        metric->type = type;
        metric->name = g_strdup(name);
        metric->labels = g_strdup(labels);
        metric->help = g_strdup(help);
        metric->n_bounds = n_bounds;
        metric->bounds = g_memdup2(bounds, n_bounds * sizeof *bounds);
        metric->buckets = g_malloc0((n_bounds + 1) * sizeof *metric->buckets);
        struct metric **place = place_of(name);
        metric->next = *place;
        *place = metric;
    }
    pthread_mutex_unlock(&mutex);
    return metric;
}

struct metric *metric_counter(const char *name, const char *labels, const char *help) {
    return metric_new(METRIC_COUNTER, name, labels, help, NULL, 0);
}

struct metric *metric_gauge(const char *name, const char *labels, const char *help) {
    return metric_new(METRIC_GAUGE, name, labels, help, NULL, 0);
}

struct metric *metric_histogram(const char *name, const char *labels, const char *help,
                                const double *bounds, size_t n_bounds) {
    return metric_new(METRIC_HISTOGRAM, name, labels, help, bounds, n_bounds);
}

void metric_add(struct metric *metric, double by) {
    uint64_t old = atomic_load_explicit(&metric->value, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(&metric->value, &old,
                                                  bits_of(double_of(old) + by),
                                                  memory_order_relaxed, memory_order_relaxed)) {
    }
}

void metric_set(struct metric *metric, double to) {
    atomic_store_explicit(&metric->value, bits_of(to), memory_order_relaxed);
}

void metric_observe(struct metric *metric, double value, uint64_t times) {
    size_t bucket = 0;
    while (bucket < metric->n_bounds && value > metric->bounds[bucket]) {
        bucket++;
    }
    atomic_fetch_add_explicit(&metric->buckets[bucket], times, memory_order_relaxed);
    metric_add(metric, value * (double)times);
}

/* The shortest decimal that reads back as the same double: 0.1, not 0.10000000000000001. */
static void append_number(GString *text, double value) {
    char number[32];
    snprintf(number, sizeof number, "%.15g", value);
    if (strtod(number, NULL) != value) {
        snprintf(number, sizeof number, "%.17g", value);
    }
    g_string_append(text, number);
}

static void append_head(GString *text, const struct metric *metric) {
    g_string_append_printf(text, "# HELP %s %s\n# TYPE %s %s\n", metric->name, metric->help,
                           metric->name, type_names[metric->type]);
}

static void append_value(GString *text, const struct metric *metric, const char *suffix,
                         double value) {
    g_string_append_printf(text, "%s%s", metric->name, suffix);
    if (metric->labels[0] != '\0') {
        g_string_append_printf(text, "{%s}", metric->labels);
    }
    g_string_append_c(text, ' ');
    append_number(text, value);
    g_string_append_c(text, '\n');
}

static void append_histogram(GString *text, const struct metric *metric) {
    uint64_t count = 0;
    for (size_t i = 0; i <= metric->n_bounds; i++) {
        count += atomic_load_explicit(&metric->buckets[i], memory_order_relaxed);
        g_string_append_printf(text, "%s_bucket{%s%sle=\"", metric->name, metric->labels,
                               metric->labels[0] == '\0' ? "" : ",");
        if (i < metric->n_bounds) {
            append_number(text, metric->bounds[i]);
        } else {
            g_string_append(text, "+Inf");
        }
        g_string_append_printf(text, "\"} %" G_GUINT64_FORMAT "\n", count);
    }
    append_value(text, metric, "_sum",
                 double_of(atomic_load_explicit(&metric->value, memory_order_relaxed)));
    append_value(text, metric, "_count", (double)count);
}

char *metrics_text(void) {
    GString *text = g_string_new(NULL);
    const char *name = "";
    pthread_mutex_lock(&mutex);
    for (const struct metric *metric = first; metric != NULL; metric = metric->next) {
        if (strcmp(metric->name, name) != 0) {
            append_head(text, metric);
            name = metric->name;
        }
        if (metric->type == METRIC_HISTOGRAM) {
            append_histogram(text, metric);
        } else {
            append_value(text, metric, "",
                         double_of(atomic_load_explicit(&metric->value, memory_order_relaxed)));
        }
    }
    pthread_mutex_unlock(&mutex);
    return g_string_free(text, FALSE);
}
