#include "simulator/timetables.h"

#include "absence/absence.h"
#include "simulator/draw.h"
#include "simulator/rates.h"

/* Equally likely lengths in school days: the shortest time necessary, mostly, and no more than six
 * weeks (30 school days) for three out of five. */
#define LENGTHS_OF_TIMETABLES 16
static const uint8_t lengths[LENGTHS_OF_TIMETABLES] = {8,  10, 12, 15, 18, 20, 22,  25,
                                                       28, 30, 35, 40, 55, 75, 100, 140};
#define STAGED_LONGEST 15 /* a staged entry to reception is over after three weeks */

/* Sessions at home in a week, bits as in struct timetable_plan: 2 to 7 of 10, 4.75 in the mean. */
#define PATTERNS 8
#define AFTERNOONS 0x2aa
#define MORNINGS 0x155
static const uint16_t patterns[PATTERNS] = {
    AFTERNOONS,
    MORNINGS,
    0x222,             /* afternoons of Monday, Wednesday, Friday */
    0x330,             /* Wednesday and Friday */
    AFTERNOONS | 0x10, /* and Wednesday morning */
    0x088,             /* afternoons of Tuesday and Thursday */
    0x38b,             /* Monday, Friday, afternoons of Tuesday and Thursday */
    AFTERNOONS | 0x101 /* and mornings of Monday and Friday */
};
#define WEEK_SESSIONS 10
#define SESSION_MINUTES 150

/* By NC year against the phase: most in reception among the primary years, and in years 10 and 11
 * (Schools Forum, 2023/24). */
static const uint16_t year_per_mille[MAINSTREAM_YEARS] = {2500, 900, 700, 650,  650,  750,
                                                          850,  600, 800, 1000, 1300, 1300};

/* Out of 100 timetables. */
#define STAGED_IN_RECEPTION 45
#define NOT_AGREED 6
#define WITHOUT_END 8
#define WITHOUT_REVIEW 5
#define NOT_NOTIFIED 15
#define WITH_AP 12

/* What a draw about a timetable is for. */
enum about {
    WHETHER,
    LENGTH,
    START,
    REASON,
    PATTERN,
    AGREED,
    ENDLESS,
    AP,
    NOTIFIED,
    INTERVAL,
    HELD
};

static uint32_t percent_roll(const struct timetable_plan *plan, enum about about) {
    return draw_below(draw(plan->life.key, DRAW_TIMETABLE, (int32_t)about, 0), 100);
}

static uint32_t home_sessions(uint16_t home) {
    uint32_t count = 0;
    for (; home != 0; home &= (uint16_t)(home - 1)) {
        count++;
    }
    return count;
}

/* Sessions at home of a timetable in the mean, times LENGTHS_OF_TIMETABLES * PATTERNS * 5. */
static uint64_t mean_sessions(void) {
    uint64_t days = 0;
    uint64_t sessions = 0;
    for (size_t i = 0; i < LENGTHS_OF_TIMETABLES; i++) {
        days += lengths[i];
    }
    for (size_t i = 0; i < PATTERNS; i++) {
        sessions += home_sessions(patterns[i]);
    }
    return days * sessions;
}

/* Out of a million children like this one, those that have a timetable of so many school days in
 * the year. As many run on its first and last days as on any other, so some are cut off there. */
static uint32_t share(const struct child *child, int8_t sen, size_t length, size_t n_days) {
    uint64_t rate = part_time_per_million[child->phase];
    rate = rate * rate_by_year(child, year_per_mille) / 1000;
    rate = rate * rate_by_sen(child, sen, GROUP_PART_TIME) / 1000;
    rate = rate * rate_by_need(child, GROUP_PART_TIME) / 1000;
    const uint64_t children =
        rate * 2 * (n_days + length) * LENGTHS_OF_TIMETABLES * PATTERNS * 5 / mean_sessions();
    return children < MILLION ? (uint32_t)children : MILLION;
}

static enum timetable_reason draw_reason(const struct child *child,
                                         const struct timetable_plan *plan) {
    static const uint8_t reasons[] = {
        TIMETABLE_MEDICAL,       TIMETABLE_MEDICAL,   TIMETABLE_MEDICAL, TIMETABLE_REINTEGRATION,
        TIMETABLE_REINTEGRATION, TIMETABLE_SEMH,      TIMETABLE_SEMH,    TIMETABLE_SEMH,
        TIMETABLE_SEMH,          TIMETABLE_BEHAVIOUR, TIMETABLE_OTHER,   TIMETABLE_OTHER};
    if (child->nc_year == 0 && percent_roll(plan, REASON) < STAGED_IN_RECEPTION) {
        return TIMETABLE_STAGED_ENTRY;
    }
    return (enum timetable_reason)
        reasons[draw_below(draw(plan->life.key, DRAW_TIMETABLE, REASON, 1), sizeof reasons)];
}

static size_t draw_length(const struct timetable_plan *plan) {
    const uint64_t bits = draw(plan->life.key, DRAW_TIMETABLE, LENGTH, 0);
    const size_t length = lengths[draw_below(bits, LENGTHS_OF_TIMETABLES)];
    const bool staged = plan->reason == TIMETABLE_STAGED_ENTRY;
    return staged && length > STAGED_LONGEST ? STAGED_LONGEST : length;
}

/* The school days on which it runs, without regard to what else happens. */
static void draw_run(struct timetable_plan *plan, size_t length, size_t n_days) {
    const uint64_t bits = draw(plan->life.key, DRAW_TIMETABLE, START, 0);
    const bool staged = plan->reason == TIMETABLE_STAGED_ENTRY;
    const size_t end = staged ? length : 1 + draw_below(bits, (uint32_t)(n_days + length - 1));
    plan->from = end > length ? end - length : 0;
    plan->until = end < n_days ? end : n_days;
}

/* It belongs to one school: it ends when the child leaves it. */
static void cut_off(struct timetable_plan *plan, struct days days, day_t leaves_on) {
    const size_t leaves = days_index(days, leaves_on);
    if (leaves > plan->from && leaves < plan->until) {
        plan->until = leaves;
    }
}

static bool draw_timetable(const struct child *child, struct days days,
                           struct timetable_plan *plan) {
    *plan = (struct timetable_plan){.life = {.n_moments = 0}};
    plan->life.key = draw(child->key, DRAW_TIMETABLE, day_academic_year(days.of[0]), INT32_MIN);
    plan->reason = draw_reason(child, plan);
    const size_t length = draw_length(plan);
    draw_run(plan, length, days.count);
    const day_t starts_on = days.of[plan->from];
    const uint32_t limit = share(child, child_sen(child, starts_on), length, days.count);
    if (!draw_happens(draw(plan->life.key, DRAW_TIMETABLE, WHETHER, 0), limit)) {
        return false;
    }
    if (starts_on >= child->excluded_on && starts_on < child->moves_on) {
        return false;
    }
    cut_off(plan, days, child->moves_on);
    cut_off(plan, days, child->excluded_on);
    plan->life.on = starts_on;
    return true;
}

static void draw_hours(struct timetable_plan *plan) {
    const uint64_t bits = draw(plan->life.key, DRAW_TIMETABLE, PATTERN, 0);
    plan->home = patterns[draw_below(bits, PATTERNS)];
    const uint32_t home = home_sessions(plan->home);
    plan->weekly_minutes = (int32_t)((WEEK_SESSIONS - home) * SESSION_MINUTES);
    const uint32_t roll = percent_roll(plan, AP);
    plan->ap_minutes = roll < WITH_AP ? (int32_t)(home * SESSION_MINUTES) : roll < 60 ? 0 : -1;
}

/* Three reviews of four are held on the day, the others late. */
static day_t review_held(const struct timetable_plan *plan, size_t number, day_t due) {
    static const uint8_t late[8] = {0, 0, 0, 0, 0, 0, 4, 11};
    const uint64_t bits = draw(plan->life.key, DRAW_TIMETABLE, HELD, (int32_t)number);
    return working_day(due + late[draw_below(bits, sizeof late)]);
}

/* Every two to four weeks; a long timetable less often, so that REVIEWS are enough. */
static day_t review_interval(const struct timetable_plan *plan) {
    static const uint8_t intervals[4] = {14, 21, 21, 28};
    const uint64_t bits = draw(plan->life.key, DRAW_TIMETABLE, INTERVAL, 0);
    const day_t interval = intervals[draw_below(bits, sizeof intervals)];
    const day_t least = (plan->ended_on - plan->life.on) / REVIEWS;
    return interval > least ? interval : least;
}

static void draw_reviews(struct timetable_plan *plan) {
    const bool endless = percent_roll(plan, ENDLESS) < WITHOUT_END;
    const bool reviewed = percent_roll(plan, INTERVAL) >= WITHOUT_REVIEW;
    const day_t interval = review_interval(plan);
    day_t held_on = plan->life.on;
    while (plan->n_reviews < 1 + REVIEWS && held_on < plan->ended_on) {
        struct timetable_review *review = &plan->reviews[plan->n_reviews];
        review->held_on = held_on;
        review->next_review_on = reviewed ? working_day(held_on + interval) : DAY_NONE;
        review->planned_end_on = endless ? DAY_NONE : held_on + 2 * interval;
        plan->n_reviews++;
        life_note(&plan->life, held_on);
        if (!reviewed) {
            return;
        }
        held_on = review_held(plan, plan->n_reviews, review->next_review_on);
    }
}

bool timetable_plan(const struct child *child, struct days days, struct timetable_plan *plan) {
    if (days.count == 0 || child->nc_year < 0 || !draw_timetable(child, days, plan)) {
        return false;
    }
    plan->ended_on = plan->until < days.count ? days.of[plan->until] : days.of[days.count - 1] + 1;
    plan->ended_known_on = working_day(plan->ended_on);
    life_note(&plan->life, plan->ended_known_on);
    draw_hours(plan);
    draw_reviews(plan);
    plan->parent_agreed = percent_roll(plan, AGREED) >= NOT_AGREED;
    plan->la_notified_on = percent_roll(plan, NOTIFIED) < NOT_NOTIFIED ? DAY_NONE : plan->life.on;
    return true;
}

int8_t timetable_cause(const struct timetable_plan *plan) {
    switch (plan->reason) {
    case TIMETABLE_MEDICAL:
        return CAUSE_PHYSICAL;
    case TIMETABLE_SEMH:
        return CAUSE_MENTAL;
    default:
        return plan->life.key % 3 == 0 ? SYMBOL_NULL : CAUSE_UNSPECIFIED;
    }
}

void timetable_tell(const struct timetable_plan *plan, day_t known_on, bool right,
                    struct timetable *to) {
    size_t last = 0;
    while (last + 1 < plan->n_reviews && plan->reviews[last + 1].held_on <= known_on) {
        last++;
    }
    to->starts_on = plan->life.on;
    to->planned_end_on = date_or_null(plan->reviews[last].planned_end_on);
    to->next_review_on = date_or_null(plan->reviews[last].next_review_on);
    to->ended_on = date_known(plan->ended_on, plan->ended_known_on, known_on);
    to->weekly_minutes = plan->weekly_minutes - (right ? 0 : SESSION_MINUTES);
    to->ap_minutes = plan->ap_minutes < 0 ? NUMBER_NULL : plan->ap_minutes;
    to->la_notified_on = date_or_null(plan->la_notified_on);
    to->reason = (int8_t)plan->reason;
    to->parent_agreed = plan->parent_agreed;
}
