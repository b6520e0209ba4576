#include "pg/fault.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "runtime/crash_point.h"
#include "runtime/log.h"

#define LINES_KEPT 64

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    const char *point;
    void (*act)(void);
    bool happened;
    const char *logged[LINES_KEPT];
    size_t n_logged;
} fault = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

void fault_at(const char *point, void (*act)(void)) {
    pthread_mutex_lock(&fault.mutex);
    fault.point = point;
    fault.act = act;
    fault.happened = false;
    fault.n_logged = 0;
    pthread_mutex_unlock(&fault.mutex);
}

bool fault_happened(void) {
    pthread_mutex_lock(&fault.mutex);
    bool happened = fault.happened;
    pthread_mutex_unlock(&fault.mutex);
    return happened;
}

void crash_point_pass(const char *name) {
    void (*act)(void) = NULL;
    pthread_mutex_lock(&fault.mutex);
    if (fault.act != NULL && strcmp(fault.point, name) == 0) {
        act = fault.act;
        fault.act = NULL;
        fault.happened = true;
    }
    pthread_mutex_unlock(&fault.mutex);
    if (act != NULL) {
        act();
    }
}

void log_write(enum log_level level, const char *event, const char *message, const char *pairs,
               ...) {
    (void)level;
    (void)message;
    (void)pairs;
    pthread_mutex_lock(&fault.mutex);
    if (fault.n_logged < LINES_KEPT) {
        fault.logged[fault.n_logged++] = event;
    }
    pthread_cond_broadcast(&fault.changed);
    pthread_mutex_unlock(&fault.mutex);
}

static int times_logged(const char *event) {
    int times = 0;
    for (size_t i = 0; i < fault.n_logged; i++) {
        times += strcmp(fault.logged[i], event) == 0;
    }
    return times;
}

int fault_wait_for_log(const char *event) {
    pthread_mutex_lock(&fault.mutex);
    while (times_logged(event) == 0) {
        pthread_cond_wait(&fault.changed, &fault.mutex);
    }
    int times = times_logged(event);
    pthread_mutex_unlock(&fault.mutex);
    return times;
}

/* As crash_point.c finds them. */
extern const char *const first_point[] __asm__("__start_crash_points");
extern const char *const end_point[] __asm__("__stop_crash_points");

size_t fault_points(const char *const **names) {
    *names = first_point;
    return ((uintptr_t)end_point - (uintptr_t)first_point) / sizeof *first_point;
}
