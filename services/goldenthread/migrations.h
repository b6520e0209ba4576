/* Numbered SQL files, NNNN-name.sql, applied in order and never changed afterwards. */
#ifndef GOLDENTHREAD_MIGRATIONS_H
#define GOLDENTHREAD_MIGRATIONS_H

#include <glib.h>
#include <stdbool.h>

#include "runtime/error.h"

struct migration {
    int number;
    char *name;   /* "0001-roles" */
    char *sha256; /* of the file, hexadecimal */
    char *sql;
};

/* The files of a folder in order, struct migration *. NULL and *error (ERROR_CONFIG) when one
 * cannot be read, has another kind of name, or a number is there twice. */
GPtrArray *migrations_read(const char *folder, struct error *error);

/* What the database says about one that it has. */
struct applied {
    int number;
    const char *name;
    const char *sha256;
};

/* How many of the migrations are applied already: *applied are those of the database, in order.
 * Negative and *error (ERROR_CONFIG) when a file was edited after it was applied, one is missing,
 * or a new one stands before an applied one. */
int migrations_applied(const GPtrArray *migrations, const struct applied *applied, size_t count,
                       struct error *error);

#endif
