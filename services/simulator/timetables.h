/* Part-time timetables of one child in an academic year, and the sessions at home that they make.
 * Pure: a function of the child and of the year's school days. */
#ifndef GOLDENTHREAD_SIMULATOR_TIMETABLES_H
#define GOLDENTHREAD_SIMULATOR_TIMETABLES_H

#include "simulator/borough.h"
#include "simulator/life.h"
#include "timetable/timetable.h"

#define REVIEWS 10

struct timetable_plan {
    struct life life;
    size_t from, until; /* indexes of the school days on which it runs */
    uint16_t home;      /* sessions of the week at home: bit 2 * weekday + session */
    bool parent_agreed;
    enum timetable_reason reason;
    int32_t weekly_minutes, ap_minutes; /* ap_minutes -1: not known */
    day_t la_notified_on;               /* DAY_NONE: the authority was not told */
    /* What is planned at first and after each review that is held; DAY_NONE: nothing is. */
    struct timetable_review {
        day_t held_on, next_review_on, planned_end_on;
    } reviews[1 + REVIEWS];
    uint8_t n_reviews;
    day_t ended_on, ended_known_on;
};

/* False: the child has none in the year of `days`, all of whose school days they are. */
bool timetable_plan(const struct child *child, struct days days, struct timetable_plan *plan);

/* Whether a session is at home, code C2; `index` is that of `day`. */
static inline bool timetable_at_home(const struct timetable_plan *plan, size_t index, day_t day,
                                     int session) {
    return index >= plan->from && index < plan->until &&
           (plan->home >> (2 * weekday(day) + session) & 1) != 0;
}

/* Why sessions are at home: enum cause, or -1 where the school does not say. */
int8_t timetable_cause(const struct timetable_plan *plan);

/* The fields of its own as the school knows them on `known_on`; with a mistake before it is
 * `right`. */
void timetable_tell(const struct timetable_plan *plan, day_t known_on, bool right,
                    struct timetable *to);

#endif
