/* The reference data that checks look up, from the files of a release: no database is asked. */
#ifndef GOLDENTHREAD_CHECK_REFERENCE_H
#define GOLDENTHREAD_CHECK_REFERENCE_H

#include "domain/reference.h"
#include "runtime/error.h"

/* Codes with their first days, needs, services and reasons for exclusion of `folder`
 * (schemas/sql/reference). Classes, rules and the calendar decide what an event counts for and are
 * left out. reference_free frees; NULL and *error (ERROR_CONFIG) otherwise. */
struct reference *check_reference_read(const char *folder, struct error *error);

#endif
