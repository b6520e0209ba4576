/* Histories of exclusions of one child, the same for the same seed: corrections of every field,
 * withdrawals before and after, duplicates, equal revisions that differ. */
#ifndef GOLDENTHREAD_TESTS_EXCLUSION_HISTORY_H
#define GOLDENTHREAD_TESTS_EXCLUSION_HISTORY_H

#include "exclusion/exclusion.h"
#include "support/random.h"

#define EXCLUSION_EVENTS 120

enum exclusion_shape {
    EXCLUSIONS_WIDE,  /* two school years and what lies before and after the calendar */
    EXCLUSIONS_DENSE, /* an autumn of many short suspensions */
    EXCLUSIONS_LONG,  /* a year of few and long ones */
    EXCLUSION_SHAPES,
};

struct exclusion_history {
    struct exclusion events[EXCLUSION_EVENTS];
    struct random random;
};

void exclusion_history_make(struct exclusion_history *history, enum exclusion_shape shape,
                            uint64_t seed);

/* Another order of arrival. */
void exclusion_history_shuffle(struct exclusion_history *history);

#endif
