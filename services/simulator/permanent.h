/* Permanent exclusions, as far as they decide which school a child goes to: the rest of them is in
 * exclusions.h. Pure: functions of the child's key and the academic year. */
#ifndef GOLDENTHREAD_SIMULATOR_PERMANENT_H
#define GOLDENTHREAD_SIMULATOR_PERMANENT_H

#include "simulator/borough.h"

/* What becomes of a permanent exclusion in the end. */
enum permanent_end {
    PERMANENT_UPHELD,     /* by the governors */
    PERMANENT_QUASHED,    /* upheld, then quashed by an independent panel; the child stays away */
    PERMANENT_CANCELLED,  /* by the head, before the governors met; the child is back */
    PERMANENT_REINSTATED, /* by the governors; the child is back */
};

/* The date from whose school day on a child is permanently excluded in the academic year that
 * begins in the civil year `year`; INT32_MAX in none. It was then in `nc_year`, with `sen`. */
day_t permanent_exclusion(uint64_t key, enum phase phase, int32_t nc_year, int8_t sen,
                          int32_t year);

enum permanent_end permanent_end(uint64_t key, int32_t year);

/* Whether the child comes back to the school that excluded it. */
static inline bool permanent_returns(enum permanent_end end) {
    return end == PERMANENT_CANCELLED || end == PERMANENT_REINSTATED;
}

#endif
