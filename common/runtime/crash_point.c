#include "runtime/crash_point.h"

#include <glib.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KILLED_STATUS (128 + 9) /* what a shell says of a process that SIGKILL ended */

/* The linker's bounds of the section; absent, hence weak, in a program without a crash point. */
extern const char *const first_point[] __asm__("__start_crash_points") __attribute__((weak));
extern const char *const end_point[] __asm__("__stop_crash_points") __attribute__((weak));

void crash_point_pass(const char *name) {
    static atomic_long passes;
    const char *wanted = g_getenv("GOLDENTHREAD_CRASH_POINT");
    const size_t length = strlen(name);
    if (wanted == NULL || strncmp(wanted, name, length) != 0 || wanted[length] != ':') {
        return;
    }
    if (atomic_fetch_add(&passes, 1) + 1 == strtol(wanted + length + 1, NULL, 10)) {
        _exit(KILLED_STATUS);
    }
}

size_t crash_point_names(const char *const **names) {
    *names = first_point;
    return ((uintptr_t)end_point - (uintptr_t)first_point) / sizeof *first_point;
}
