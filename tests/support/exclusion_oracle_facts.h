/* What both halves of the oracle of exclusions begin with: the facts of a list of events, and what
 * a fact says. Computed the slow way, from nothing that the consumer is made of. */
#ifndef GOLDENTHREAD_TESTS_EXCLUSION_ORACLE_FACTS_H
#define GOLDENTHREAD_TESTS_EXCLUSION_ORACLE_FACTS_H

#include <glib.h>

#include "exclusion/exclusion.h"

/* The winning ASSERTs in order of starts_on, source, record_id; and those of them that start from
 * one date to another. g_ptr_array_free them. */
GPtrArray *oracle_facts(const struct exclusion *events, size_t count);
GPtrArray *oracle_facts_between(const GPtrArray *facts, const char *first, const char *last);

/* Source and record_id with "\1" between them, which sorts before everything. g_free it. */
char *oracle_identity(const struct exclusion *fact);

bool oracle_stands(const struct exclusion *fact);
bool oracle_suspends(const struct exclusion *fact);
struct place oracle_place(const struct exclusion *fact);
day_t oracle_notified_on(const struct exclusion *fact); /* DAY_NONE: not told */

bool oracle_in_calendar(day_t day);
bool oracle_is_school_day(day_t day);
day_t oracle_nth_school_day(day_t from, int n); /* DAY_NONE outside the calendar */

#endif
