#include "simulator/attendance.h"

#include <string.h>

#include "simulator/draw.h"
#include "simulator/exclusions.h"
#include "simulator/rates.h"
#include "simulator/timetables.h"

#define BILLION 1000000000ull
#define MOST_AWAY 950000000ull /* per billion sessions: no child's kinds take more */

/* Chances that a kind begins in a free session, summed up over the kinds, out of 2^32. */
struct chances {
    uint64_t up_to[2][KINDS];
};

/* Sessions of the kind per billion of the child's sessions. */
static uint64_t kind_rate(const struct child *child, int8_t sen, const struct kind *kind) {
    uint64_t rate = kind->per_million[child->phase];
    if (kind->only_year >= 0) {
        rate *= child->nc_year != kind->only_year ? 0 : child->phase == PHASE_PRIMARY ? 7 : 5;
    }
    rate *= rate_by_sen(child, sen, kind->group);
    rate = rate * rate_by_need(child, kind->group) / 1000;
    return rate * rate_by_spread(child, sen, kind->spread) / 1000;
}

/* Mean length in school days, times LENGTHS; 0 for a single session. */
static uint64_t kind_days(const struct kind *kind) {
    uint64_t days = 0;
    for (size_t i = 0; i < LENGTHS; i++) {
        days += kind->days[i];
    }
    return days;
}

/* What the kinds take, per billion, within what a child can miss at all. */
static void find_rates(const struct child *child, int8_t sen, uint64_t rates[KINDS]) {
    uint64_t away = 0;
    for (size_t k = 0; k < KINDS; k++) {
        rates[k] = kind_rate(child, sen, &kinds[k]);
        away += rates[k];
    }
    for (size_t k = 0; k < KINDS && away > MOST_AWAY; k++) {
        rates[k] = rates[k] * MOST_AWAY / away;
    }
}

/* A run of whole days begins in the morning and a kind that takes the share r in runs of d days
 * begins on r / d of them; a kind of single sessions begins in r of them. Both can begin only where
 * no run goes on: `open` of all mornings and afternoons, per billion. */
static void find_chances(const struct child *child, int8_t sen, struct chances *chances) {
    uint64_t rates[KINDS];
    uint64_t open[2] = {BILLION, BILLION};
    find_rates(child, sen, rates);
    for (size_t k = 0; k < KINDS; k++) {
        const uint64_t days = kind_days(&kinds[k]);
        open[0] -= days > 0 ? rates[k] - rates[k] * LENGTHS / days : 0;
        open[1] -= days > 0 ? rates[k] : 0;
    }
    uint64_t sum[2] = {0, 0};
    for (size_t k = 0; k < KINDS; k++) {
        const uint64_t days = kind_days(&kinds[k]);
        const uint64_t begins = days > 0 ? rates[k] * LENGTHS / days : 2 * rates[k];
        const uint64_t morning = begins * kinds[k].morning / 1000;
        sum[0] += (morning << 32) / open[0];
        sum[1] += ((begins - morning) << 32) / open[1];
        chances->up_to[0][k] = sum[0];
        chances->up_to[1][k] = sum[1];
    }
}

/* The kind that begins in a free session, or NULL. */
static const struct kind *begin(const struct child *child, const struct chances *chances, day_t day,
                                int session) {
    const uint64_t roll = draw(child->key, DRAW_MARK, day, session) >> 32;
    const uint64_t *up_to = chances->up_to[session];
    if (roll >= up_to[KINDS - 1]) {
        return NULL;
    }
    size_t k = 0;
    while (roll >= up_to[k]) {
        k++;
    }
    return &kinds[k];
}

static unsigned draw_sessions(const struct child *child, const struct kind *kind, day_t day) {
    const unsigned days = kind->days[draw_below(draw(child->key, DRAW_LENGTH, day, 0), LENGTHS)];
    return days > 0 ? 2 * days : 1;
}

/* Spells of the kinds, one after the other, with presence between them. */
static void plan_kinds(const struct child *child, struct days days, uint8_t *codes) {
    struct chances chances;
    int8_t sen = child_sen(child, days.of[0]);
    find_chances(child, sen, &chances);
    const struct kind *kind = NULL;
    unsigned left = 0; /* sessions of `kind` still to come */
    for (size_t i = 0; i < days.count; i++) {
        if (child_sen(child, days.of[i]) != sen) {
            sen = child_sen(child, days.of[i]);
            find_chances(child, sen, &chances);
        }
        for (int session = 0; session < 2; session++) {
            if (left == 0 && (kind = begin(child, &chances, days.of[i], session)) != NULL) {
                left = draw_sessions(child, kind, days.of[i]);
            }
            const enum code present = session == 0 ? CODE_AM : CODE_PM;
            codes[2 * i + (size_t)session] = (uint8_t)(left > 0 ? kind->code : present);
            left -= left > 0;
        }
    }
}

static void plan_timetable(const struct child *child, struct days days, uint8_t *codes) {
    struct timetable_plan plan;
    if (!timetable_plan(child, days, &plan)) {
        return;
    }
    for (size_t i = plan.from; i < plan.until; i++) {
        for (int session = 0; session < 2; session++) {
            if (timetable_at_home(&plan, i, days.of[i], session)) {
                codes[2 * i + (size_t)session] = CODE_C2;
            }
        }
    }
}

static void fill(uint8_t *codes, size_t from, size_t until, enum code code) {
    if (from < until) {
        memset(codes + from, (int)code, until - from);
    }
}

static void plan_exclusions(const struct child *child, struct days days, uint8_t *codes) {
    struct exclusion_plan plans[EXCLUSIONS_MOST];
    const size_t count = exclusions_plan(child, days, plans);
    for (size_t i = 0; i < count; i++) {
        const struct exclusion_plan *plan = &plans[i];
        const size_t provided = (size_t)plan->first + plan->lost;
        const size_t end = provided + plan->provided;
        fill(codes, plan->first, provided, CODE_E);
        fill(codes, provided, end, CODE_B);
        if (exclusion_is_for_good(plan)) {
            fill(codes, end, 2 * days_index(days, child->moves_on), CODE_NONE);
        }
    }
}

void attendance_plan(const struct child *child, struct days days, uint8_t *codes) {
    if (days.count > 0) {
        plan_kinds(child, days, codes);
        plan_timetable(child, days, codes);
        plan_exclusions(child, days, codes);
    }
}

int8_t attendance_cause(const struct child *child, struct days days) {
    struct timetable_plan plan;
    return timetable_plan(child, days, &plan) ? timetable_cause(&plan) : SYMBOL_NULL;
}
