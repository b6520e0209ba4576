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
    struct borough *borough;
    uint8_t *codes; /* enum code by child, school day and session */
};

/* A year of the synthetic borough. */
struct school_year *school_year_new(const struct borough_settings *settings, day_t year,
                                    struct days days);

/* A year whose totals are those of a published file, spread over `days`. NULL, and reasons added,
 * when there is no such year. */
struct school_year *school_year_published(const struct published *published, uint64_t seed,
                                          struct days days, GPtrArray *reasons);

void school_year_free(struct school_year *year);

static inline enum code school_year_code(const struct school_year *year, size_t child, size_t day,
                                         int session) {
    return (enum code)year->codes[(child * year->days.count + day) * 2 + (size_t)session];
}

#endif
