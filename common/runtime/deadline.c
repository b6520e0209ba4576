#include "runtime/deadline.h"

#include <glib.h>
#include <stdlib.h>
#include <unistd.h>

#include "runtime/log.h"

struct deadline {
    GMutex lock;
    GCond changed;
    gboolean met;
    const char *what;
    gint64 end_us;
    GThread *thread;
};

static gpointer watch(gpointer data) {
    struct deadline *deadline = data;
    gboolean in_time = TRUE;
    g_mutex_lock(&deadline->lock);
    while (in_time && !deadline->met) {
        in_time = g_cond_wait_until(&deadline->changed, &deadline->lock, deadline->end_us);
    }
    const gboolean met = deadline->met;
    g_mutex_unlock(&deadline->lock);
    if (!met) {
        log_error("deadline.missed", deadline->what, "");
        _exit(EXIT_FAILURE);
    }
    return NULL;
}

struct deadline *deadline_start(const char *what, int timeout_ms) {
    struct deadline *deadline = g_new0(struct deadline, 1);
    g_mutex_init(&deadline->lock);
    g_cond_init(&deadline->changed);
    deadline->what = what;
    deadline->end_us = g_get_monotonic_time() + timeout_ms * G_TIME_SPAN_MILLISECOND;
    deadline->thread = g_thread_new("deadline", watch, deadline);
    return deadline;
}

void deadline_meet(struct deadline *deadline) {
    g_mutex_lock(&deadline->lock);
    deadline->met = TRUE;
    g_cond_signal(&deadline->changed);
    g_mutex_unlock(&deadline->lock);
    g_thread_join(deadline->thread);
    g_cond_clear(&deadline->changed);
    g_mutex_clear(&deadline->lock);
    g_free(deadline);
}
