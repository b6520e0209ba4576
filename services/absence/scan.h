/* What measures and rules that read all marks of a child's year have in common.
 *
 * A document has many marks and few contents, so that what a mark counts as is looked up once for
 * each content and not for each mark. */
#ifndef GOLDENTHREAD_ABSENCE_SCAN_H
#define GOLDENTHREAD_ABSENCE_SCAN_H

#include "absence/absence.h"

#define ILLNESS_RUN 15 /* days in a row: of the child's own days, which have a possible mark */

/* What a content counts as; a VOID, and a code that the reference does not know, as nothing. */
struct meaning {
    bool possible, absent;
    bool illness; /* code I */
    bool health;  /* codes I and M, and a part-time timetable for reasons of health */
};

struct meaning mark_meaning(const struct mark *content, const struct reference *reference);

/* The marks of one day: a run of entries. */
static inline const struct mark_entry *day_end(const struct mark_entry *first,
                                               const struct mark_entry *end) {
    const int day = first->slot / 2;
    while (first < end && first->slot / 2 == day) {
        first++;
    }
    return first;
}

/* Days in a row on which every possible mark is one of illness. Zeroed to begin with. */
struct illness_run {
    size_t days;
    const struct mark_entry *reached; /* last possible mark of the first day ILLNESS_RUN, or NULL */
};

/* Every day that has a possible mark, in order; `last` is the last of them. */
static inline void illness_run_day(struct illness_run *run, bool ill_all_day,
                                   const struct mark_entry *last) {
    run->days = ill_all_day ? run->days + 1 : 0;
    if (run->days == ILLNESS_RUN && run->reached == NULL) {
        run->reached = last;
    }
}

#endif
