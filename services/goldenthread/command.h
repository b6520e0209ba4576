/* A command of the program: one row of a table, one file cmd_<name>.c.
 *
 * Exit statuses: 0 fine, 1 differences or something unhealthy, EX_USAGE (64), EX_UNAVAILABLE (69)
 * when the database or the broker cannot be reached, EX_SOFTWARE (70), EX_CONFIG (78). Data goes to
 * standard output, everything said to the operator to standard error. */
#ifndef GOLDENTHREAD_COMMAND_H
#define GOLDENTHREAD_COMMAND_H

#include <glib.h>
#include <stdbool.h>
#include <sysexits.h>

#include "domain/day.h"
#include "runtime/config.h"

#define EXIT_DIFFERENCES 1

struct call;

struct command {
    const char *name;
    const char *arguments; /* behind the name in the usage line */
    int least, most;       /* how many arguments it takes, options apart */
    const char *summary;   /* one sentence */
    const char *details;   /* paragraphs below the options: what it does, examples */
    int (*run)(const struct call *call);
    const struct command *children; /* instead of run: sub-commands, the last with name NULL */
};

/* One invocation: the command's row and what was typed behind its name. */
struct call {
    const struct command *command;
    const char *path; /* "goldenthread quarantine list" */
    int argc;
    char **argv; /* argv[0] is the path */
};

/* Runs the command of `parent` that argv[1] names, or prints the overview; returns the exit
 * status. */
int command_dispatch(const struct command *parent, const char *path, int argc, char **argv);

/* The name among the commands that comes closest to what was typed, NULL if none is near. */
const char *command_suggestion(const struct command *commands, const char *typed);

/* Reads the options. NULL when the call is over (--help, or a mistake that has been explained):
 * *status is what to exit with. *rest gets the arguments, as many as the command takes,
 * NULL-terminated, owned by the config. */
struct config *command_options(const struct call *call, const struct setting *settings,
                               char ***rest, int *status);

/* Explains a mistake in the call and returns EX_USAGE. */
int command_usage(const struct call *call, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Says what went wrong and returns the exit status for it. */
int command_failed(const struct call *call, const struct error *error);

/* Something that the operator should know: one line on standard error. */
void command_say(const struct call *call, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The settings that several commands share. */
struct setting option_dsn(const char **to);
struct setting option_brokers(const char **to);
struct setting option_kafka_config(const char **to);
struct setting option_schemas(const char **to);
struct setting option_today(day_t *to);
struct setting option_breach_key(const char **to);
struct setting option_by(const char **to);
struct setting option_json(bool *to);
struct setting option_dry_run(bool *to);

extern const struct command goldenthread_command;

/* The day given by option_today, or else the London date. */
day_t command_today(day_t given);

#endif
