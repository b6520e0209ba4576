/* Requests for an education, health and care needs assessment, and what became of them. Pure: a
 * function of the child and the academic year. */
#ifndef GOLDENTHREAD_SIMULATOR_CASES_H
#define GOLDENTHREAD_SIMULATOR_CASES_H

#include "simulator/borough.h"

enum case_end {
    CASE_NOT_ASSESSED, /* the authority decided against an assessment */
    CASE_NOT_ISSUED,   /* it assessed and decided against a plan */
    CASE_ISSUED,       /* the plan begins on ended_on */
};

struct ehc_case {
    uint64_t key; /* of all draws about the case */
    enum case_end end;
    day_t requested_on;
    day_t decided_on; /* whether to assess */
    day_t ended_on;
};

/* False: no case of the child was requested in the academic year that begins on `year`. A child has
 * at most one in a year. */
bool case_plan(const struct child *child, day_t year, struct ehc_case *found);

#endif
