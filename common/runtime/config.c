#include "runtime/config_internal.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "domain/day.h"

#define KEY_GROUP "goldenthread"

/* What the options of every program are parsed into. */
struct builtin {
    gboolean help, version, print;
    char *file;
    char **rest; /* what is not an option */
};

struct config {
    const struct setting *settings;
    size_t n_settings;
    char **typed;        /* values of options by setting; of flags unused */
    gboolean *flags;     /* whether a flag was typed */
    struct given *given; /* by setting */
    struct builtin builtin;
};

char *setting_environment(const struct setting *setting) {
    char *upper = g_ascii_strup(setting->name, -1);
    char *name = g_strconcat("GOLDENTHREAD_", g_strdelimit(upper, "-", '_'), NULL);
    g_free(upper);
    return name;
}

static struct config *config_alloc(const struct setting *settings) {
    struct config *config = g_new0(struct config, 1);
    config->settings = settings;
    while (settings[config->n_settings].name != NULL) {
        config->n_settings++;
    }
    config->typed = g_new0(char *, config->n_settings);
    config->flags = g_new0(gboolean, config->n_settings);
    config->given = g_new0(struct given, config->n_settings);
    return config;
}

void config_free(struct config *config) {
    if (config == NULL) {
        return;
    }
    for (size_t i = 0; i < config->n_settings; i++) {
        g_free(config->typed[i]);
        g_free(config->given[i].text);
        g_free(config->given[i].origin);
    }
    g_free(config->typed);
    g_free(config->flags);
    g_free(config->given);
    g_free(config->builtin.file);
    g_strfreev(config->builtin.rest);
    g_free(config);
}

static GOptionContext *options_new(struct config *config) {
    const GOptionEntry builtin[] = {
        {"help", 'h', 0, G_OPTION_ARG_NONE, &config->builtin.help, "", NULL},
        {"version", 0, 0, G_OPTION_ARG_NONE, &config->builtin.version, "", NULL},
        {"print-config", 0, 0, G_OPTION_ARG_NONE, &config->builtin.print, "", NULL},
        {"config", 0, 0, G_OPTION_ARG_FILENAME, &config->builtin.file, "", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &config->builtin.rest, "", NULL},
        G_OPTION_ENTRY_NULL,
    };
    GOptionContext *context = g_option_context_new(NULL);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, builtin, NULL);
    for (size_t i = 0; i < config->n_settings; i++) {
        const struct setting *setting = &config->settings[i];
        const bool flag = setting->type == SETTING_FLAG;
        const GOptionEntry entry[] = {
            {setting->name, 0, 0, flag ? G_OPTION_ARG_NONE : G_OPTION_ARG_FILENAME,
             flag ? (gpointer)&config->flags[i] : (gpointer)&config->typed[i], "", NULL},
            G_OPTION_ENTRY_NULL,
        };
        g_option_context_add_main_entries(context, entry, NULL);
    }
    return context;
}

static bool parse_options(struct config *config, int argc, char **argv, struct error *error) {
    char **arguments = g_new0(char *, (size_t)argc + 1); /* GLib takes out what it has read */
    for (int i = 0; i < argc; i++) {
        arguments[i] = g_strdup(argv[i]);
    }
    GOptionContext *context = options_new(config);
    GError *cause = NULL;
    const bool parsed = g_option_context_parse_strv(context, &arguments, &cause);
    g_option_context_free(context);
    g_strfreev(arguments);
    if (!parsed) {
        cause->message[0] = g_ascii_tolower(cause->message[0]);
        error_set(error, ERROR_USAGE, "%s; hint: --help lists the options", cause->message);
        g_error_free(cause);
    } else if (config->builtin.rest == NULL) {
        config->builtin.rest = g_new0(char *, 1);
    }
    return parsed;
}

static bool check_keys(const struct config *config, GKeyFile *file, const char *name,
                       struct error *error) {
    char **keys = g_key_file_get_keys(file, KEY_GROUP, NULL, NULL);
    bool known = true;
    for (char **key = keys; known && key != NULL && *key != NULL; key++) {
        known = false;
        for (size_t i = 0; !known && i < config->n_settings; i++) {
            known = strcmp(*key, config->settings[i].name) == 0;
        }
        if (!known) {
            error_set(error, ERROR_CONFIG,
                      "'%s' has the unknown key '%s'; hint: --help lists the settings", name, *key);
        }
    }
    g_strfreev(keys);
    return known;
}

/* A line that GLib cannot read may hold a password, so its message is not passed on. */
static bool file_failed(const char *name, GError *cause, struct error *error) {
    if (cause->domain == G_FILE_ERROR) {
        error_set(error, ERROR_CONFIG, "cannot read the settings '%s': %s", name, cause->message);
    } else {
        error_set(error, ERROR_CONFIG,
                  "'%s' is not a file of settings; hint: a line [" KEY_GROUP
                  "], then lines key=value",
                  name);
    }
    g_error_free(cause);
    return false;
}

/* Opens the key file that is named, if one is. */
static bool open_file(const struct config *config, GKeyFile *file, const char **name,
                      struct error *error) {
    *name = config->builtin.file != NULL ? config->builtin.file : g_getenv("GOLDENTHREAD_CONFIG");
    if (*name == NULL || **name == '\0') {
        return true;
    }
    GError *cause = NULL;
    if (!g_key_file_load_from_file(file, *name, G_KEY_FILE_NONE, &cause)) {
        return file_failed(*name, cause, error);
    }
    if (!g_key_file_has_group(file, KEY_GROUP)) {
        return error_set(error, ERROR_CONFIG, "'%s' has no group [" KEY_GROUP "]", *name);
    }
    return check_keys(config, file, *name, error);
}

static struct given given_of(char *text, char *origin) {
    return (struct given){text, origin};
}

static struct given look_up(const struct config *config, size_t i, GKeyFile *file,
                            const char *file_name) {
    const struct setting *setting = &config->settings[i];
    if (config->typed[i] != NULL || config->flags[i]) {
        const char *text = config->flags[i] ? "true" : config->typed[i];
        return given_of(g_strdup(text), g_strconcat("option --", setting->name, NULL));
    }
    char *variable = setting_environment(setting);
    const char *value = g_getenv(variable);
    if (value != NULL && value[0] != '\0') {
        return given_of(g_strdup(value), variable);
    }
    g_free(variable);
    char *text = g_key_file_get_value(file, KEY_GROUP, setting->name, NULL);
    if (text != NULL) {
        return given_of(text, g_strdup(file_name));
    }
    return given_of(g_strdup(setting->fallback), g_strdup("default"));
}

static void store_nothing(const struct setting *setting) {
    if (setting->type == SETTING_STRING) {
        *(const char **)setting->to = NULL;
    } else if (setting->type == SETTING_FLAG) {
        *(bool *)setting->to = false;
    } else if (setting->type == SETTING_DAY) {
        *(day_t *)setting->to = DAY_NONE;
    }
}

static bool resolve_one(struct config *config, size_t i, GKeyFile *file, const char *file_name,
                        struct error *error) {
    const struct setting *setting = &config->settings[i];
    struct given *given = &config->given[i];
    *given = look_up(config, i, file, file_name);
    if (given->text != NULL) {
        return setting_store(setting, given, error);
    }
    store_nothing(setting);
    if (setting->required) {
        char *variable = setting_environment(setting);
        error_set(error, ERROR_CONFIG, "%s is missing; hint: --%s=%s or %s=...: %s", setting->name,
                  setting->name, setting_placeholder(setting), variable, setting->help);
        g_free(variable);
    }
    return !setting->required;
}

static bool resolve(struct config *config, struct error *error) {
    const char *file_name = NULL;
    GKeyFile *file = g_key_file_new();
    bool resolved = open_file(config, file, &file_name, error);
    for (size_t i = 0; resolved && i < config->n_settings; i++) {
        resolved = resolve_one(config, i, file, file_name, error);
    }
    g_key_file_free(file);
    return resolved;
}

struct config *config_new(int argc, char **argv, const struct setting *settings, const char *usage,
                          const char *summary, const char *examples, char ***rest, bool *done,
                          struct error *error) {
    struct config *config = config_alloc(settings);
    char *program = g_path_get_basename(argv[0]);
    *done = false;
    bool parsed = parse_options(config, argc, argv, error);
    if (parsed && config->builtin.help) {
        config_print_help(program, settings, usage, summary, examples);
        *done = true;
    } else if (parsed && config->builtin.version) {
        printf("%s %s\n", program, GOLDENTHREAD_VERSION);
        *done = true;
    } else if (parsed) {
        parsed = resolve(config, error);
        *done = parsed && config->builtin.print;
    }
    if (*done && config->builtin.print) {
        config_print(settings, config->given);
    }
    g_free(program);
    if (!parsed || *done) {
        config_free(config);
        return NULL;
    }
    *rest = config->builtin.rest;
    return config;
}
