#include "runtime/watchdog.h"

#include <glib.h>
#include <sysexits.h>
#include <unistd.h>

#include "runtime/log.h"

struct watchdog {
    GMutex lock;
    GCond stopping;
    gboolean stopped;
    gint64 timeout_us, end_us;
    GThread *thread;
};

/* Food is not signalled: the thread wakes at the old end and finds a later one. */
static gpointer watch(gpointer data) {
    struct watchdog *watchdog = data;
    g_mutex_lock(&watchdog->lock);
    while (!watchdog->stopped && g_get_monotonic_time() < watchdog->end_us) {
        g_cond_wait_until(&watchdog->stopping, &watchdog->lock, watchdog->end_us);
    }
    const gboolean stopped = watchdog->stopped;
    g_mutex_unlock(&watchdog->lock);
    if (!stopped) {
        log_error("watchdog.bit", "the work has stopped going on", "");
        _exit(EX_SOFTWARE);
    }
    return NULL;
}

struct watchdog *watchdog_start(int timeout_ms) {
    struct watchdog *watchdog = g_new0(struct watchdog, 1);
    g_mutex_init(&watchdog->lock);
    g_cond_init(&watchdog->stopping);
    watchdog->timeout_us = timeout_ms * G_TIME_SPAN_MILLISECOND;
    watchdog->end_us = g_get_monotonic_time() + watchdog->timeout_us;
    watchdog->thread = g_thread_new("watchdog", watch, watchdog);
    return watchdog;
}

void watchdog_feed(struct watchdog *watchdog) {
    g_mutex_lock(&watchdog->lock);
    watchdog->end_us = g_get_monotonic_time() + watchdog->timeout_us;
    g_mutex_unlock(&watchdog->lock);
}

void watchdog_stop(struct watchdog *watchdog) {
    g_mutex_lock(&watchdog->lock);
    watchdog->stopped = TRUE;
    g_cond_signal(&watchdog->stopping);
    g_mutex_unlock(&watchdog->lock);
    g_thread_join(watchdog->thread);
    g_cond_clear(&watchdog->stopping);
    g_mutex_clear(&watchdog->lock);
    g_free(watchdog);
}
