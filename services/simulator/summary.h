/* What was made, and how near it is to the borough it imitates. */
#ifndef GOLDENTHREAD_SIMULATOR_SUMMARY_H
#define GOLDENTHREAD_SIMULATOR_SUMMARY_H

#include <jansson.h>

#include "simulator/school_year.h"

#define SENS 4 /* N, K, E, unknown */

struct group_summary {
    int64_t sessions[CODES];
    int64_t children, persistent, severe; /* with possible marks; at 10 %; at 50 % */
};

struct summary {
    struct group_summary phases[PHASES];
    struct group_summary sens[SENS]; /* sessions by the day's, children by the last day's */
    int64_t schools, children, marks, school_days;
    day_t first_day, last_day;
};

/* Adds the marks that a year keeps. */
void summary_add(struct summary *summary, const struct school_year *year);

/* Possible sessions, and those of them that are absent, authorised or not. */
int64_t group_possible(const struct group_summary *group);
int64_t group_absent(const struct group_summary *group);
int64_t group_unauthorised(const struct group_summary *group);

/* An object with the window, the sizes, and rates by phase and SEN provision, each beside its
 * published counterpart; the caller owns it. */
json_t *summary_json(const struct summary *summary);

#endif
