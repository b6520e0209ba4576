/* The port for operators and their tools: /metrics, /livez, /readyz. Plain HTTP, no secrets, meant
 * for the machine itself. */
#ifndef GOLDENTHREAD_RUNTIME_ADMIN_H
#define GOLDENTHREAD_RUNTIME_ADMIN_H

#include <stdatomic.h>
#include <stdint.h>

#include "runtime/error.h"

/* What the worker says about itself. It has no dependencies in it: a database that is away must
 * not have every consumer restarted. */
struct health {
    _Atomic int64_t ticked_us; /* monotonic time of its last turn: /livez for ten seconds */
    atomic_bool ready;         /* /readyz */
};

struct admin;

/* Serves on "127.0.0.1:9100", "[::1]:0" (0: a free port), or, with "off", not at all. The port is
 * logged as admin.listening. NULL and *error (ERROR_CONFIG) for a bad or taken address. `health` is
 * borrowed. */
struct admin *admin_start(const char *listen, const struct health *health, struct error *error);
void admin_stop(struct admin *admin);

#endif
