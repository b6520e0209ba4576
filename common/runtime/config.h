/* One table of settings per program: it parses, explains and shows them.
 *
 * A setting comes from the command line (--memory-max), else the environment
 * (GOLDENTHREAD_MEMORY_MAX; empty is not given), else the key file that GOLDENTHREAD_CONFIG or
 * --config names ([goldenthread] memory-max=..., values as they are, without escapes), else its
 * default. A bad value or a key of the file that is not in the table stops the start with the key's
 * name, where it came from and what is accepted. */
#ifndef GOLDENTHREAD_RUNTIME_CONFIG_H
#define GOLDENTHREAD_RUNTIME_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/error.h"

enum setting_type {
    SETTING_STRING, /* const char **, owned by the config; NULL when not given */
    SETTING_FLAG,   /* bool *; on the command line without a value, elsewhere true or false */
    SETTING_INT,    /* int64_t *, within min and max */
    SETTING_BYTES,  /* int64_t *, "64MiB", "1GiB" or plain bytes, within min and max */
    SETTING_MS,     /* int64_t * milliseconds: "5ms", "5s", "2min", within min and max */
    SETTING_DAY,    /* day_t *, "2026-09-01"; DAY_NONE when not given */
    SETTING_CHOICE, /* int *, the index of one of `choices` */
};

struct setting {      /* NOLINT(clang-analyzer-optin.performance.Padding): ordered for readers */
    const char *name; /* "memory-max" */
    enum setting_type type;
    void *to;
    const char *fallback;       /* text of the default; NULL: none */
    const char *help;           /* one sentence */
    int64_t min, max;           /* of INT, BYTES, MS */
    const char *const *choices; /* of CHOICE, the last NULL */
    bool required;
    bool secret; /* masked by --print-config: of a DSN the password, else everything */
};

struct config;

/* Parses argc/argv over `settings` (ends with name NULL). *rest gets what is not an option,
 * NULL-terminated, owned by the config. Handles --help (with `usage` behind the program's name and
 * `summary`, then the table, then `examples`, NULL for none), --version and --print-config by
 * printing and setting *done. NULL when *done, or with *error otherwise: ERROR_USAGE for an option
 * that does not exist or lacks its value, else ERROR_CONFIG. An INT, BYTES or MS that is not
 * required and has no default is left as it is when not given. */
struct config *config_new(int argc, char **argv, const struct setting *settings, const char *usage,
                          const char *summary, const char *examples, char ***rest, bool *done,
                          struct error *error);
void config_free(struct config *config);

#endif
