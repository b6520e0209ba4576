/* The absence measures computed the slow way, from a list of events and by nothing that the
 * consumer is made of: winners by comparing strings, bands by going through all marks for every
 * school and window. For events of the academic year 2024/25. */
#ifndef GOLDENTHREAD_TESTS_ABSENCE_ORACLE_H
#define GOLDENTHREAD_TESTS_ABSENCE_ORACLE_H

#include <glib.h>

#include "absence/absence.h"

/* What an event does to the winner of its identity among those before it, by arrival. */
enum outcome oracle_outcome(const struct absence *events, size_t index);

/* The rows of line_sums_text for the facts of all events; the caller frees it with g_free. */
char *oracle_lines(const struct absence *events, size_t count);
char *oracle_child_lines(const struct absence *events, size_t count);

/* The rows of crossing_list_text by the thresholds of the literal reference. */
char *oracle_crossings(const struct absence *events, size_t count);

#endif
