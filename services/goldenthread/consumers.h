/* The consumers that commands name. */
#ifndef GOLDENTHREAD_CONSUMERS_H
#define GOLDENTHREAD_CONSUMERS_H

#include "goldenthread/command.h"
#include "goldenthread/database.h"
#include "runtime/pipelines.h"

/* The consumer of that name, or NULL after explaining on standard error which there are. */
const struct pipeline *consumer_find(const struct call *call, const char *name);

/* The ids of its measures with commas between. The caller frees (g_free). */
char *consumer_measures(const struct pipeline *pipeline);

/* The counter of the reference data, the second part of the rules version. */
bool consumer_reference_version(PGconn *db, int64_t *version, struct error *error) MUST_CHECK;

#endif
