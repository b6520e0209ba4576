/* An endpoint's secrets: a file with one, or with two while it is being changed. Read at every
 * attempt, so that a new secret needs no restart. */
#ifndef GOLDENTHREAD_SIGNING_H
#define GOLDENTHREAD_SIGNING_H

#include <stdint.h>

#include "runtime/webhook.h"

#define SIGNING_SECRETS 2

/* The header's value: a signature by each secret of folder/file, with a blank between. NULL and
 * *error (ERROR_CONFIG), which names the file and quotes nothing of it. The caller frees
 * (g_free). */
char *signing_header(const char *folder, const char *file, const char *id, int64_t timestamp_s,
                     struct text body, struct error *error);

#endif
