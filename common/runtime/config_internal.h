/* What the parts of the configuration share: config.c (where values come from), config_value.c
 * (what they mean), config_print.c (what the operator sees). Nobody else includes it. */
#ifndef GOLDENTHREAD_RUNTIME_CONFIG_INTERNAL_H
#define GOLDENTHREAD_RUNTIME_CONFIG_INTERNAL_H

#include "runtime/config.h"

/* A setting's text and where it came from; text NULL: not given. */
struct given {
    char *text;
    char *origin; /* "option --brokers", "GOLDENTHREAD_BROKERS", "file.ini", "default" */
};

/* "GOLDENTHREAD_MEMORY_MAX"; the caller frees with g_free. */
char *setting_environment(const struct setting *setting);

/* config_value.c */

/* Stores what the text means where the setting says. The text must live as long as the config. */
bool setting_store(const struct setting *setting, const struct given *given,
                   struct error *error) MUST_CHECK;

/* What to write for a value: "SIZE"; NULL for a flag. */
const char *setting_placeholder(const struct setting *setting);

/* "64MiB to 1GiB" or the choices; "" for other types. The caller frees with g_free. */
char *setting_range(const struct setting *setting);

/* config_print.c */
void config_print_help(const char *program, const struct setting *settings, const char *usage,
                       const char *summary, const char *examples);

/* As a key file that would give the same values, with secrets masked. */
void config_print(const struct setting *settings, const struct given *given);

#endif
