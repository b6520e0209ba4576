/* What went wrong and what the caller may do about it: a trait, not a code. */
#ifndef GOLDENTHREAD_RUNTIME_ERROR_H
#define GOLDENTHREAD_RUNTIME_ERROR_H

#include <stdbool.h>

#define MUST_CHECK __attribute__((warn_unused_result))

enum error_kind {
    ERROR_NONE,
    ERROR_USAGE,  /* the command line is wrong: exit status 64 (EX_USAGE) */
    ERROR_CONFIG, /* the operator must change something: exit status 78 (EX_CONFIG) */
    ERROR_RULES,  /* the ledger was written by other rules: rebuild first; exit status 78 */
    ERROR_RETRY,  /* the database or the broker is away: try again */
    ERROR_FENCED, /* somebody else owns the partition: forget and claim again */
    ERROR_FATAL,  /* a bug or a broken machine: exit status 70 (EX_SOFTWARE) */
};

/* Filled once, where the failure is seen, and logged once, where it is dealt with. The message is
 * lower case, has no full stop, quotes values, and ends with "; hint: what to check" where there is
 * something to check. */
struct error {
    enum error_kind kind;
    char message[512];
};

/* Fills *error (NULL allowed) and returns false, so that a function can end with it. */
bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The exit status for an error: 64, 78 or 70 as above, 69 (EX_UNAVAILABLE) for ERROR_RETRY and
 * ERROR_FENCED, 0 for ERROR_NONE. */
int error_exit_status(const struct error *error);

#endif
