#include "simulator/published.h"

#include <math.h>

/* A percentage with 15 significant digits is at least so exact. */
#define PERCENT_TOLERANCE 1e-11
#define LARGEST_DENOMINATOR 10000000

/* A phase whose enrolments have on average fewer than a quarter of the year's sessions is no phase:
 * where to stop looking. */
#define FEWEST_SESSIONS(most) ((most) / 4)

const char *const published_row_names[PHASES + 1] = {"Primary", "Secondary", "Special", "Total"};

/* Continued fraction: the convergents of a number are its best fractions, and of the fraction that
 * was rounded to it the last one is that fraction. */
bool ratio_of_percent(double percent, struct ratio *ratio) {
    struct ratio before = {1, 0};
    struct ratio now = {(int64_t)floor(percent / 100), 1};
    double rest = percent / 100;
    while (fabs(100.0 * (double)now.numerator / (double)now.denominator - percent) >
           PERCENT_TOLERANCE) {
        rest = 1 / (rest - floor(rest));
        const int64_t term = (int64_t)floor(rest);
        if (!isfinite(rest) || term > LARGEST_DENOMINATOR) {
            return false;
        }
        const struct ratio next = {term * now.numerator + before.numerator,
                                   term * now.denominator + before.denominator};
        if (next.denominator > LARGEST_DENOMINATOR) {
            return false;
        }
        before = now;
        now = next;
    }
    *ratio = now;
    return true;
}

/* What is left for the phases from `phase` on; `count` and `persistent` are free when there is no
 * total row. */
struct search {
    const struct published *published;
    int64_t most_sessions; /* of one enrolment */
    bool bound;            /* there is a total row to add up to */
    struct enrolments *found;
};

static bool search_phase(const struct search *search, int phase, int64_t count, int64_t persistent);

static int64_t divide_up(int64_t a, int64_t b) {
    return (a + b - 1) / b;
}

/* Tries the multiples of the phase's fraction, the fewest enrolments first. */
static bool try_multiples(const struct search *search, int phase, int64_t count,
                          int64_t persistent) {
    const struct published_row *row = &search->published->rows[phase];
    const int64_t step = row->persistent.denominator;
    const int64_t least = divide_up(row->possible, search->most_sessions);
    int64_t most = row->possible / FEWEST_SESSIONS(search->most_sessions);
    most = search->bound && most > count ? count : most;
    for (int64_t times = divide_up(least, step); times * step <= most; times++) {
        search->found->count[phase] = times * step;
        search->found->persistent[phase] = times * row->persistent.numerator;
        if (search_phase(search, phase + 1, count - times * step,
                         persistent - times * row->persistent.numerator)) {
            return true;
        }
    }
    return false;
}

static bool search_phase(const struct search *search, int phase, int64_t count,
                         int64_t persistent) {
    if (phase == PHASES) {
        return !search->bound || (count == 0 && persistent == 0);
    }
    if (!search->published->rows[phase].present) {
        return search_phase(search, phase + 1, count, persistent);
    }
    return try_multiples(search, phase, count, persistent);
}

static bool search_total(struct search *search) {
    const struct published_row *total = &search->published->rows[ROW_TOTAL];
    search->bound = total->present;
    if (!search->bound) {
        return search_phase(search, 0, 0, 0);
    }
    const struct ratio ratio = total->persistent;
    const int64_t least = divide_up(total->possible, search->most_sessions);
    const int64_t most = total->possible / FEWEST_SESSIONS(search->most_sessions);
    for (int64_t times = divide_up(least, ratio.denominator); times * ratio.denominator <= most;
         times++) {
        if (search_phase(search, 0, times * ratio.denominator, times * ratio.numerator)) {
            return true;
        }
    }
    return false;
}

bool published_enrolments(const struct published *published, size_t school_days,
                          struct enrolments *enrolments, GPtrArray *reasons) {
    *enrolments = (struct enrolments){{0}, {0}};
    struct search search = {published, 2 * (int64_t)school_days, false, enrolments};
    /* Below four sessions FEWEST_SESSIONS is 0. */
    if (school_days >= 2 && search_total(&search)) {
        return true;
    }
    g_ptr_array_add(reasons,
                    g_strdup_printf("all phases, column 'pa_perc': no numbers of enrolments have "
                                    "these shares, add up to the total and hold the possible "
                                    "sessions, two on each of %zu school days",
                                    school_days));
    return false;
}
