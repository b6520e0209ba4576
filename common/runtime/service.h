/* What every long-running program is to those who look after it: /metrics, /livez and /readyz,
 * systemd's notifications, a watchdog over its loop, and the signal that ends it. */
#ifndef GOLDENTHREAD_RUNTIME_SERVICE_H
#define GOLDENTHREAD_RUNTIME_SERVICE_H

#include <stdbool.h>

#include "runtime/error.h"

struct service;

/* `listen` as admin_start has it. Signals are blocked already (signals_block). NULL and *error. */
struct service *service_start(const char *listen, struct error *error);
void service_stop(struct service *service); /* NULL: nothing */

/* One more turn, of the loop or of waiting for what it needs, has come to its end. Without one for
 * a minute the process is ended. `ready` is what /readyz says; systemd is told the first time. */
void service_tick(struct service *service, bool ready);

/* The signal by which the process was told to end, waited for at most wait_ms; 0 for none. */
int service_signal(struct service *service, int wait_ms);

/* Tries `step` until it is done, fails for good (false and *error), or a signal comes (false). */
bool service_persist(struct service *service, bool (*step)(void *context, struct error *error),
                     void *context, struct error *error) MUST_CHECK;

/* systemd is told that the process is ending in order. */
void service_stopping(struct service *service);

#endif
