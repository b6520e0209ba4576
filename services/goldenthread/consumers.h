/* The consumers that commands name. */
#ifndef GOLDENTHREAD_CONSUMERS_H
#define GOLDENTHREAD_CONSUMERS_H

#include "goldenthread/command.h"
#include "goldenthread/database.h"
#include "runtime/pipelines.h"

/* The consumer of that name, or NULL after explaining on standard error which there are. */
const struct pipeline *consumer_find(const struct call *call, const char *name);

/* For commands that take consumers' names or --all: EXIT_SUCCESS, or EX_USAGE after explaining that
 * neither or both were given, or that there is no such consumer. */
int consumers_check(const struct call *call, char **names, bool all);

bool consumer_is_among(const struct pipeline *pipeline, char **names, bool all);

/* The ids of its measures with commas between. The caller frees (g_free). */
char *consumer_measures(const struct pipeline *pipeline);

/* The counter of the reference data, the second part of the rules version. */
bool consumer_reference_version(PGconn *db, int64_t *version, struct error *error) MUST_CHECK;

#endif
