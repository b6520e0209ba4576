#include "simulator/suspensions.h"

#include "simulator/draw.h"
#include "simulator/rates.h"

/* Equally likely lengths in sessions: 4.7 in the mean, as England's sessions coded E and its
 * suspensions have it; one in 64 is long enough for education elsewhere to be owed. */
#define LENGTHS_OF_SUSPENSIONS 64
static const uint8_t lengths[LENGTHS_OF_SUSPENSIONS] = {
    1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2,  2,  2,  2,  2,  2,  2,  2, 2, 2,
    2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4,  4,  4,  4,  4,  4,  4,  4, 4, 4,
    4, 4, 4, 6, 6, 6, 6, 6, 6, 6, 8, 8, 10, 10, 10, 10, 10, 14, 20, 30};

/* Out of a million suspensions those of six weeks and more: the law allows 45 days in a year. */
#define VERY_LONG 4000
#define VERY_LONG_FROM 60
#define VERY_LONG_UP_TO 91
#define YEAR_LIMIT 90 /* sessions: heads stop at 45 days, most of them */
#define BEYOND_LIMIT 6

/* Against the phase: most in year 9, and in years 2 and 6 of the primary years (Schools Forum,
 * 2023/24). */
static const uint16_t year_per_mille[MAINSTREAM_YEARS] = {300,  800, 1400, 900,  1000, 1200,
                                                          1400, 800, 1050, 1350, 1150, 650};

/* A child that is suspended at all is so 2.5 times a year in the mean, more often if more than so
 * many in a million children like it are. */
#define AT_MOST_AT_RISK 700000
#define AGAIN_AT_MOST 860000

/* What a draw about the suspensions of a year is for; the n-th adds n to it. */
enum about { AT_RISK = 0, AGAIN = 100, START = 200, LENGTH = 300, VERY = 400 };

static uint64_t about_suspension(const struct child *child, day_t year, enum about about,
                                 size_t number) {
    return draw(child->key, DRAW_SUSPENSION, year, (int32_t)about + (int32_t)number);
}

static uint64_t mean_length_by_64(void) {
    uint64_t sum = 0;
    for (size_t i = 0; i < LENGTHS_OF_SUSPENSIONS; i++) {
        sum += lengths[i];
    }
    return sum;
}

/* Suspensions in the year of a million children like this one. */
static uint64_t expected(const struct child *child, int8_t sen, size_t n_days) {
    uint64_t rate = suspended_per_million[child->phase];
    rate = rate * rate_by_year(child, year_per_mille) / 1000;
    rate = rate * rate_by_sen(child, sen, GROUP_SUSPENSION) / 1000;
    rate = rate * rate_by_need(child, GROUP_SUSPENSION) / 1000;
    rate = rate * rate_by_spread(child, SEN_UNKNOWN, SPREAD_WIDER) / 1000;
    return rate * 2 * n_days * LENGTHS_OF_SUSPENSIONS / mean_length_by_64();
}

static size_t draw_count(const struct child *child, day_t year, uint64_t rate) {
    const uint64_t fair = rate * 2 / 5;
    const uint32_t at_risk = fair < AT_MOST_AT_RISK ? (uint32_t)fair : AT_MOST_AT_RISK;
    if (at_risk == 0 || !draw_happens(about_suspension(child, year, AT_RISK, 0), at_risk)) {
        return 0;
    }
    const uint64_t again = MILLION - (uint64_t)at_risk * MILLION / rate;
    const uint32_t limit = again < AGAIN_AT_MOST ? (uint32_t)again : AGAIN_AT_MOST;
    size_t count = 1;
    while (count < SUSPENSIONS_MOST &&
           draw_happens(about_suspension(child, year, AGAIN, count), limit)) {
        count++;
    }
    return count;
}

/* Three of four begin in the morning. */
static uint16_t draw_start(const struct child *child, day_t year, size_t number, size_t n_days) {
    const uint64_t bits = about_suspension(child, year, START, number);
    const uint32_t day = draw_below(bits, (uint32_t)n_days);
    return (uint16_t)(2 * day + ((bits & 3) == 3));
}

static uint16_t draw_length(const struct child *child, day_t year, size_t number) {
    const uint64_t bits = about_suspension(child, year, LENGTH, number);
    if (draw_happens(about_suspension(child, year, VERY, number), VERY_LONG)) {
        return (uint16_t)(VERY_LONG_FROM + draw_below(bits, VERY_LONG_UP_TO - VERY_LONG_FROM));
    }
    return lengths[draw_below(bits, LENGTHS_OF_SUSPENSIONS)];
}

static void put_in_order(struct run_of_sessions runs[], size_t count) {
    for (size_t i = 1; i < count; i++) {
        const struct run_of_sessions run = runs[i];
        size_t at = i;
        for (; at > 0 && runs[at - 1].first > run.first; at--) {
            runs[at] = runs[at - 1];
        }
        runs[at] = run;
    }
}

/* The sessions of the year that the child is at no school, because it was excluded for good, and
 * where it begins at another. */
struct absence_from_school {
    size_t from, until;
};

static struct absence_from_school away(const struct child *child, struct days days) {
    return (struct absence_from_school){2 * days_index(days, child->excluded_on),
                                        2 * days_index(days, child->moves_on)};
}

/* The session before which a run that begins in `first` has to end: with the year, or when the
 * child leaves the school. */
static size_t end_of_stay(size_t first, struct absence_from_school away, size_t n_sessions) {
    if (first < away.from && away.from < away.until) {
        return away.from;
    }
    if (first < away.until) {
        return first < away.from ? away.until : first;
    }
    return n_sessions;
}

/* Shortens runs to the child's stay at the school and to the year's limit; one waits until the one
 * before it is over. Drops what is then empty. */
static size_t fit(const struct child *child, struct days days, struct run_of_sessions runs[],
                  size_t count) {
    const struct absence_from_school gone = away(child, days);
    size_t kept = 0;
    size_t free_from = 0;
    size_t left = YEAR_LIMIT + (child->key % 4 == 0 ? BEYOND_LIMIT : 0);
    for (size_t i = 0; i < count && left > 0; i++) {
        const size_t first = runs[i].first > free_from ? runs[i].first : free_from;
        const size_t end = end_of_stay(first, gone, 2 * days.count);
        if (first >= end) {
            continue;
        }
        size_t taken = runs[i].count < end - first ? runs[i].count : end - first;
        taken = taken < left ? taken : left;
        runs[kept++] = (struct run_of_sessions){(uint16_t)first, (uint16_t)taken};
        free_from = first + taken + 1;
        left -= taken;
    }
    return kept;
}

size_t suspensions_draw(const struct child *child, struct days days,
                        struct run_of_sessions runs[SUSPENSIONS_MOST]) {
    if (days.count == 0 || child->nc_year < 0) {
        return 0;
    }
    const day_t year = day_academic_year(days.of[0]);
    const uint64_t rate = expected(child, child_sen(child, days.of[0]), days.count);
    const size_t count = draw_count(child, year, rate);
    if (count == 0) {
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        runs[i].first = draw_start(child, year, i, days.count);
        runs[i].count = draw_length(child, year, i);
    }
    put_in_order(runs, count);
    return fit(child, days, runs, count);
}
