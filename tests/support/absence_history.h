/* Histories of absence events of one child in 2024/25, the same for the same seed: corrections,
 * withdrawals before and after, duplicates, equal revisions that differ, registers sent again for
 * the pupil's sake. */
#ifndef GOLDENTHREAD_TESTS_ABSENCE_HISTORY_H
#define GOLDENTHREAD_TESTS_ABSENCE_HISTORY_H

#include "absence/absence.h"
#include "support/random.h"

#define HISTORY_EVENTS 320

enum history_shape {
    HISTORY_MIXED,   /* three schools, all year, every kind of code */
    HISTORY_ILLNESS, /* weeks of illness with few exceptions */
    HISTORY_PRESENT, /* a child who is there on most days */
    HISTORY_SHAPES,
};

struct history {
    struct absence events[HISTORY_EVENTS];
    struct random random;
};

void history_make(struct history *history, enum history_shape shape, uint64_t seed);

/* Another order of arrival. */
void history_shuffle(struct history *history);

#endif
