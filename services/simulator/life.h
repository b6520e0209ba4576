/* The life of a record: when its source learns something about it. An event of the record is what
 * was known on one of these days. Pure. */
#ifndef GOLDENTHREAD_SIMULATOR_LIFE_H
#define GOLDENTHREAD_SIMULATOR_LIFE_H

#include <stddef.h>
#include <stdint.h>

#include "domain/field.h"
#include "simulator/calendar.h"

#define MOMENTS 16

struct life {
    uint64_t key; /* of all draws about the record */
    day_t on;     /* its business date: where the child was then, and with which provision */
    uint8_t n_moments;
    day_t moments[MOMENTS]; /* ascending, each once */
};

/* Something is learnt on `day`; on Saturdays and Sundays nobody writes it down before Monday.
 * Nothing for DAY_NONE, and nothing more once there are MOMENTS. */
void life_note(struct life *life, day_t day);

/* `day`, or the Monday after it. */
day_t working_day(day_t day);

/* A nullable date of a record: as it is, and as somebody knows it who learns it on `learnt_on`. */
static inline int64_t date_or_null(day_t day) {
    return day == DAY_NONE ? NUMBER_NULL : day;
}

static inline int64_t date_known(day_t day, day_t learnt_on, day_t known_on) {
    return learnt_on <= known_on ? date_or_null(day) : NUMBER_NULL;
}

/* 0 on Mondays to 6 on Sundays. */
int weekday(day_t day);

/* Index of the first of the days that is not before `day`; their count when there is none. */
size_t days_index(struct days days, day_t day);

#endif
