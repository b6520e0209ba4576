#include "runtime/watchdog.h"

#include <glib.h>
#include <pthread.h>
#include <stdbool.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "runtime/log.h"

struct watchdog {
    GThread *thread;
    pthread_mutex_t mutex; /* of what follows */
    pthread_cond_t stopping;
    bool stopped;
    gint64 timeout_us, end_us;
};

static struct timespec timespec_of(gint64 monotonic_us) {
    return (struct timespec){monotonic_us / G_USEC_PER_SEC, monotonic_us % G_USEC_PER_SEC * 1000};
}

/* Food is not signalled: the thread wakes at the old end and finds a later one. */
static gpointer watch(gpointer data) {
    struct watchdog *watchdog = data;
    pthread_mutex_lock(&watchdog->mutex);
    while (!watchdog->stopped && g_get_monotonic_time() < watchdog->end_us) {
        const struct timespec end = timespec_of(watchdog->end_us);
        pthread_cond_timedwait(&watchdog->stopping, &watchdog->mutex, &end);
    }
    const bool stopped = watchdog->stopped;
    pthread_mutex_unlock(&watchdog->mutex);
    if (!stopped) {
        log_error("watchdog.bit", "the work has stopped going on", "");
        _exit(EX_SOFTWARE);
    }
    return NULL;
}

static void condition_init(pthread_cond_t *condition) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

struct watchdog *watchdog_start(int timeout_ms) {
    struct watchdog *watchdog = g_new0(struct watchdog, 1);
    pthread_mutex_init(&watchdog->mutex, NULL);
    condition_init(&watchdog->stopping);
    watchdog->timeout_us = timeout_ms * G_TIME_SPAN_MILLISECOND;
    watchdog->end_us = g_get_monotonic_time() + watchdog->timeout_us;
    watchdog->thread = g_thread_new("watchdog", watch, watchdog);
    return watchdog;
}

void watchdog_feed(struct watchdog *watchdog) {
    pthread_mutex_lock(&watchdog->mutex);
    watchdog->end_us = g_get_monotonic_time() + watchdog->timeout_us;
    pthread_mutex_unlock(&watchdog->mutex);
}

void watchdog_stop(struct watchdog *watchdog) {
    pthread_mutex_lock(&watchdog->mutex);
    watchdog->stopped = true;
    pthread_cond_signal(&watchdog->stopping);
    pthread_mutex_unlock(&watchdog->mutex);
    g_thread_join(watchdog->thread);
    pthread_cond_destroy(&watchdog->stopping);
    pthread_mutex_destroy(&watchdog->mutex);
    g_free(watchdog);
}
