#include "alerter/tallies.h"

#include <string.h>

#define CHANNEL "channel=\"webhook\""

static void make_outcomes(struct tallies *tallies) {
    for (enum outcome outcome = 0; outcome < OUTCOMES; outcome++) {
        char *labels = g_strdup_printf(CHANNEL ",outcome=\"%s\"", outcome_names[outcome]);
        tallies->attempts[outcome] = metric_counter("kpi_alert_delivery_attempts_total", labels,
                                                    "Attempts to deliver, by what came of them.");
        g_free(labels);
    }
}

static void make_seconds(struct tallies *tallies) {
    static const double bounds[] = {.005, .01, .025, .05, .1, .25, .5,   1,
                                    2.5,  5,   10,   30,  60, 300, 3600, 86400};
    for (int i = 0; i < PRIORITIES; i++) {
        char *labels = g_strdup_printf(CHANNEL ",severity=\"P%d\"", i + 1);
        tallies->seconds[i] = metric_histogram(
            "kpi_alert_delivery_seconds", labels,
            "From the change of state to the receiver's first yes.", bounds, G_N_ELEMENTS(bounds));
        g_free(labels);
    }
}

static void make_changes(struct tallies *tallies) {
    static const char name[] = "kpi_alert_changes_total";
    static const char help[] = "Changes of state, by how they were routed.";
    tallies->quiet = metric_counter(name, "routing=\"quiet\"", help);
    tallies->routed = metric_counter(name, "routing=\"routed\"", help);
    tallies->unrouted = metric_counter(name, "routing=\"unrouted\"", help);
}

static void make_levels(struct tallies *tallies) {
    tallies->depth = metric_gauge("kpi_alert_delivery_depth", CHANNEL, "Deliveries not made yet.");
    tallies->oldest = metric_gauge("kpi_alert_delivery_oldest_seconds", CHANNEL,
                                   "Age of the oldest delivery that is not made yet.");
    tallies->all_dead = metric_gauge("kpi_alert_delivery_dead", CHANNEL,
                                     "Deliveries given up and not begun again.");
    tallies->all_unrouted =
        metric_gauge("kpi_alert_unrouted", "", "Alerts that matched no route and wait for one.");
    tallies->unexpanded =
        metric_gauge("kpi_alert_unexpanded", "", "Changes of state not looked at yet.");
    tallies->unpublished = metric_gauge("kpi_alert_unpublished", "",
                                        "Changes of state not in topic commitment-breach yet.");
    tallies->paused = metric_gauge("kpi_alert_paused", "", "1 while all paging is stopped.");
}

void tallies_init(struct tallies *tallies) {
    make_changes(tallies);
    make_outcomes(tallies);
    make_seconds(tallies);
    tallies->dead = metric_counter("kpi_alert_dead_total", CHANNEL, "Deliveries given up.");
    tallies->ambiguous = metric_counter(
        "kpi_alert_ambiguous_total", CHANNEL,
        "Attempts that may have arrived: a receiver that does not dedupe may have them twice.");
    make_levels(tallies);
}

void tallies_routed(struct tallies *tallies, const struct routed *routed) {
    struct metric *metric = strcmp(routed->routing, "QUIET") == 0    ? tallies->quiet
                            : strcmp(routed->routing, "ROUTED") == 0 ? tallies->routed
                                                                     : tallies->unrouted;
    metric_add(metric, (double)routed->alerts);
}

void tallies_attempt(struct tallies *tallies, const struct recorded *recorded) {
    const struct attempt *attempt = recorded->attempt;
    metric_add(tallies->attempts[attempt->outcome], 1);
    metric_add(tallies->ambiguous, attempt->ambiguous ? 1 : 0);
    metric_add(tallies->dead, strcmp(recorded->verdict.state, "DEAD") == 0 ? 1 : 0);
    if (recorded->delivered_after_s >= 0) {
        metric_observe(tallies->seconds[attempt->priority - 1], recorded->delivered_after_s, 1);
    }
}

void tallies_lapsed(struct tallies *tallies, int64_t attempts) {
    metric_add(tallies->ambiguous, (double)attempts);
}

void tallies_levels(struct tallies *tallies, const struct queue_levels *levels) {
    metric_set(tallies->depth, (double)levels->pending);
    metric_set(tallies->oldest, levels->oldest_s);
    metric_set(tallies->all_dead, (double)levels->dead);
    metric_set(tallies->all_unrouted, (double)levels->unrouted);
    metric_set(tallies->unexpanded, (double)levels->unexpanded);
    metric_set(tallies->unpublished, (double)levels->unpublished);
    metric_set(tallies->paused, levels->paused ? 1 : 0);
}
