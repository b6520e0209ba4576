#include "simulator/exclusions.h"

#include "simulator/draw.h"
#include "simulator/permanent.h"
#include "simulator/stamp.h"
#include "simulator/suspensions.h"

/* The law owes education elsewhere from the sixth school day on. */
#define SIXTH_DAY 5        /* school days after the first */
#define OWED_AFTER 10      /* sessions: a suspension of more than five days */
#define NO_PROVISION 10    /* sessions marked E after a permanent exclusion, if none is made */
#define GOVERNORS_LIMIT 15 /* school days within which they meet */

/* The long-standing reasons, out of 100; persistent disruptive behaviour is given most. */
const char *const exclusion_reason_names[EXCLUSION_REASONS] = {
    "DB", "VA", "PP", "VP", "PA", "OW", "DA", "BU", "DM", "SM", "RA", "LG", "TH", "MT"};
static const uint8_t reason_shares[EXCLUSION_REASONS] = {42, 15, 12, 6, 6, 3, 4,
                                                         3,  3,  1,  2, 1, 1, 1};

#define NOTICE_MS (12 * HOUR_MS) /* London time of day at which the authority is told */

/* Out of 100. */
#define NOTIFIED_AT_ONCE 91
#define NOTIFIED_NEXT_DAY 95
#define NOTIFIED_LATE 99
#define PROVIDED_IN_TIME 80
#define PROVIDED_LATE 98
#define SUSPENSION_CANCELLED 2
#define SUSPENSION_REINSTATED 3
#define LUNCHTIMES_PER_MILLION 4000 /* children in a year who lose lunchtimes */

enum about {
    REASON,
    SECOND_REASON,
    NOTICE,
    NOTICE_DELAY,
    PROVISION,
    PROVISION_DELAY,
    STAGE,
    STAGE_DELAY,
    DECIDED,
    LUNCHTIME,
    LUNCHTIME_START
};

static uint64_t about_exclusion(const struct exclusion_plan *plan, enum about about) {
    return draw(plan->life.key, DRAW_RECORD, (int32_t)about, 0);
}

static uint32_t percent_roll(const struct exclusion_plan *plan, enum about about) {
    return draw_below(about_exclusion(plan, about), 100);
}

/* The n-th school day after `index`; behind the last one the calendar goes on by weekdays. */
static day_t school_day_after(struct days days, size_t index, size_t n) {
    if (index + n < days.count) {
        return days.of[index + n];
    }
    return working_day(days.of[days.count - 1] + (day_t)(index + n - days.count + 1));
}

static uint8_t draw_reason(uint64_t bits) {
    uint32_t left = draw_below(bits, 100);
    uint8_t reason = 0;
    while (left >= reason_shares[reason]) {
        left -= reason_shares[reason];
        reason++;
    }
    return reason;
}

static void draw_reasons(struct exclusion_plan *plan) {
    plan->n_reasons = 1;
    plan->reasons[0] = draw_reason(about_exclusion(plan, REASON));
    const uint8_t second = draw_reason(about_exclusion(plan, SECOND_REASON));
    if (second > plan->reasons[0]) {
        plan->reasons[plan->n_reasons++] = second;
    }
}

/* Decided on the day or, if it begins in the morning, rather on the school day before. */
static void draw_decision(struct exclusion_plan *plan, struct days days) {
    const size_t index = plan->first / 2;
    const bool before = plan->first % 2 == 0 && index > 0 && percent_roll(plan, DECIDED) < 70;
    plan->decided_on = days.of[before ? index - 1 : index];
    life_note(&plan->life, plan->decided_on);
}

static void draw_notice(struct exclusion_plan *plan, struct days days) {
    const size_t decided = days_index(days, plan->decided_on);
    const uint32_t roll = percent_roll(plan, NOTICE);
    size_t delay = 0;
    if (roll >= NOTIFIED_AT_ONCE) {
        delay =
            roll < NOTIFIED_NEXT_DAY ? 1 : 2 + draw_below(about_exclusion(plan, NOTICE_DELAY), 9);
    }
    plan->notified_on = roll < NOTIFIED_LATE ? school_day_after(days, decided, delay) : DAY_NONE;
    life_note(&plan->life, plan->notified_on);
}

/* Sets provision_from where education elsewhere is owed; it becomes known the day before. */
static void draw_provision(struct exclusion_plan *plan, struct days days) {
    const uint32_t roll = percent_roll(plan, PROVISION);
    const size_t late =
        roll < PROVIDED_IN_TIME ? 0 : 1 + draw_below(about_exclusion(plan, PROVISION_DELAY), 8);
    plan->provision_from = plan->provision_known_on = DAY_NONE;
    const size_t first = plan->first / 2 + SIXTH_DAY + late;
    if (roll < PROVIDED_LATE && first < days.count) {
        plan->provision_from = days.of[first];
        plan->provision_known_on = days.of[first - 1];
        life_note(&plan->life, plan->provision_known_on);
    }
}

static void add_stage(struct exclusion_plan *plan, enum exclusion_stage stage, day_t on) {
    plan->stages[plan->n_stages] = (uint8_t)stage;
    plan->staged_on[plan->n_stages] = working_day(on);
    plan->n_stages++;
    life_note(&plan->life, on);
}

static struct exclusion_plan begin(const struct child *child, struct days days,
                                   enum exclusion_category category, size_t first,
                                   size_t sessions) {
    struct exclusion_plan plan = {.category = category,
                                  .first = (uint16_t)first,
                                  .sessions = (uint16_t)sessions,
                                  .notified_on = DAY_NONE,
                                  .provision_from = DAY_NONE,
                                  .provision_known_on = DAY_NONE,
                                  .ends_on = DAY_NONE};
    plan.life.on = days.of[first / 2];
    plan.life.key =
        draw(child->key, DRAW_RECORD, plan.life.on, 2 * (int32_t)category + (int32_t)(first & 1));
    draw_reasons(&plan);
    draw_decision(&plan, days);
    draw_notice(&plan, days);
    return plan;
}

/* Session of the year on which education elsewhere begins, or `otherwise`. */
static size_t provision_session(const struct exclusion_plan *plan, struct days days,
                                size_t otherwise) {
    return plan->provision_from != DAY_NONE ? 2 * days_index(days, plan->provision_from)
                                            : otherwise;
}

static struct exclusion_plan suspension(const struct child *child, struct days days,
                                        struct run_of_sessions run) {
    struct exclusion_plan plan = begin(child, days, EXCLUSION_SUSP, run.first, run.count);
    const size_t end = (size_t)run.first + run.count;
    plan.ends_on = days.of[(end - 1) / 2];
    if (run.count > OWED_AFTER) {
        draw_provision(&plan, days);
    }
    const size_t provided = provision_session(&plan, days, end);
    plan.lost = (uint16_t)((provided < end ? provided : end) - run.first);
    plan.provided = (uint16_t)(run.count - plan.lost);
    const uint32_t roll = percent_roll(&plan, STAGE);
    const size_t delay = 1 + draw_below(about_exclusion(&plan, STAGE_DELAY), GOVERNORS_LIMIT);
    if (roll < SUSPENSION_REINSTATED) {
        add_stage(&plan, roll < SUSPENSION_CANCELLED ? EXCLUSION_CANCELLED : EXCLUSION_REINSTATED,
                  school_day_after(days, (end - 1) / 2, delay));
    }
    return plan;
}

/* Every one is decided upon; one that is quashed was upheld before. */
static void draw_end(struct exclusion_plan *plan, struct days days, enum permanent_end end) {
    const size_t first = plan->first / 2;
    const uint64_t bits = about_exclusion(plan, STAGE_DELAY);
    const size_t governors = GOVERNORS_LIMIT - 5 + draw_below(bits, 6);
    switch (end) {
    case PERMANENT_CANCELLED:
        add_stage(plan, EXCLUSION_CANCELLED,
                  school_day_after(days, first, 2 + draw_below(bits, 6)));
        return;
    case PERMANENT_REINSTATED:
        add_stage(plan, EXCLUSION_REINSTATED, school_day_after(days, first, governors));
        return;
    case PERMANENT_QUASHED:
        add_stage(plan, EXCLUSION_UPHELD, school_day_after(days, first, governors));
        add_stage(plan, EXCLUSION_QUASHED, school_day_after(days, first, governors + 30));
        return;
    default:
        add_stage(plan, EXCLUSION_UPHELD, school_day_after(days, first, governors));
    }
}

/* The child is at home until education elsewhere begins or it is back at school. */
static void draw_lost(struct exclusion_plan *plan, struct days days, bool returns) {
    size_t back = returns ? 2 * days_index(days, plan->staged_on[0]) : 2 * days.count;
    const size_t provided = provision_session(plan, days, plan->first + NO_PROVISION);
    const size_t at_home = provided < back ? provided : back;
    plan->lost = (uint16_t)(at_home - plan->first);
    plan->provided = (uint16_t)(returns ? back - at_home : 0);
}

/* False when no school day is left of the year. */
static bool permanent(const struct child *child, struct days days, struct exclusion_plan *plan) {
    const size_t index = days_index(days, child->excluded_on);
    if (index == days.count) {
        return false;
    }
    *plan = begin(child, days, EXCLUSION_PERM, 2 * index, 0);
    const int32_t year = day_to_civil(day_academic_year(days.of[0])).year;
    const enum permanent_end end = permanent_end(child->key, year);
    draw_end(plan, days, end);
    draw_provision(plan, days);
    draw_lost(plan, days, permanent_returns(end));
    return true;
}

/* A few lunchtimes on end; the child is there in the morning and in the afternoon. */
static bool lunchtimes(const struct child *child, struct days days, struct exclusion_plan *plan) {
    const day_t year = day_academic_year(days.of[0]);
    const uint64_t bits = draw(child->key, DRAW_RECORD, year, LUNCHTIME);
    if (child->excluded_on != INT32_MAX || !draw_happens(bits, LUNCHTIMES_PER_MILLION)) {
        return false;
    }
    const uint32_t start =
        draw_below(draw(child->key, DRAW_RECORD, year, LUNCHTIME_START), (uint32_t)days.count);
    const size_t count = 1 + (bits & 3);
    const size_t taken = start + count <= days.count ? count : days.count - start;
    *plan = begin(child, days, EXCLUSION_LNCH, 2 * (size_t)start, taken);
    plan->ends_on = days.of[start + taken - 1];
    return true;
}

size_t exclusions_plan(const struct child *child, struct days days,
                       struct exclusion_plan plans[EXCLUSIONS_MOST]) {
    if (days.count == 0 || child->nc_year < 0) {
        return 0;
    }
    struct run_of_sessions runs[SUSPENSIONS_MOST];
    const size_t n_runs = suspensions_draw(child, days, runs);
    size_t count = 0;
    for (size_t i = 0; i < n_runs; i++) {
        plans[count++] = suspension(child, days, runs[i]);
    }
    count += lunchtimes(child, days, &plans[count]);
    if (child->excluded_on != INT32_MAX) {
        count += permanent(child, days, &plans[count]);
    }
    return count;
}

static struct texts reasons_of(const struct exclusion_plan *plan) {
    struct texts reasons = {.count = plan->n_reasons};
    for (size_t i = 0; i < plan->n_reasons; i++) {
        reasons.items[i] = text_of(exclusion_reason_names[plan->reasons[i]]);
    }
    return reasons;
}

static enum exclusion_stage stage_on(const struct exclusion_plan *plan, day_t known_on) {
    enum exclusion_stage stage = EXCLUSION_ISSUED;
    for (size_t i = 0; i < plan->n_stages && plan->staged_on[i] <= known_on; i++) {
        stage = (enum exclusion_stage)plan->stages[i];
    }
    return stage;
}

void exclusion_tell(const struct exclusion_plan *plan, day_t known_on, bool right,
                    struct exclusion *to) {
    to->category = (int8_t)plan->category;
    to->reasons = reasons_of(plan);
    to->decided_on = plan->decided_on;
    to->starts_on = plan->life.on;
    to->ends_on = date_or_null(plan->ends_on);
    to->sessions = plan->sessions + (right ? 0 : 1);
    to->stage = (int8_t)stage_on(plan, known_on);
    to->la_notified_at = plan->notified_on != DAY_NONE && plan->notified_on <= known_on
                             ? stamp_london(plan->notified_on, NOTICE_MS)
                             : NUMBER_NULL;
    to->provision_from = date_known(plan->provision_from, plan->provision_known_on, known_on);
}
