/* School days, from a CSV file with a column `day`. */
#ifndef GOLDENTHREAD_SIMULATOR_CALENDAR_H
#define GOLDENTHREAD_SIMULATOR_CALENDAR_H

#include "domain/day.h"
#include "runtime/csv.h"

struct calendar {
    day_t *days; /* ascending, each once */
    size_t count;
};

/* A run of days of a calendar, borrowed from it. */
struct days {
    const day_t *of;
    size_t count;
};

/* False and *error (ERROR_CONFIG) when the file has no column `day` or a line is no date. Free the
 * days with g_free. */
bool calendar_read(const struct csv *csv, struct calendar *calendar, struct error *error);

/* The last `count` school days up to and with `until`, fewer when the calendar has fewer. */
struct days calendar_last(const struct calendar *calendar, day_t until, size_t count);

/* All school days of the academic year that begins on `year`. */
struct days calendar_year(const struct calendar *calendar, day_t year);

#endif
