#include <string.h>

#include "goldenthread/commands.h"
#include "goldenthread/database.h"
#include "goldenthread/status.h"
#include "goldenthread/table.h"

struct options {
    struct status_sources sources;
    int64_t stalled_ms;
    bool json;
};

static const struct column partition_columns[] = {
    {"consumer", COLUMN_TEXT},       {"topic", COLUMN_TEXT},
    {"partition", COLUMN_INTEGER},   {"next_offset", COLUMN_INTEGER},
    {"lag_records", COLUMN_INTEGER}, {"lag_seconds", COLUMN_INTEGER},
    {"consumed", COLUMN_INTEGER},    {"applied", COLUMN_INTEGER},
    {"unchanged", COLUMN_INTEGER},   {"quarantined", COLUMN_INTEGER},
    {"rules", COLUMN_TEXT},          {"updated_at", COLUMN_TEXT},
    {"problem", COLUMN_TEXT},        {0}};

static const struct column consumer_columns[] = {{"consumer", COLUMN_TEXT},
                                                 {"lag_records", COLUMN_INTEGER},
                                                 {"lag_seconds", COLUMN_INTEGER},
                                                 {"consumed", COLUMN_INTEGER},
                                                 {"applied", COLUMN_INTEGER},
                                                 {"unchanged", COLUMN_INTEGER},
                                                 {"quarantined", COLUMN_INTEGER},
                                                 {"held", COLUMN_INTEGER},
                                                 {"updated_at", COLUMN_TEXT},
                                                 {"problems", COLUMN_INTEGER},
                                                 {0}};

static const struct column held_columns[] = {
    {"consumer", COLUMN_TEXT}, {"reason", COLUMN_TEXT}, {"held", COLUMN_INTEGER}, {0}};

static void time_cell(struct table *table, bool known, int64_t epoch_ms) {
    GDateTime *time = known ? g_date_time_new_from_unix_utc(epoch_ms / 1000) : NULL;
    char *text = time != NULL ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
    table_cell(table, text);
    g_free(text);
    if (time != NULL) {
        g_date_time_unref(time);
    }
}

static void partition_row(struct table *table, const struct partition_status *status,
                          int64_t now_ms, int64_t stalled_ms) {
    table_cell(table, status->consumer);
    table_cell(table, status->topic);
    table_integer(table, status->partition);
    if (status->claimed) {
        table_integer(table, status->next_offset);
    } else {
        table_cell(table, NULL);
    }
    table_integer(table, partition_lag(status));
    table_integer(table, partition_lag_seconds(status, now_ms));
    table_integer(table, status->consumed);
    table_integer(table, status->applied);
    table_integer(table, status->unchanged);
    table_integer(table, status->quarantined);
    table_cell(table, status->claimed ? status->rules : NULL);
    time_cell(table, status->claimed, status->updated_ms);
    table_cell(table, partition_problem(status, now_ms, stalled_ms));
}

struct total {
    int64_t lag, lag_seconds, consumed, applied, unchanged, quarantined, updated_ms, problems;
};

static void total_add(struct total *total, const struct partition_status *status, int64_t now_ms,
                      int64_t stalled_ms) {
    total->lag += partition_lag(status);
    total->lag_seconds = MAX(total->lag_seconds, partition_lag_seconds(status, now_ms));
    total->consumed += status->consumed;
    total->applied += status->applied;
    total->unchanged += status->unchanged;
    total->quarantined += status->quarantined;
    total->updated_ms = MAX(total->updated_ms, status->updated_ms);
    total->problems += partition_problem(status, now_ms, stalled_ms) != NULL;
}

static void total_row(struct table *table, const char *consumer, const struct total *total,
                      int64_t held) {
    table_cell(table, consumer);
    table_integer(table, total->lag);
    table_integer(table, total->lag_seconds);
    table_integer(table, total->consumed);
    table_integer(table, total->applied);
    table_integer(table, total->unchanged);
    table_integer(table, total->quarantined);
    table_integer(table, held);
    time_cell(table, total->updated_ms > 0, total->updated_ms);
    table_integer(table, total->problems);
}

static int64_t held_count(const struct status *status, const char *consumer) {
    int64_t count = 0;
    for (guint i = 0; i < status->held->len; i++) {
        const struct held *held = &g_array_index(status->held, struct held, i);
        count += strcmp(held->consumer, consumer) == 0 ? held->count : 0;
    }
    return count;
}

struct report {
    struct table *partitions, *consumers, *held;
    int64_t problems;
};

/* The partitions of one consumer stand together; returns the index behind them. */
static guint report_consumer(struct report *report, const struct status *status, guint index,
                             int64_t now_ms, int64_t stalled_ms) {
    struct total total = {0};
    const char *consumer =
        g_array_index(status->partitions, struct partition_status, index).consumer;
    for (; index < status->partitions->len; index++) {
        const struct partition_status *partition =
            &g_array_index(status->partitions, struct partition_status, index);
        if (strcmp(partition->consumer, consumer) != 0) {
            break;
        }
        partition_row(report->partitions, partition, now_ms, stalled_ms);
        total_add(&total, partition, now_ms, stalled_ms);
    }
    total_row(report->consumers, consumer, &total, held_count(status, consumer));
    report->problems += total.problems;
    return index;
}

static void report_fill(struct report *report, const struct status *status, int64_t stalled_ms) {
    const int64_t now_ms = g_get_real_time() / 1000;
    for (guint i = 0; i < status->partitions->len;) {
        i = report_consumer(report, status, i, now_ms, stalled_ms);
    }
    for (guint i = 0; i < status->held->len; i++) {
        const struct held *held = &g_array_index(status->held, struct held, i);
        table_cell(report->held, held->consumer);
        table_cell(report->held, held->reason);
        table_integer(report->held, held->count);
    }
}

static void report_print(const struct report *report, bool json) {
    if (json) {
        json_print(json_pack("{s:o, s:o, s:o}", "consumers", table_json(report->consumers),
                             "partitions", table_json(report->partitions), "quarantine",
                             table_json(report->held)));
        return;
    }
    table_print(report->consumers, false);
    puts("");
    table_print(report->partitions, false);
    if (table_rows(report->held) > 0) {
        puts("");
        table_print(report->held, false);
    }
}

static int run_status(const struct call *call, const struct options *options) {
    struct error error = {0};
    struct status status;
    if (!status_gather(&status, &options->sources, &error)) {
        status_free(&status);
        return command_failed(call, &error);
    }
    struct report report = {.partitions = table_new(partition_columns),
                            .consumers = table_new(consumer_columns),
                            .held = table_new(held_columns)};
    report_fill(&report, &status, options->stalled_ms);
    report_print(&report, options->json);
    table_free(report.held);
    table_free(report.consumers);
    table_free(report.partitions);
    status_free(&status);
    return report.problems > 0 ? EXIT_DIFFERENCES : EXIT_SUCCESS;
}

int cmd_status(const struct call *call) {
    struct options options = {0};
    const struct setting settings[] = {
        option_dsn(&options.sources.dsn),
        option_brokers(&options.sources.brokers),
        option_kafka_config(&options.sources.kafka_config),
        {"stalled-after", SETTING_MS, &options.stalled_ms, "5min", .min = 1000, .max = INT32_MAX,
         .help =
             "a partition whose next message is older, without a commit for as long, is stalled"},
        option_json(&options.json),
        {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        status = run_status(call, &options);
        config_free(config);
    }
    return status;
}
