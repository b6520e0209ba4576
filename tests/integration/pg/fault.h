/* Faults at the sink's own crash points, and what it logs meanwhile: this stands in for the
 * runtime's crash_point.c and log.c. The point's thread runs the fault, so that nothing has to be
 * timed. */
#ifndef GOLDENTHREAD_TESTS_PG_FAULT_H
#define GOLDENTHREAD_TESTS_PG_FAULT_H

#include <stdbool.h>
#include <stddef.h>

/* Calls `act` the next time the point is passed, then never again. NULL removes it. Forgets what
 * was logged. */
void fault_at(const char *point, void (*act)(void));

/* Whether it was called since. */
bool fault_happened(void);

/* Waits until a line with this code was logged; how many there were. */
int fault_wait_for_log(const char *event);

/* The names of all crash points in the sink. */
size_t fault_points(const char *const **names);

#endif
