/* What there is to publish of one academic year: schools, children and their registers. */
#ifndef GOLDENTHREAD_SIMULATOR_SCHOOL_YEAR_H
#define GOLDENTHREAD_SIMULATOR_SCHOOL_YEAR_H

#include "simulator/borough.h"
#include "simulator/calendar.h"
#include "simulator/codes.h"
#include "simulator/published.h"

struct school_year {
    day_t year;
    struct days days;
    size_t from, until; /* indexes of the school days whose marks are kept: until - 1 is the last */
    struct borough *borough;
    bool published;
    uint8_t *codes; /* enum code by child, school day and session */
};

/* The school days `from` to `until` - 1 of a year of the synthetic borough; `days` are all of the
 * year's. */
struct school_year *school_year_new(const struct borough_settings *settings, day_t year,
                                    struct days days, size_t from, size_t until);

/* A year whose totals are those of a published file, spread over `days`. NULL, and reasons added,
 * when there is no such year. */
struct school_year *school_year_published(const struct published *published, uint64_t seed,
                                          struct days days, GPtrArray *reasons);

void school_year_free(struct school_year *year);

static inline enum code school_year_code(const struct school_year *year, size_t child, size_t day,
                                         int session) {
    const size_t kept = child * (year->until - year->from) + day - year->from;
    return (enum code)year->codes[kept * 2 + (size_t)session];
}

/* Why a session of the child is marked C2: enum cause, or -1 where the school does not say. */
int8_t school_year_cause(const struct school_year *year, const struct child *child);

#endif
