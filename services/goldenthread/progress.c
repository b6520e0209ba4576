#include "goldenthread/progress.h"

#include <glib.h>
#include <stdio.h>
#include <unistd.h>

#define TERMINAL_EVERY_US 1000000
#define LOG_EVERY_US 10000000

void progress_start(struct progress *progress, const char *what, int64_t total) {
    *progress = (struct progress){.what = what,
                                  .total = total,
                                  .next_us = g_get_monotonic_time() + TERMINAL_EVERY_US,
                                  .terminal = isatty(STDERR_FILENO) == 1};
}

static void progress_print(struct progress *progress) {
    fprintf(stderr, "%s%s %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT "%s",
            progress->terminal ? "\r" : "", progress->what, progress->done, progress->total,
            progress->terminal ? "" : "\n");
    fflush(stderr);
    progress->printed = true;
}

void progress_step(struct progress *progress) {
    progress->done++;
    if (progress->done % 256 != 0) { /* the clock is not read for every step */
        return;
    }
    const int64_t now_us = g_get_monotonic_time();
    if (now_us >= progress->next_us) {
        progress_print(progress);
        progress->next_us = now_us + (progress->terminal ? TERMINAL_EVERY_US : LOG_EVERY_US);
    }
}

void progress_end(struct progress *progress) {
    if (progress->printed) {
        progress_print(progress);
        fputs(progress->terminal ? "\n" : "", stderr);
    }
}
