/* The register of one child over an academic year, calibrated to what Rotherham's schools reported
 * in 2025/26. Pure: a function of the child and of the year's school days. */
#ifndef GOLDENTHREAD_SIMULATOR_ATTENDANCE_H
#define GOLDENTHREAD_SIMULATOR_ATTENDANCE_H

#include "simulator/borough.h"
#include "simulator/calendar.h"
#include "simulator/codes.h"

/* Fills codes[2 * days.count]: enum code of the morning and the afternoon of each school day of a
 * year, all of whose school days they are; CODE_NONE while the child is at no school. E stands
 * where exclusions.h says and C2 where timetables.h does, E before C2. */
void attendance_plan(const struct child *child, struct days days, uint8_t *codes);

/* Why a child is on a part-time timetable in the year of `days`: enum cause, or -1 where the school
 * does not say. */
int8_t attendance_cause(const struct child *child, struct days days);

#endif
