#include "simulator/calibration.h"

#include <math.h>
#include <string.h>

#define SENS 3

/* A part of a whole, in percent. */
struct share {
    double part, whole;
};

struct figures {
    day_t until, year_from, year_until; /* the last complete academic year is before year_until */
    double pupils[SENS], suspensions[SENS], permanent;
    double timetables;
    struct share timetables_with_sen, timetables_with_plan;
    struct share nd_over_18_weeks, salt_over_18_weeks, decided_in_6_weeks;
    struct share acute_in_6_weeks, mental_in_6_weeks;
};

static void count(struct share *share, bool holds) {
    share->part += holds;
    share->whole++;
}

static bool in_year(const struct figures *figures, day_t day) {
    return day >= figures->year_from && day < figures->year_until;
}

static void add_exclusion(struct figures *figures, const struct record *record) {
    const struct exclusion_plan *plan = &record->plan.exclusion;
    const int8_t sen = record->pupil.sen_provision;
    if (!in_year(figures, plan->life.on)) {
        return;
    }
    if (plan->category == EXCLUSION_SUSP && sen != SYMBOL_NULL) {
        figures->suspensions[sen]++;
    }
    figures->permanent += plan->category == EXCLUSION_PERM;
}

static void add_timetable(struct figures *figures, const struct record *record) {
    const struct timetable_plan *plan = &record->plan.timetable;
    const int8_t sen = record->pupil.sen_provision;
    if (plan->life.on <= figures->until && plan->ended_on > figures->until) {
        figures->timetables++;
        count(&figures->timetables_with_sen, sen == SEN_SUPPORT || sen == SEN_PLAN);
        count(&figures->timetables_with_plan, sen == SEN_PLAN);
    }
}

static void add_referral(struct figures *figures, const struct record *record) {
    const struct referral_plan *plan = &record->plan.referral;
    const bool waits =
        plan->life.on <= figures->until && referral_plan_wait_end(plan) > figures->until;
    const bool long_ago = figures->until - plan->life.on > 18 * 7;
    if (waits && strcmp(plan->service, "ND") == 0) {
        count(&figures->nd_over_18_weeks, long_ago);
    } else if (waits && strcmp(plan->service, "SALT") == 0) {
        count(&figures->salt_over_18_weeks, long_ago);
    } else if (strcmp(plan->service, "EHCNA") == 0 && in_year(figures, plan->life.on)) {
        count(&figures->decided_in_6_weeks, plan->triaged_on - plan->life.on <= 42);
    }
}

static void add_advice(struct figures *figures, const struct record *record) {
    const struct advice_plan *plan = &record->plan.advice;
    if (plan->strand == STRAND_HEALTH && in_year(figures, plan->life.on)) {
        const bool mental = strcmp(plan->provider, "mental-health-trust") == 0;
        count(mental ? &figures->mental_in_6_weeks : &figures->acute_in_6_weeks,
              plan->received_on - plan->life.on <= 42);
    }
}

static void add_record(struct figures *figures, const struct record *record) {
    switch (record->stream) {
    case STREAM_EXCLUSION:
        add_exclusion(figures, record);
        break;
    case STREAM_TIMETABLE:
        add_timetable(figures, record);
        break;
    case STREAM_REFERRAL:
        add_referral(figures, record);
        break;
    default:
        add_advice(figures, record);
    }
}

static void add_pupils(struct figures *figures, const struct borough *borough) {
    for (size_t i = 0; i < borough->n_children; i++) {
        const int8_t sen = child_sen(&borough->children[i], figures->until);
        figures->pupils[sen == SEN_UNKNOWN ? SEN_NONE : sen]++;
    }
}

/* NaN, where nothing was counted, becomes null. */
static void put(json_t *to, const char *name, double value, double target) {
    json_t *rounded = isfinite(value) ? json_real(round(value * 10) / 10) : json_null();
    json_object_set_new(to, name, json_pack("{s:o, s:f}", "value", rounded, "target", target));
}

static double percent(struct share share) {
    return 100 * share.part / share.whole;
}

/* Suspensions follow from sessions coded E in 2025/26 at 4.7 sessions each; permanent exclusions
 * and timetables are the middle of estimates of 70 to 110 and 270 to 340. */
static json_t *figures_json(const struct figures *figures) {
    json_t *json = json_object();
    put(json, "suspensions_per_100_N", 100 * figures->suspensions[0] / figures->pupils[0], 8.7);
    put(json, "suspensions_per_100_K", 100 * figures->suspensions[1] / figures->pupils[1], 48.6);
    put(json, "suspensions_per_100_E", 100 * figures->suspensions[2] / figures->pupils[2], 47.5);
    put(json, "permanent_exclusions", figures->permanent, 90);
    put(json, "timetables_open", figures->timetables, 305);
    put(json, "timetables_open_sen_percent", percent(figures->timetables_with_sen), 79);
    put(json, "timetables_open_plan_percent", percent(figures->timetables_with_plan), 43);
    put(json, "nd_waiting_over_18_weeks_percent", percent(figures->nd_over_18_weeks), 89);
    put(json, "salt_waiting_over_18_weeks_percent", percent(figures->salt_over_18_weeks), 36.7);
    put(json, "ehc_decisions_in_6_weeks_percent", percent(figures->decided_in_6_weeks), 95.7);
    put(json, "acute_advice_in_6_weeks_percent", percent(figures->acute_in_6_weeks), 80);
    put(json, "mental_health_advice_in_6_weeks_percent", percent(figures->mental_in_6_weeks), 87);
    return json;
}

json_t *calibration_json(const struct records *records, day_t until) {
    if (records_size(records) == 0) {
        return NULL;
    }
    const day_t year = day_academic_year(until);
    struct figures figures = {
        .until = until, .year_from = day_academic_year(year - 1), .year_until = year};
    add_pupils(&figures, records_borough(records));
    for (size_t i = 0; i < records_size(records); i++) {
        add_record(&figures, records_get(records, i));
    }
    return figures_json(&figures);
}
