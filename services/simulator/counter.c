#include "simulator/counter.h"

#include <glib.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define LOOK_EVERY 16384 /* events between looks at the clock */

/* A terminal's line is written over; a log gets a line now and then. */
#define TERMINAL_EVERY_US (G_USEC_PER_SEC / 2)
#define LOG_EVERY_US (10 * G_USEC_PER_SEC)

static void show(struct counter *counter, int64_t now_us) {
    counter->shown_us = now_us;
    const int64_t percent = counter->expected > 0 ? 100 * counter->total / counter->expected : 100;
    fprintf(stderr, "%s%" PRId64 " events, %" PRId64 " %%, %.0f a second%s",
            counter->terminal ? "\r" : "", counter->total, percent < 100 ? percent : 100,
            (double)counter->total / counter_seconds(counter), counter->terminal ? " " : "\n");
    fflush(stderr);
}

static bool count_event(struct outlet *outlet, enum stream stream, enum telling telling,
                        uint32_t child, const void *record) {
    struct counter *counter = (struct counter *)outlet;
    counter->told[stream][telling]++;
    counter->total++;
    if (counter->show && counter->total % LOOK_EVERY == 0) {
        const int64_t now_us = g_get_monotonic_time();
        if (now_us - counter->shown_us >= (counter->terminal ? TERMINAL_EVERY_US : LOG_EVERY_US)) {
            show(counter, now_us);
        }
    }
    return counter->next == NULL ||
           counter->next->send(counter->next, stream, telling, child, record);
}

void counter_start(struct counter *counter, int64_t expected, bool progress) {
    *counter = (struct counter){.outlet = {count_event}, .expected = expected};
    counter->terminal = isatty(STDERR_FILENO) == 1;
    counter->show = progress || counter->terminal;
    counter->started_us = g_get_monotonic_time();
    counter->shown_us = counter->started_us;
}

double counter_seconds(const struct counter *counter) {
    const int64_t elapsed_us = g_get_monotonic_time() - counter->started_us;
    return elapsed_us > 0 ? (double)elapsed_us / G_USEC_PER_SEC : 1e-6;
}

void counter_end(struct counter *counter) {
    if (counter->show) {
        show(counter, g_get_monotonic_time());
        fputs(counter->terminal ? "\n" : "", stderr);
    }
}
