/* Differences as rows to print. */
#ifndef GOLDENTHREAD_DIFFERENCE_REPORT_H
#define GOLDENTHREAD_DIFFERENCE_REPORT_H

#include "goldenthread/differences.h"
#include "goldenthread/table.h"

/* A table for difference_rows and one for difference_measures. */
struct table *difference_rows_new(void);
struct table *difference_measures_new(void);

/* Adds a row for each difference, oldest day first, while the table has fewer than `limit`. */
void difference_rows(struct differences *differences, size_t limit, struct table *to);

/* Adds a row for each measure that differs: lines, first and last day, sum of the values. */
void difference_measures(struct differences *differences, const struct pipeline *pipeline,
                         struct table *to);

#endif
