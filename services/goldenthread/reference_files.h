/* The reference data that a release brings along: schemas/sql/reference/<table>.csv. */
#ifndef GOLDENTHREAD_REFERENCE_FILES_H
#define GOLDENTHREAD_REFERENCE_FILES_H

#include "goldenthread/database.h"
#include "goldenthread/table.h"

/* Loads <folder>/<table>.csv into reference.<table>: the header names columns, rows are inserted or
 * updated by the primary key; what has not changed is not touched. school_day is an authority's own
 * once it has rows, and is then left alone. Adds a row (name, rows changed) to `report` for each
 * file. One transaction. */
bool reference_files_load(PGconn *db, const char *folder, struct table *report,
                          struct error *error) MUST_CHECK;

#endif
