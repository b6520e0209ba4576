/* Reference data as literals, for tests of pure code: codes, needs, services, reasons for exclusion
 * and rules as in schemas/sql/reference, and three weeks of school days. */
#ifndef GOLDENTHREAD_TESTS_LITERALS_H
#define GOLDENTHREAD_TESTS_LITERALS_H

#include "domain/reference.h"

/* Codes are valid from 2000-01-01 except C1 C2 J1 K Q Y1 to Y7, which are valid from 2024-08-19.
 * Rules are valid from 2000-01-01, quiet after 60 days and when recorded 7 days ago.
 * School days are Monday to Friday from 2024-09-02 to 2024-09-20. */
extern const struct reference literal_reference;

/* The day of an ISO date that the test knows to be one; aborts otherwise. */
day_t on(const char *date);

#endif
