/* Reading a published attendance file: the Department for Education's "Pupil attendance in
 * schools", year to date, one row per local authority and phase. */
#ifndef GOLDENTHREAD_SIMULATOR_PUBLISHED_FILE_H
#define GOLDENTHREAD_SIMULATOR_PUBLISHED_FILE_H

#include "runtime/csv.h"
#include "simulator/published.h"

/* Takes the rows of one authority (name or code) and one time period ("202526"); either may be NULL
 * when the file has only one. False with *error (ERROR_CONFIG) when it cannot be told which rows
 * are meant or a column is missing, the message then listing what there is. Otherwise true, and
 * whatever makes the authority unreproducible is added to `reasons`, each naming phase and column.
 */
bool published_read(const struct csv *csv, const char *authority, const char *time_period,
                    struct published *published, GPtrArray *reasons, struct error *error);

#endif
