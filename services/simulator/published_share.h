/* How many sessions of each sort every enrolment of a published row has: the numbers that the rest
 * follows from. */
#ifndef GOLDENTHREAD_SIMULATOR_PUBLISHED_SHARE_H
#define GOLDENTHREAD_SIMULATOR_PUBLISHED_SHARE_H

#include "simulator/published.h"

struct shares { /* by enrolment */
    size_t count;
    int32_t *mornings, *afternoons; /* possible sessions */
    int32_t *absent;                /* of them */
    int32_t *elsewhere;             /* attended, but neither / nor \: late, trips, other places */
    int32_t *off_mornings;          /* mornings of `absent` and `elsewhere` together */
};

/* Totals are the row's, nobody has more than one morning and one afternoon a school day, and
 * exactly `persistent` of the enrolments are persistently absent. NULL, and a reason added, when
 * there is no such sharing. */
struct shares *shares_new(const struct published_row *row, const char *name, int64_t count,
                          int64_t persistent, size_t school_days, GPtrArray *reasons);
void shares_free(struct shares *shares);

#endif
