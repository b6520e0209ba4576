/* When a child is suspended in an academic year, and for how long. Pure. */
#ifndef GOLDENTHREAD_SIMULATOR_SUSPENSIONS_H
#define GOLDENTHREAD_SIMULATOR_SUSPENSIONS_H

#include "simulator/borough.h"
#include "simulator/life.h"

#define SUSPENSIONS_MOST 24

/* A run of sessions of the year; session = 2 * index of the school day, + 1 in the afternoon. */
struct run_of_sessions {
    uint16_t first, count;
};

/* Fills runs[] in order; between two of them lies at least one session. Returns how many. */
size_t suspensions_draw(const struct child *child, struct days days,
                        struct run_of_sessions runs[SUSPENSIONS_MOST]);

#endif
