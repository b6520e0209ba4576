/* The ids of the deliveries that were taken, in memory and in a file, so that a restart still knows
 * them. The file has a line for each, the id and when it was taken (Unix seconds); what is older
 * than is asked for is left out when it is opened and once a day. */
#ifndef GOLDENTHREAD_SEEN_H
#define GOLDENTHREAD_SEEN_H

#include <glib.h>

#include "runtime/error.h"

struct seen;

/* Reads the file, or makes it; an id whose line a crash cut short was not taken. One process at a
 * time holds it, by a lock on PATH.lock. Ids are kept for keep_s seconds. NULL and *error
 * (ERROR_CONFIG) otherwise. */
struct seen *seen_open(const char *path, int64_t keep_s, int64_t now_s, struct error *error);
void seen_close(struct seen *seen); /* NULL: nothing */

bool seen_has(const struct seen *seen, const char *id);

/* Durable when it returns true; false and *error (ERROR_RETRY) leaves the id unknown. `id` has no
 * blank and no line end. */
bool seen_add(struct seen *seen, const char *id, int64_t now_s, struct error *error) MUST_CHECK;

guint seen_count(const struct seen *seen);

#endif
