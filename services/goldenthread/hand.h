/* A person's hand on breaches and alerts: one call of a function of the database, which does it and
 * writes who did it and why into the audit. */
#ifndef GOLDENTHREAD_HAND_H
#define GOLDENTHREAD_HAND_H

#include "goldenthread/command.h"

struct hand {
    const char *dsn, *by, *why;
};

/* Calls it with `by` as $1, `why` as $2 and `more` (ends with NULL) as $3 and on. *value gets what
 * it returns as text, NULL for null, and the caller frees it (g_free). Returns EXIT_SUCCESS, or the
 * exit status after explaining; a blank name or reason is a usage error. */
int hand_call(const struct call *call, const struct hand *hand, const char *sql,
              const char *const *more, char **value);

/* A command of the form NAME ARGUMENT... --by WHO --reason TEXT: the arguments are `more`. */
int hand_command(const struct call *call, const char *sql,
                 int (*tell)(const struct call *call, char *const *arguments, const char *value));

/* The reason that the audit keeps. */
struct setting option_reason(const char **to);

#endif
