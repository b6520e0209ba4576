/* The settings that several commands share, and how a command reads its own. */
#include <stdio.h>

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
    return (struct setting){"schemas", SETTING_STRING, to, .required = true,
                            .help = "the folder 'schemas' of this release"};
}

struct setting option_today(day_t *to) {
    return (struct setting){"today", SETTING_DAY, to,
                            .help = "the day to take for today, for tests; else the London date"};
}

struct setting option_json(bool *to) {
    return (struct setting){"json", SETTING_FLAG, to, .help = "print JSON"};
}

struct setting option_dry_run(bool *to) {
    return (struct setting){"dry-run", SETTING_FLAG, to, .help = "say what would be done, only"};
}

static int count(char *const *arguments) {
    int n = 0;
    while (arguments[n] != NULL) {
        n++;
    }
    return n;
}

struct config *command_options(const struct call *call, const struct setting *settings,
                               char ***rest, int *status) {
    const struct command *command = call->command;
    struct error error = {0};
    bool done = false;
    struct config *config = config_new(call->argc, call->argv, settings, command->arguments,
                                       command->summary, command->details, rest, &done, &error);
    if (config == NULL && !done) {
        *status = command_failed(call, &error);
        return NULL;
    }
    *status = EXIT_SUCCESS;
    if (!done && count(*rest) >= command->least && count(*rest) <= command->most) {
        return config;
    }
    if (!done) {
        *status = command_usage(call, count(*rest) < command->least ? "an argument is missing"
                                                                    : "too many arguments");
    }
    config_free(config);
    return NULL;
}
