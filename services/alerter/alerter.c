#include "alerter/alerter.h"

#include <glib.h>
#include <unistd.h>

#include "alerter/rounds.h"
#include "runtime/log.h"
#include "runtime/service.h"
#include "runtime/signals.h"

#define DRAIN_US (20 * G_USEC_PER_SEC) /* an attempt takes 15 seconds at most */
#define DRAIN_TOPIC_US (2 * G_USEC_PER_SEC)

struct alerter {
    struct alerter_settings settings;
    char *worker;
    struct service *service;
    struct rounds *rounds;
};

static bool start(struct alerter *alerter, struct error *error) {
    alerter->worker = g_strdup_printf("alerter %s %d", g_get_host_name(), (int)getpid());
    alerter->service = service_start(alerter->settings.admin_listen, error);
    alerter->rounds =
        alerter->service == NULL ? NULL : rounds_new(&alerter->settings, alerter->worker, error);
    if (alerter->rounds == NULL) {
        return false;
    }
    log_info("alerter.started", "delivering", "s:s s:s", "version", GOLDENTHREAD_VERSION, "worker",
             alerter->worker);
    return true;
}

static bool run(struct alerter *alerter, struct error *error) {
    bool going = true;
    while (going && service_signal(alerter->service, 0) == 0) {
        going = rounds_turn(alerter->rounds, error);
        service_tick(alerter->service, going && rounds_ready(alerter->rounds));
    }
    return going;
}

/* What is under way is brought to its end and recorded, so that nobody sends it again. What the
 * broker does not acknowledge soon is published again by the next. */
static void drain(struct alerter *alerter, struct error *error) {
    const int64_t began_us = g_get_monotonic_time();
    service_stopping(alerter->service);
    rounds_wind_up(alerter->rounds);
    bool going = true;
    int64_t spent_us = 0;
    while (going && ((!rounds_idle(alerter->rounds) && spent_us < DRAIN_US) ||
                     (rounds_publishing(alerter->rounds) && spent_us < DRAIN_TOPIC_US))) {
        going = rounds_turn(alerter->rounds, error);
        service_tick(alerter->service, false);
        spent_us = g_get_monotonic_time() - began_us;
    }
    if (!rounds_idle(alerter->rounds)) {
        log_warning("alerter.undrained", "attempts under way are left to the next alerter", "");
    }
}

int alerter_main(int argc, char **argv) {
    struct alerter alerter = {0};
    struct error error = {0};
    bool done = false;
    signals_block();
    log_start("alerter", LOG_INFO);
    if (alerter_settings_read(&alerter.settings, argc, argv, &done, &error)) {
        log_start("alerter", (enum log_level)alerter.settings.log_level);
        if (start(&alerter, &error) && run(&alerter, &error)) {
            drain(&alerter, &error);
        }
        rounds_free(alerter.rounds);
        service_stop(alerter.service);
        g_free(alerter.worker);
    }
    alerter_settings_free(&alerter.settings);
    if (error.kind != ERROR_NONE) {
        log_error("alerter.failed", error.message, "");
    } else if (!done) {
        log_info("alerter.stopped", "ended in order", "");
    }
    return error_exit_status(&error);
}
