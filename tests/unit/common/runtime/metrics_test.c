#include "runtime/metrics.h"

#include <glib.h>
#include <string.h>

#include "support/suite.h"

static void test_text(void) {
    struct metric *applied = metric_counter(
        "kpi_consumer_records_total", "topic=\"absence\",result=\"applied\"", "Events by result.");
    struct metric *unchanged =
        metric_counter("kpi_consumer_records_total", "topic=\"absence\",result=\"unchanged\"",
                       "Events by result.");
    struct metric *assigned = metric_gauge("kpi_consumer_assigned_partitions", "", "Partitions.");
    const double bounds[] = {.1, 2.5};
    struct metric *commit =
        metric_histogram("kpi_sink_commit_seconds", "", "Time to commit.", bounds, 2);
    struct metric *age =
        metric_histogram("kpi_event_age_seconds", "topic=\"absence\"", "Age.", bounds, 1);
    metric_add(applied, 3);
    metric_add(applied, 4e9);
    metric_add(unchanged, .5);
    metric_set(assigned, 12);
    metric_set(assigned, -1.25);
    metric_observe(commit, .1, 2);
    metric_observe(commit, .11, 1);
    metric_observe(commit, 3, 4);
    metric_observe(age, 1, 0);
    char *text = metrics_text();
    CU_ASSERT_STRING_EQUAL(
        text, "# HELP kpi_consumer_records_total Events by result.\n"
              "# TYPE kpi_consumer_records_total counter\n"
              "kpi_consumer_records_total{topic=\"absence\",result=\"applied\"} 4000000003\n"
              "kpi_consumer_records_total{topic=\"absence\",result=\"unchanged\"} 0.5\n"
              "# HELP kpi_consumer_assigned_partitions Partitions.\n"
              "# TYPE kpi_consumer_assigned_partitions gauge\n"
              "kpi_consumer_assigned_partitions -1.25\n"
              "# HELP kpi_sink_commit_seconds Time to commit.\n"
              "# TYPE kpi_sink_commit_seconds histogram\n"
              "kpi_sink_commit_seconds_bucket{le=\"0.1\"} 2\n"
              "kpi_sink_commit_seconds_bucket{le=\"2.5\"} 3\n"
              "kpi_sink_commit_seconds_bucket{le=\"+Inf\"} 7\n"
              "kpi_sink_commit_seconds_sum 12.31\n"
              "kpi_sink_commit_seconds_count 7\n"
              "# HELP kpi_event_age_seconds Age.\n"
              "# TYPE kpi_event_age_seconds histogram\n"
              "kpi_event_age_seconds_bucket{topic=\"absence\",le=\"0.1\"} 0\n"
              "kpi_event_age_seconds_bucket{topic=\"absence\",le=\"+Inf\"} 0\n"
              "kpi_event_age_seconds_sum{topic=\"absence\"} 0\n"
              "kpi_event_age_seconds_count{topic=\"absence\"} 0\n");
    g_free(text);
}

static void test_made_again(void) {
    struct metric *one = metric_gauge("kpi_test_again", "a=\"1\"", "Again.");
    CU_ASSERT_PTR_EQUAL(metric_gauge("kpi_test_again", "a=\"1\"", "Again."), one);
    CU_ASSERT_PTR_NOT_EQUAL(metric_gauge("kpi_test_again", "a=\"2\"", "Again."), one);
}

/* As the text format wants it: what has one name stands under one head. */
static void test_made_later(void) {
    metric_set(metric_gauge("kpi_test_later", "thread=\"1\"", "Later."), 4);
    metric_set(metric_gauge("kpi_test_between", "", "Between."), 5);
    metric_set(metric_gauge("kpi_test_later", "thread=\"2\"", "Later."), 6);
    char *text = metrics_text();
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "# TYPE kpi_test_later gauge\n"
                                        "kpi_test_later{thread=\"1\"} 4\n"
                                        "kpi_test_later{thread=\"2\"} 6\n"
                                        "# HELP kpi_test_between Between.\n"));
    g_free(text);
}

#define ADDS 10000

static gpointer add_many(gpointer metric) {
    for (int i = 0; i < ADDS; i++) {
        metric_add(metric, 1);
    }
    return NULL;
}

static void test_threads(void) {
    struct metric *metric = metric_counter("kpi_test_threads_total", "", "Threads.");
    GThread *other = g_thread_new("other", add_many, metric);
    add_many(metric);
    g_thread_join(other);
    char *text = metrics_text();
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nkpi_test_threads_total 20000\n"));
    g_free(text);
}

int main(void) {
    const struct test tests[] = {
        {"the text has help and type once a name, then the series in order", test_text},
        {"a series made again is the same one", test_made_again},
        {"a series that is made later stands with those of its name", test_made_later},
        {"no addition of two threads is lost", test_threads},
        {NULL, NULL},
    };
    return suite_run("metrics", tests);
}
