/* Files of a folder of schemas/. */
#ifndef GOLDENTHREAD_FOLDER_H
#define GOLDENTHREAD_FOLDER_H

#include <glib.h>
#include <stdbool.h>

#include "runtime/error.h"

/* Names (char *) of the files that end with `suffix`, in order of bytes. NULL and *error
 * (ERROR_CONFIG) when there is no such folder. */
GPtrArray *folder_files(const char *folder, const char *suffix, struct error *error);

/* The content of a file, NUL-terminated; the caller frees (g_free). NULL and *error
 * (ERROR_CONFIG) otherwise. */
char *folder_read(const char *folder, const char *file, size_t *length, struct error *error);

#endif
