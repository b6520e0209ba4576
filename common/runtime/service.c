#include "runtime/service.h"

#include <glib.h>
#include <systemd/sd-daemon.h>

#include "runtime/admin.h"
#include "runtime/log.h"
#include "runtime/metrics.h"
#include "runtime/signals.h"
#include "runtime/watchdog.h"

#define RETRY_MS 1000

/* Longer than one turn can take while the database or the broker does not answer, shorter than a
 * consumer's max.poll.interval.ms. */
#define WATCHDOG_MS 60000
#define SYSTEMD_PAUSE_US G_USEC_PER_SEC

struct service {
    struct health health;
    struct watchdog *watchdog;
    struct admin *admin;
    gint64 systemd_at_us; /* when systemd is told next that all is well */
    bool told_ready;
    int signal;
};

static void make_metrics(void) {
    metric_set(metric_gauge("kpi_build_info", "version=\"" GOLDENTHREAD_VERSION "\"",
                            "The version that runs."),
               1);
    metric_set(metric_gauge("kpi_process_start_time_seconds", "",
                            "When the process started, in seconds since 1970."),
               (double)g_get_real_time() / G_USEC_PER_SEC);
}

struct service *service_start(const char *listen, struct error *error) {
    struct service *service = g_new0(struct service, 1);
    make_metrics();
    service->watchdog = watchdog_start(WATCHDOG_MS);
    service_tick(service, false);
    service->admin = admin_start(listen, &service->health, error);
    if (service->admin == NULL) {
        service_stop(service);
        return NULL;
    }
    return service;
}

void service_stop(struct service *service) {
    if (service != NULL) {
        admin_stop(service->admin);
        watchdog_stop(service->watchdog);
        g_free(service);
    }
}

static void tell_systemd(struct service *service, bool ready) {
    const gint64 now_us = g_get_monotonic_time();
    if (ready && !service->told_ready) {
        service->told_ready = true;
        sd_notify(0, "READY=1");
    }
    if (now_us >= service->systemd_at_us) {
        service->systemd_at_us = now_us + SYSTEMD_PAUSE_US;
        sd_notify(0, "WATCHDOG=1");
    }
}

void service_tick(struct service *service, bool ready) {
    atomic_store(&service->health.ticked_us, g_get_monotonic_time());
    atomic_store(&service->health.ready, ready);
    watchdog_feed(service->watchdog);
    tell_systemd(service, ready);
}

int service_signal(struct service *service, int wait_ms) {
    if (service->signal == 0) {
        service->signal = signals_wait(wait_ms);
    }
    return service->signal;
}

bool service_persist(struct service *service, bool (*step)(void *context, struct error *error),
                     void *context, struct error *error) {
    while (!step(context, error)) {
        if (error->kind != ERROR_RETRY) {
            return false;
        }
        log_warning("start.waiting", error->message, "");
        *error = (struct error){0};
        service_tick(service, false);
        if (service_signal(service, RETRY_MS) != 0) {
            return false;
        }
    }
    service_tick(service, false);
    return true;
}

void service_stopping(struct service *service) {
    sd_notify(0, "STOPPING=1");
    log_info("service.stopping", "told to end by a signal", "s:i", "signal", service->signal);
}
