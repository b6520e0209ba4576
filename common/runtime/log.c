#include "runtime/log.h"

#include <glib.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

const char *const log_level_names[] = {
    [LOG_DEBUG] = "debug",
    [LOG_INFO] = "info",
    [LOG_WARNING] = "warning",
    [LOG_ERROR] = "error",
    NULL,
};

/* Set once, before there is a second thread. */
static const char *log_service = "goldenthread";
static enum log_level log_least = LOG_INFO;

void log_start(const char *service, enum log_level least) {
    log_service = service;
    log_least = least;
}

static _Thread_local int log_thread_number; /* 0: none */

void log_thread(int number) {
    log_thread_number = number;
}

/* "2026-09-01T08:30:00.123Z" */
static void format_now(char *to, size_t size) {
    struct timespec now;
    struct tm utc;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    const size_t length = strftime(to, size, "%Y-%m-%dT%H:%M:%S", &utc);
    g_snprintf(to + length, size - length, ".%03ldZ", now.tv_nsec / 1000000);
}

static json_t *line_begin(enum log_level level, const char *event, const char *message) {
    char now[40];
    format_now(now, sizeof now);
    char *valid = g_utf8_make_valid(message, -1);
    json_t *line = json_pack("{s:s s:s s:s s:s s:s}", "ts", now, "level", log_level_names[level],
                             "service", log_service, "event", event, "message", valid);
    g_free(valid);
    if (log_thread_number > 0) {
        json_object_set_new(line, "thread", json_integer(log_thread_number));
    }
    return line;
}

/* Pairs that cannot be packed (a text that is not UTF-8, say) must not cost the line. */
static void line_add_pairs(json_t *line, const char *pairs, va_list arguments) {
    char *format = g_strdup_printf("{%s}", pairs);
    json_error_t failure;
    json_t *added = json_vpack_ex(&failure, 0, format, arguments);
    if (added == NULL) {
        added = json_pack("{s:s}", "pairs_error", failure.text);
    }
    json_object_update_missing(line, added);
    json_decref(added);
    g_free(format);
}

/* In one write, so that lines of several threads and processes do not mix. */
static void line_write(const json_t *line) {
    char *text = json_dumps(line, JSON_COMPACT);
    const size_t length = strlen(text);
    text[length] = '\n'; /* in place of the NUL */
    const ssize_t written = write(STDERR_FILENO, text, length + 1);
    (void)written; /* when standard error fails there is nowhere left to say so */
    free(text);
}

void log_write(enum log_level level, const char *event, const char *message, const char *pairs,
               ...) {
    if (level < log_least) {
        return;
    }
    json_t *line = line_begin(level, event, message);
    va_list arguments;
    va_start(arguments, pairs);
    line_add_pairs(line, pairs, arguments);
    va_end(arguments);
    line_write(line);
    json_decref(line);
}
