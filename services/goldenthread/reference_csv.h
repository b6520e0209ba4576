/* The two reference files that an authority supplies, checked line by line. */
#ifndef GOLDENTHREAD_REFERENCE_CSV_H
#define GOLDENTHREAD_REFERENCE_CSV_H

#include "domain/day.h"
#include "runtime/csv.h"

/* Column `day`, one school day a line: ISO dates, each once, none on a weekend. Ascending; free
 * with g_array_unref. What is wrong goes to `problems`. */
GArray *school_days_parse(const struct csv *csv, struct problems *problems); /* day_t */

/* First and last day of the academic years that the days lie in: these are what the file
 * replaces. `days` is not empty. */
day_t school_days_first(const GArray *days);
day_t school_days_last(const GArray *days);

struct school {
    const char
        *org; /* URN, ODS code or provider, as events have it; into the csv, as all members */
    const char *phase, *locality, *name;
};

/* Columns `org`, `phase`, `locality`, `name`; other columns are a problem, for they would be lost.
 */
GArray *schools_parse(const struct csv *csv, struct problems *problems); /* struct school */

#endif
