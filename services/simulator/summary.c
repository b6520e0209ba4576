#include "simulator/summary.h"

#include <math.h>

enum rate {
    RATE_ABSENCE,
    RATE_ILLNESS,
    RATE_MEDICAL,
    RATE_EXCLUDED,
    RATE_PART_TIME,
    RATE_UNAUTHORISED,
    RATE_PERSISTENT,
    RATES,
};

static const char *const rate_names[RATES] = {
    "absence", "illness", "medical", "excluded", "part_time", "unauthorised", "persistent_absence"};

/* Rotherham, academic year 2025/26 (Department for Education, pupil attendance in schools). */
static const double phase_targets[PHASES][RATES] = {
    [PHASE_PRIMARY] = {5.549, 2.672, 0.267, 0.038, 0.202, 2.111, 14.93},
    [PHASE_SECONDARY] = {9.275, 2.487, 0.293, 0.495, 0.523, 5.133, 24.99},
    [PHASE_SPECIAL] = {13.667, 4.162, 1.151, 0.277, 2.385, 4.947, 34.83},
};

/* Rotherham, middle of autumn and spring 2025/26; persistent absence: England, autumn 2024/25. */
static const double sen_targets[SENS - 1][RATES] = {
    {5.78, 2.57, 0.235, 0.107, 0.069, 2.53, 17.0},
    {10.24, 3.15, 0.395, 0.601, 0.813, 4.94, 29.0},
    {15.16, 4.15, 0.780, 0.588, 2.488, 6.44, 35.1},
};

static const char *const sen_names[SENS] = {"N", "K", "E", "unknown"};

static int sen_index(int8_t sen) {
    return sen == SEN_UNKNOWN ? SENS - 1 : sen;
}

static void count_child(struct group_summary *group, int64_t possible, int64_t absent) {
    group->children += possible > 0;
    group->persistent += possible > 0 && 10 * absent >= possible;
    group->severe += possible > 0 && 2 * absent >= possible;
}

static void add_child(struct summary *summary, const struct school_year *year, size_t index) {
    const struct child *child = &year->borough->children[index];
    struct group_summary *phase = &summary->phases[child->phase];
    struct group_summary *sen = &summary->sens[sen_index(child->sen)];
    int64_t possible = 0;
    int64_t absent = 0;
    for (size_t day = year->from; day < year->until; day++) {
        sen = &summary->sens[sen_index(child_sen(child, year->days.of[day]))];
        for (int session = 0; session < 2; session++) {
            const enum code code = school_year_code(year, index, day, session);
            phase->sessions[code]++;
            sen->sessions[code]++;
            summary->marks += code != CODE_NONE;
            possible += code_is_possible(code);
            absent += code_is_absent(code);
        }
    }
    count_child(phase, possible, absent);
    count_child(sen, possible, absent);
}

void summary_add(struct summary *summary, const struct school_year *year) {
    if (summary->school_days == 0) {
        summary->first_day = year->days.of[year->from];
    }
    summary->last_day = year->days.of[year->until - 1];
    summary->school_days += (int64_t)(year->until - year->from);
    summary->schools = (int64_t)year->borough->n_schools;
    summary->children = (int64_t)year->borough->n_children;
    for (size_t i = 0; i < year->borough->n_children; i++) {
        add_child(summary, year, i);
    }
}

int64_t group_possible(const struct group_summary *group) {
    int64_t sum = 0;
    for (int code = 0; code < CODES; code++) {
        sum += code_is_possible((enum code)code) ? group->sessions[code] : 0;
    }
    return sum;
}

int64_t group_absent(const struct group_summary *group) {
    int64_t sum = 0;
    for (int code = 0; code < CODES; code++) {
        sum += code_is_absent((enum code)code) ? group->sessions[code] : 0;
    }
    return sum;
}

int64_t group_unauthorised(const struct group_summary *group) {
    return group->sessions[CODE_G] + group->sessions[CODE_U] + group->sessions[CODE_O] +
           group->sessions[CODE_N];
}

/* Numerator; the denominator is children for persistent absence, else possible sessions. */
static int64_t rate_numerator(const struct group_summary *group, enum rate rate) {
    switch (rate) {
    case RATE_ABSENCE:
        return group_absent(group);
    case RATE_ILLNESS:
        return group->sessions[CODE_I];
    case RATE_MEDICAL:
        return group->sessions[CODE_M];
    case RATE_EXCLUDED:
        return group->sessions[CODE_E];
    case RATE_PART_TIME:
        return group->sessions[CODE_C2];
    case RATE_UNAUTHORISED:
        return group_unauthorised(group);
    default:
        return group->persistent;
    }
}

static double rounded(double percent) {
    return round(percent * 1000) / 1000;
}

/* `targets` is NULL for a group of which nothing is published. */
static json_t *rates_json(const struct group_summary *group, const double *targets) {
    json_t *rates = json_pack("{s:I, s:I, s:I}", "children", (json_int_t)group->children,
                              "severely_absent", (json_int_t)group->severe, "possible_sessions",
                              (json_int_t)group_possible(group));
    for (int rate = 0; rate < RATES; rate++) {
        const int64_t whole = rate == RATE_PERSISTENT ? group->children : group_possible(group);
        const double part = (double)rate_numerator(group, (enum rate)rate);
        const double percent = whole > 0 ? rounded(100 * part / (double)whole) : 0;
        json_t *published = targets != NULL ? json_real(targets[rate]) : json_null();
        json_object_set_new(rates, rate_names[rate],
                            json_pack("{s:f, s:o}", "percent", percent, "published", published));
    }
    return rates;
}

json_t *summary_json(const struct summary *summary) {
    char first[DAY_TEXT_SIZE];
    char last[DAY_TEXT_SIZE];
    day_format(summary->first_day, first);
    day_format(summary->last_day, last);
    json_t *phases = json_object();
    for (int phase = 0; phase < PHASES; phase++) {
        json_object_set_new(phases, phase_names[phase],
                            rates_json(&summary->phases[phase], phase_targets[phase]));
    }
    json_t *sens = json_object();
    for (int sen = 0; sen < SENS; sen++) {
        json_object_set_new(
            sens, sen_names[sen],
            rates_json(&summary->sens[sen], sen < SENS - 1 ? sen_targets[sen] : NULL));
    }
    return json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:o, s:o}", "first_day", first, "last_day",
                     last, "school_days", (json_int_t)summary->school_days, "schools",
                     (json_int_t)summary->schools, "children", (json_int_t)summary->children,
                     "marks", (json_int_t)summary->marks, "phases", phases, "sen", sens);
}
