/* The settings that several commands share, and how a command reads its own. */
#include "goldenthread/command.h"

struct setting option_dsn(const char **to) {
    return (struct setting){"dsn",
                            SETTING_STRING,
                            to,
                            .required = true,
                            .secret = true,
                            .help = "PostgreSQL, e.g. postgresql://user@host/goldenthread"};
}

struct setting option_brokers(const char **to) {
    return (struct setting){"brokers", SETTING_STRING, to, .required = true,
                            .help = "Kafka, host:port, several with commas between"};
}

struct setting option_kafka_config(const char **to) {
    return (struct setting){"kafka-config", SETTING_STRING, to,
                            .help = "file of librdkafka properties, key=value lines"};
}

struct setting option_schemas(const char **to) {
    return (struct setting){"schemas", SETTING_STRING, to, "/usr/share/goldenthread/schemas",
                            .help = "the folder 'schemas' of this release"};
}

struct setting option_today(day_t *to) {
    return (struct setting){"today", SETTING_DAY, to,
                            .help = "the day to take for today, for tests; else the London date"};
}

day_t command_today(day_t given) {
    return given != DAY_NONE ? given : day_in_london(g_get_real_time() / 1000);
}

struct setting option_breach_key(const char **to) {
    return (struct setting){"breach-key-file", SETTING_STRING, to,
                            .help = "file of the key that ids of breaches are made with: the "
                                    "consumers' own"};
}

struct setting option_by(const char **to) {
    return (struct setting){"by", SETTING_STRING, to, .required = true,
                            .help = "who does it, for the audit"};
}

struct setting option_json(bool *to) {
    return (struct setting){"json", SETTING_FLAG, to, .help = "print JSON"};
}

struct setting option_dry_run(bool *to) {
    return (struct setting){"dry-run", SETTING_FLAG, to, .help = "say what would be done, only"};
}

static bool has_setting(const GArray *settings, const char *name) {
    for (guint i = 0; i < settings->len; i++) {
        if (g_str_equal(g_array_index(settings, struct setting, i).name, name)) {
            return true;
        }
    }
    return false;
}

/* One file of settings serves every command, so each takes what they share, needed or not. The
 * array ends with a zeroed setting. */
static GArray *with_shared(const struct setting *settings, const char **unused) {
    const struct setting shared[] = {option_dsn(unused), option_brokers(unused),
                                     option_kafka_config(unused), option_schemas(unused),
                                     option_breach_key(unused)};
    GArray *all = g_array_new(TRUE, TRUE, sizeof(struct setting));
    for (; settings->name != NULL; settings++) {
        g_array_append_val(all, *settings);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(shared); i++) {
        struct setting setting = shared[i];
        setting.required = false;
        setting.help = "not needed here";
        if (!has_setting(all, setting.name)) {
            g_array_append_val(all, setting);
        }
    }
    return all;
}

/* Whether the call goes on; else *status is set. */
static bool arguments_fit(const struct call *call, char **arguments, int *status) {
    const guint count = g_strv_length(arguments);
    *status = EXIT_SUCCESS;
    if (count < (guint)call->command->least) {
        *status = command_usage(call, "an argument is missing");
    } else if (count > (guint)call->command->most) {
        *status =
            command_usage(call, "too many arguments, from '%s' on", arguments[call->command->most]);
    }
    return *status == EXIT_SUCCESS;
}

struct config *command_options(const struct call *call, const struct setting *settings,
                               char ***rest, int *status) {
    const struct command *command = call->command;
    struct error error = {0};
    bool done = false;
    const char *unused = NULL;
    GArray *all = with_shared(settings, &unused);
    struct config *config =
        config_new(call->argc, call->argv, (const struct setting *)all->data, command->arguments,
                   command->summary, command->details, rest, &done, &error);
    g_array_unref(all);
    if (config == NULL) {
        *status = done ? EXIT_SUCCESS : command_failed(call, &error);
        return NULL;
    }
    if (!arguments_fit(call, *rest, status)) {
        config_free(config);
        return NULL;
    }
    return config;
}
