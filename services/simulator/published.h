/* One authority's rows of a published attendance file, and registers whose totals are exactly
 * those.
 *
 * The file counts sessions by reason and says what share of enrolments was persistently absent. A
 * register reproduces it when every count of sessions, the percentages that follow from them and
 * the share of persistent absentees come out the same, for each phase and in total. */
#ifndef GOLDENTHREAD_SIMULATOR_PUBLISHED_H
#define GOLDENTHREAD_SIMULATOR_PUBLISHED_H

#include <glib.h>

#include "simulator/borough.h"
#include "simulator/codes.h"

/* numerator / denominator in lowest terms. */
struct ratio {
    int64_t numerator, denominator;
};

struct published_row {
    bool present;
    int64_t sessions[CODES];
    int64_t possible;
    struct ratio persistent; /* persistent absentees of all enrolments */
    uint32_t schools;        /* 0: the file does not say */
};

#define ROW_TOTAL PHASES /* the row of all phases together */

struct published {
    day_t year; /* first day of the academic year */
    struct published_row rows[PHASES + 1];
};

/* "Primary", "Secondary", "Special", "Total": the file's words. */
extern const char *const published_row_names[PHASES + 1];

/* How many enrolments a phase has and how many of them are persistently absent. */
struct enrolments {
    int64_t count[PHASES], persistent[PHASES];
};

/* The fraction in lowest terms that a percentage with 15 significant digits stands for. False when
 * none with a denominator up to ten million fits. */
bool ratio_of_percent(double percent, struct ratio *ratio);

/* Finds the fewest enrolments for which the phases add up to the total and every session has its
 * place: at most two a school day for each. False, and a reason for the user added to `reasons`,
 * when there are none. */
bool published_enrolments(const struct published *published, size_t school_days,
                          struct enrolments *enrolments, GPtrArray *reasons);

/* Fills codes[count * 2 * school_days] with enum code, enrolment by enrolment, so that the counts
 * of the row come out and exactly `persistent` of `count` enrolments have 10 x absent >= possible.
 * `schools[i]` in 0 to 65535 says where enrolment i is; absent registers go by it. False, and a
 * reason added, when it cannot be done. */
bool published_fill(const struct published_row *row, const char *name, int64_t count,
                    int64_t persistent, size_t school_days, const uint16_t *schools, uint8_t *codes,
                    GPtrArray *reasons);

#endif
