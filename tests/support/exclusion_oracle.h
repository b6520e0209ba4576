/* The exclusion measures and rules computed the slow way, from a list of events and by nothing that
 * the consumer is made of: winners by comparing strings, windows from a written list, school days
 * one after the other. For exclusions of the calendar of exclusion_reference, from 2024-07-01 to
 * 2025-12-31. */
#ifndef GOLDENTHREAD_TESTS_EXCLUSION_ORACLE_H
#define GOLDENTHREAD_TESTS_EXCLUSION_ORACLE_H

#include "exclusion/exclusion.h"

/* What an event does to the winner of its identity among those before it, by arrival. */
enum outcome exclusion_oracle_outcome(const struct exclusion *events, size_t index);

/* The rows of line_sums_text and crossing_list_text for the facts of all events; the caller frees
 * them with g_free. */
char *exclusion_oracle_lines(const struct exclusion *events, size_t count);
char *exclusion_oracle_child_lines(const struct exclusion *events, size_t count);
char *exclusion_oracle_crossings(const struct exclusion *events, size_t count);

#endif
