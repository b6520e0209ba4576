/* The register of one child over an academic year, calibrated to what Rotherham's schools reported
 * in 2025/26. Pure: a function of the child and of the year's school days. */
#ifndef GOLDENTHREAD_SIMULATOR_ATTENDANCE_H
#define GOLDENTHREAD_SIMULATOR_ATTENDANCE_H

#include "simulator/borough.h"
#include "simulator/codes.h"

/* Fills codes[2 * n_days]: enum code of the morning and the afternoon of each school day of the
 * year that `days` lists, all of it. */
void attendance_plan(const struct child *child, const day_t *days, size_t n_days, uint8_t *codes);

/* Why a child is on a part-time timetable in the year of `days`: an index into PHYSICAL, MENTAL,
 * UNSPECIFIED, or -1 where the school does not say. */
int8_t attendance_cause(const struct child *child, day_t year);

#endif
