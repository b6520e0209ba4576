/* What the operator sees of the settings: --help and --print-config. */
#include "runtime/config_internal.h"

#include <glib.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

#define MASK "***"

static void print_setting(const struct setting *setting) {
    char *variable = setting_environment(setting);
    const char *placeholder = setting_placeholder(setting);
    char *option =
        g_strconcat("--", setting->name, placeholder != NULL ? "=" : "", placeholder, NULL);
    char *range = setting_range(setting);
    printf("  %-26s %s\n      %s", option, variable, setting->help);
    if (range[0] != '\0') {
        printf(" [%s]", range);
    }
    if (setting->fallback != NULL) {
        printf(" (default %s)", setting->fallback);
    } else if (setting->required) {
        printf(" (required)");
    }
    printf("\n");
    g_free(range);
    g_free(option);
    g_free(variable);
}

void config_print_help(const char *program, const struct setting *settings, const char *usage,
                       const char *summary, const char *examples) {
    printf("Usage: %s %s\n%s\n\n", program, usage, summary);
    printf("Settings, each an option, else a variable of the environment, else a line name=value\n"
           "below [goldenthread] in the file of --config:\n");
    for (; settings->name != NULL; settings++) {
        print_setting(settings);
    }
    printf("  %-26s %s\n      file of settings\n", "--config=FILE", "GOLDENTHREAD_CONFIG");
    printf(
        "  --print-config             show where each setting comes from, secrets masked\n"
        "  --version\n  -h, --help\n"
        "A SIZE is in bytes, KiB, MiB, GiB or TiB, a TIME in ms, s or min, a DATE 2026-09-01.\n");
    if (examples != NULL) {
        printf("\n%s\n", examples);
    }
}

/* One keyword of a DSN, quoted as libpq wants it. */
static void append_keyword(GString *dsn, const PQconninfoOption *option) {
    const bool password = strcmp(option->dispchar, "*") == 0;
    g_string_append_printf(dsn, "%s%s='", dsn->len > 0 ? " " : "", option->keyword);
    for (const char *c = password ? MASK : option->val; *c != '\0'; c++) {
        if (*c == '\'' || *c == '\\') {
            g_string_append_c(dsn, '\\');
        }
        g_string_append_c(dsn, *c);
    }
    g_string_append_c(dsn, '\'');
}

/* A DSN without its passwords, or nothing of a text that is no DSN. */
static char *mask(const char *secret) {
    PQconninfoOption *options = PQconninfoParse(secret, NULL);
    if (options == NULL) {
        return g_strdup(MASK);
    }
    GString *dsn = g_string_new(NULL);
    for (const PQconninfoOption *option = options; option->keyword != NULL; option++) {
        if (option->val != NULL) {
            append_keyword(dsn, option);
        }
    }
    PQconninfoFree(options);
    return g_string_free(dsn, FALSE);
}

void config_print(const struct setting *settings, const struct given *given) {
    printf("[goldenthread]\n");
    for (; settings->name != NULL; settings++, given++) {
        if (given->text == NULL) {
            printf("# %s is not given\n", settings->name);
            continue;
        }
        char *shown = settings->secret ? mask(given->text) : g_strdup(given->text);
        printf("# from %s\n%s=%s\n", given->origin, settings->name, shown);
        g_free(shown);
    }
}
