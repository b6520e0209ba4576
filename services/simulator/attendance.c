#include "simulator/attendance.h"

#include <string.h>

#include "simulator/draw.h"
#include "simulator/rates.h"

#define BILLION 1000000000ull
#define MOST_AWAY 950000000ull /* per billion sessions: no child's kinds take more */

/* Length of a part-time timetable in school days, mean 80; half of its sessions are C2. */
#define PART_TIME_SHORTEST 20
#define PART_TIME_LENGTHS 121

/* Chances that a kind begins in a free session, summed up over the kinds, out of 2^32. */
struct chances {
    uint64_t up_to[2][KINDS];
};

struct part_time {
    size_t from, until; /* indexes of school days */
    uint32_t pattern;
};

static uint32_t sen_factor(const struct child *child, int8_t sen, enum group group) {
    if (child->phase == PHASE_SPECIAL) {
        return sen_per_mille[group][SPECIAL_SCHOOL];
    }
    return sen_per_mille[group][sen == SEN_UNKNOWN ? SEN_NONE : sen];
}

static uint32_t need_factor(const struct child *child, enum group group) {
    return child->need == NEED_NONE || group == GROUP_FLAT ? 1000 : need_per_mille[child->need];
}

/* A child has one place among all children in health and one in everything else. Children with SEN
 * differ more from each other: one step further for SEN support, three for a plan. */
static uint32_t spread_factor(const struct child *child, int8_t sen, const struct kind *kind) {
    const enum draw_of of = kind->spread == SPREAD_WIDE ? DRAW_HEALTH : DRAW_ENGAGEMENT;
    const uint32_t part = draw_below(draw(child->key, of, 0, 0), PARTS);
    int spread = (int)kind->spread;
    if (kind->spread != SPREAD_EVEN && sen != SEN_UNKNOWN) {
        spread += sen == SEN_PLAN ? 3 : sen;
    }
    spread = spread < SPREADS ? spread : SPREADS - 1;
    return spread_per_mille[spread][part];
}

/* Sessions of the kind per billion of the child's sessions. */
static uint64_t kind_rate(const struct child *child, int8_t sen, const struct kind *kind) {
    uint64_t rate = kind->per_million[child->phase];
    if (kind->only_year >= 0) {
        rate *= child->nc_year != kind->only_year ? 0 : child->phase == PHASE_PRIMARY ? 7 : 5;
    }
    rate *= sen_factor(child, sen, kind->group);
    rate = rate * need_factor(child, kind->group) / 1000;
    return rate * spread_factor(child, sen, kind) / 1000;
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

static struct part_time draw_part_time(const struct child *child, const day_t *days,
                                       size_t n_days) {
    const day_t year = day_academic_year(days[0]);
    const int8_t sen = child_sen(child, days[0]);
    uint64_t share = part_time_per_million[child->phase];
    share = share * sen_factor(child, sen, GROUP_PART_TIME) / 1000;
    share = share * need_factor(child, GROUP_PART_TIME) / 1000;
    const uint32_t mean = PART_TIME_SHORTEST + PART_TIME_LENGTHS / 2;
    const uint64_t children = share * 2 * n_days / mean;
    const uint32_t limited = children < MILLION ? (uint32_t)children : MILLION;
    if (!draw_happens(draw(child->key, DRAW_PART_TIME, year, 0), limited)) {
        return (struct part_time){0, 0, 0};
    }
    const uint64_t bits = draw(child->key, DRAW_PART_TIME, year, 1);
    size_t length = PART_TIME_SHORTEST + draw_below(bits, PART_TIME_LENGTHS);
    length = length < n_days ? length : n_days;
    const uint64_t place = draw(child->key, DRAW_PART_TIME, year, 2);
    const size_t from = draw_below(place, (uint32_t)(n_days - length + 1));
    return (struct part_time){from, from + length, (uint32_t)bits & 3};
}

/* Afternoons at home, mornings at home, or every other day. */
static bool at_home(const struct part_time *part_time, size_t index, int session) {
    if (index < part_time->from || index >= part_time->until) {
        return false;
    }
    switch (part_time->pattern) {
    case 0:
        return session == 0;
    case 1:
        return index % 2 == 0;
    default:
        return session == 1;
    }
}

int8_t attendance_cause(const struct child *child, day_t year) {
    static const int8_t causes[] = {-1, -1, 0, 0, 1, 1, 1, 2};
    return causes[draw_below(draw(child->key, DRAW_PART_TIME, year, 3), sizeof causes)];
}

void attendance_plan(const struct child *child, const day_t *days, size_t n_days, uint8_t *codes) {
    if (n_days == 0) {
        return;
    }
    const struct part_time part_time = draw_part_time(child, days, n_days);
    struct chances chances;
    int8_t sen = child_sen(child, days[0]);
    find_chances(child, sen, &chances);
    const struct kind *kind = NULL;
    unsigned left = 0; /* sessions of `kind` still to come */
    for (size_t i = 0; i < n_days; i++) {
        if (child_sen(child, days[i]) != sen) {
            sen = child_sen(child, days[i]);
            find_chances(child, sen, &chances);
        }
        for (int session = 0; session < 2; session++) {
            if (left == 0 && (kind = begin(child, &chances, days[i], session)) != NULL) {
                left = draw_sessions(child, kind, days[i]);
            }
            const enum code present = session == 0 ? CODE_AM : CODE_PM;
            const enum code planned = left > 0 ? kind->code : present;
            codes[2 * i + (size_t)session] =
                (uint8_t)(at_home(&part_time, i, session) ? CODE_C2 : planned);
            left -= left > 0;
        }
    }
}
