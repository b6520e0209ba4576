/* Ends the process when something that must end does not: a last resort for calls into libraries
 * that can hang. */
#ifndef GOLDENTHREAD_RUNTIME_DEADLINE_H
#define GOLDENTHREAD_RUNTIME_DEADLINE_H

struct deadline;

/* Unless deadline_meet comes within timeout_ms, "deadline.missed" with `what` is logged and the
 * process ends at once with status 1. That is safe: the database decides what happened. */
struct deadline *deadline_start(const char *what, int timeout_ms);
void deadline_meet(struct deadline *deadline);

#endif
