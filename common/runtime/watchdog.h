/* Ends a process whose work has stopped going on: a call into a library that hangs, a deadlock.
 *
 * The client library keeps a hanging consumer in its group, so nobody else would take over. Ending
 * at once is safe: the database decides what happened. */
#ifndef GOLDENTHREAD_RUNTIME_WATCHDOG_H
#define GOLDENTHREAD_RUNTIME_WATCHDOG_H

struct watchdog;

/* Unless watchdog_feed or watchdog_stop comes within timeout_ms, "watchdog.bit" is logged and the
 * process ends with status 70 (EX_SOFTWARE). */
struct watchdog *watchdog_start(int timeout_ms);

/* From now on another timeout_ms. Cheap. */
void watchdog_feed(struct watchdog *watchdog);
void watchdog_stop(struct watchdog *watchdog);

#endif
