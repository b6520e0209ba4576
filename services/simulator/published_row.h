/* The columns of a published attendance file: what they count and what must add up. */
#ifndef GOLDENTHREAD_SIMULATOR_PUBLISHED_ROW_H
#define GOLDENTHREAD_SIMULATOR_PUBLISHED_ROW_H

#include "runtime/csv.h"
#include "simulator/published.h"

/* False and *error (ERROR_CONFIG) when a column of numbers is missing. */
bool published_has_columns(const struct csv *csv, struct error *error);

/* Reads line `line` of the file into published->rows[row]; adds a reason for every number that is
 * suppressed, belongs to no code, or does not follow from the others. */
void published_read_row(const struct csv *csv, guint line, int row, struct published *published,
                        GPtrArray *reasons);

/* Adds a reason for every code of which the phases do not add up to the total, if there is one. */
void published_check_total(struct published *published, GPtrArray *reasons);

#endif
