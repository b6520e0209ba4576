/* One table of settings per program: it parses, explains and shows them.
 *
 * A setting comes from the command line (--memory-max), else the environment
 * (GOLDENTHREAD_MEMORY_MAX), else the key file that GOLDENTHREAD_CONFIG or --config names
 * ([goldenthread] memory-max=...), else its default. A bad value stops the start with the key's
 * name and where it came from. */
#ifndef GOLDENTHREAD_RUNTIME_CONFIG_H
#define GOLDENTHREAD_RUNTIME_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/error.h"

enum setting_type {
    SETTING_STRING, /* const char **, owned by the config */
    SETTING_FLAG,   /* bool *; on the command line without a value */
    SETTING_INT,    /* int64_t *, within min and max */
    SETTING_BYTES,  /* int64_t *, "64MiB", "1GiB" or plain bytes, within min and max */
    SETTING_MS,     /* int64_t * milliseconds: "5ms", "5s", "2min", within min and max */
    SETTING_DAY,    /* day_t *, "2026-09-01" */
};

struct setting {
    const char *name; /* "memory-max" */
    enum setting_type type;
    void *to;
    const char *fallback; /* text of the default; NULL: none */
    bool required;
    bool secret;      /* masked by --print-config; a DSN's password too */
    int64_t min, max; /* of INT, BYTES, MS */
    const char *help; /* one sentence */
};

struct config;

/* Parses argc/argv over `settings` (ends with name NULL). *rest gets what is not an option,
 * NULL-terminated, owned by the config. Handles --help (with `summary`, then the table, then
 * `examples`), --version and --print-config by printing and setting *done. NULL and *error
 * (ERROR_CONFIG) otherwise. */
struct config *config_new(int argc, char **argv, const struct setting *settings, const char *usage,
                          const char *summary, const char *examples, char ***rest, bool *done,
                          struct error *error);
void config_free(struct config *config);

#endif
