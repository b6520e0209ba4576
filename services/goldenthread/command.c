#include "goldenthread/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Edits to get from one text to the other; both are short. */
static size_t edit_distance(const char *a, const char *b) {
    const size_t width = strlen(b) + 1;
    size_t *row = g_new(size_t, width);
    for (size_t j = 0; j < width; j++) {
        row[j] = j;
    }
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j < width; j++) {
            const size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = MIN(replaced, MIN(row[j], row[j - 1]) + 1);
        }
    }
    const size_t distance = row[width - 1];
    g_free(row);
    return distance;
}

const char *command_suggestion(const struct command *commands, const char *typed) {
    const char *best = NULL;
    size_t least = 3; /* more edits than two are another word */
    for (; commands->name != NULL; commands++) {
        if (typed[0] != '\0' && g_str_has_prefix(commands->name, typed)) {
            return commands->name;
        }
        const size_t distance = edit_distance(typed, commands->name);
        if (distance < least && distance < strlen(commands->name)) {
            least = distance;
            best = commands->name;
        }
    }
    return best;
}

static void print_overview(const struct command *parent, const char *path) {
    printf("Usage: %s COMMAND [OPTION...]\n\n%s\n\nCommands:\n", path, parent->summary);
    for (const struct command *child = parent->children; child->name != NULL; child++) {
        printf("  %-12s %s\n", child->name, child->summary);
    }
    printf("\n%s COMMAND --help explains a command.\n", path);
    if (parent->details != NULL) {
        printf("\n%s\n", parent->details);
    }
}

static int unknown_command(const struct command *parent, const char *path, const char *typed) {
    fprintf(stderr, "%s: there is no command '%s'", path, typed);
    const char *suggestion = command_suggestion(parent->children, typed);
    if (suggestion != NULL) {
        fprintf(stderr, "; did you mean '%s'?", suggestion);
    }
    fprintf(stderr, "\n%s --help lists the commands\n", path);
    return EX_USAGE;
}

static int command_call(const struct command *command, const char *path, int argc, char **argv) {
    if (command->children != NULL) {
        return command_dispatch(command, path, argc, argv);
    }
    char *name = g_strdup(path);
    argv[0] = name;
    const struct call call = {command, path, argc, argv};
    const int status = command->run(&call);
    g_free(name);
    return status;
}

int command_dispatch(const struct command *parent, const char *path, int argc, char **argv) {
    const char *typed = argc > 1 ? argv[1] : "--help";
    if (g_str_equal(typed, "--help") || g_str_equal(typed, "-h")) {
        print_overview(parent, path);
        return argc > 1 ? EXIT_SUCCESS : EX_USAGE;
    }
    if (g_str_equal(typed, "--version")) {
        printf("goldenthread %s\n", GOLDENTHREAD_VERSION);
        return EXIT_SUCCESS;
    }
    for (const struct command *child = parent->children; child->name != NULL; child++) {
        if (g_str_equal(child->name, typed)) {
            char *child_path = g_strdup_printf("%s %s", path, child->name);
            const int status = command_call(child, child_path, argc - 1, argv + 1);
            g_free(child_path);
            return status;
        }
    }
    return unknown_command(parent, path, typed);
}

int command_usage(const struct call *call, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fprintf(stderr, "%s: %s\nUsage: %s %s\n%s --help explains it\n", call->path, message,
            call->path, call->command->arguments, call->path);
    g_free(message);
    return EX_USAGE;
}

int command_failed(const struct call *call, const struct error *error) {
    command_say(call, "%s", error->message);
    return error_exit_status(error);
}

void command_say(const struct call *call, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fprintf(stderr, "%s: %s\n", call->path, message);
    g_free(message);
}
