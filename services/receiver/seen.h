/* The ids of the deliveries that were taken, in memory and in a file, so that a restart still knows
 * them. The file has one id a line and only grows. */
#ifndef GOLDENTHREAD_SEEN_H
#define GOLDENTHREAD_SEEN_H

#include <glib.h>

#include "runtime/error.h"

struct seen;

/* Reads the file, or makes it; an id whose line a crash cut short was not taken. One process at a
 * time holds it. NULL and *error (ERROR_CONFIG) otherwise. */
struct seen *seen_open(const char *path, struct error *error);
void seen_close(struct seen *seen); /* NULL: nothing */

bool seen_has(const struct seen *seen, const char *id);

/* Durable when it returns true; false and *error (ERROR_RETRY) leaves things as they were. `id` has
 * no line end. */
bool seen_add(struct seen *seen, const char *id, struct error *error) MUST_CHECK;

guint seen_count(const struct seen *seen);

#endif
