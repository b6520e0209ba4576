#include "runtime/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

bool error_set(struct error *error, enum error_kind kind, const char *format, ...) {
    if (error != NULL) {
        error->kind = kind;
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(error->message, sizeof error->message, format, arguments);
        va_end(arguments);
    }
    return false;
}

int error_exit_status(const struct error *error) {
    switch (error->kind) {
    case ERROR_NONE:
        return EXIT_SUCCESS;
    case ERROR_USAGE:
        return EX_USAGE;
    case ERROR_CONFIG:
    case ERROR_RULES:
        return EX_CONFIG;
    case ERROR_RETRY:
    case ERROR_FENCED:
        return EX_UNAVAILABLE;
    case ERROR_FATAL:
        break;
    }
    return EX_SOFTWARE;
}
