/* The life of a consumer's process. */
#include <glib.h>
#include <systemd/sd-daemon.h>

#include "runtime/admin.h"
#include "runtime/consumer_settings.h"
#include "runtime/metrics.h"
#include "runtime/reference_load.h"
#include "runtime/rules.h"
#include "runtime/signals.h"
#include "runtime/sink_postgres.h"
#include "runtime/watchdog.h"

#define RETRY_MS 1000
#define DRAIN_MS 10000

/* Longer than one turn can take while the database or the broker does not answer, shorter than
 * max.poll.interval.ms. */
#define WATCHDOG_MS 60000
#define SYSTEMD_PAUSE_US G_USEC_PER_SEC

struct app {
    const struct pipeline *pipeline;
    struct consumer_settings settings;
    struct health health;
    struct watchdog *watchdog;
    gint64 systemd_at_us; /* when systemd is told next that all is well */
    bool told_ready;
    int signal; /* by which the process was told to end; 0 none */

    struct admin *admin;
    struct schemas **schemas; /* by input */
    struct reference *reference;
    char *rules;
    struct sink *sink;
    struct source *source;
    struct loop *loop;
};

static void tell_systemd(struct app *app, bool ready) {
    const gint64 now_us = g_get_monotonic_time();
    if (ready && !app->told_ready) {
        app->told_ready = true;
        sd_notify(0, "READY=1");
    }
    if (now_us >= app->systemd_at_us) {
        app->systemd_at_us = now_us + SYSTEMD_PAUSE_US;
        sd_notify(0, "WATCHDOG=1");
    }
}

/* One more turn, of the loop or of waiting for what it needs, has come to its end. */
static void tick(struct app *app, bool ready) {
    atomic_store(&app->health.ticked_us, g_get_monotonic_time());
    atomic_store(&app->health.ready, ready);
    watchdog_feed(app->watchdog);
    tell_systemd(app, ready);
}

static bool start_admin(struct app *app, struct error *error) {
    metric_set(metric_gauge("kpi_build_info", "version=\"" GOLDENTHREAD_VERSION "\"",
                            "The version that runs."),
               1);
    metric_set(metric_gauge("kpi_process_start_time_seconds", "",
                            "When the process started, in seconds since 1970."),
               (double)g_get_real_time() / G_USEC_PER_SEC);
    app->watchdog = watchdog_start(WATCHDOG_MS);
    tick(app, false);
    app->admin = admin_start(app->settings.admin_listen, &app->health, error);
    return app->admin != NULL;
}

static bool load_schemas(struct app *app, struct error *error) {
    char *folder = g_build_filename(app->settings.schemas, "avro", NULL);
    const struct pipeline *pipeline = app->pipeline;
    bool loaded = true;
    app->schemas = g_new0(struct schemas *, pipeline->n_inputs);
    for (size_t i = 0; loaded && i < pipeline->n_inputs; i++) {
        app->schemas[i] = schemas_load(folder, &pipeline->inputs[i], error);
        loaded = app->schemas[i] != NULL;
    }
    g_free(folder);
    return loaded;
}

static bool load_reference(struct app *app, struct error *error) {
    app->reference = reference_load(app->settings.dsn, error);
    if (app->reference != NULL) {
        app->rules = rules_text(app->pipeline->version, app->reference->version);
    }
    return app->reference != NULL;
}

static bool open_sink(struct app *app, struct error *error) {
    app->sink = sink_postgres_new(app->pipeline, app->settings.dsn, app->rules, error);
    if (app->sink != NULL) {
        sink_postgres_set_outage(app->sink, app->settings.outage_ms);
    }
    return app->sink != NULL;
}

static bool open_source(struct app *app, struct error *error) {
    const struct source_kafka_settings settings = consumer_source_settings(&app->settings);
    app->source = source_kafka_new(app->pipeline, &settings, error);
    return app->source != NULL;
}

/* Tries until it is done, does not pass by itself, or a signal comes. */
static bool persist(struct app *app, bool (*step)(struct app *app, struct error *error),
                    struct error *error) {
    while (!step(app, error)) {
        if (error->kind != ERROR_RETRY) {
            return false;
        }
        log_warning("start.waiting", error->message, "");
        *error = (struct error){0};
        tick(app, false);
        app->signal = signals_wait(RETRY_MS);
        if (app->signal != 0) {
            return false;
        }
    }
    tick(app, false);
    return true;
}

/* Order matters: who waits for the database is not yet a member of the group. */
static bool start(struct app *app, struct error *error) {
    if (!start_admin(app, error) || !load_schemas(app, error) ||
        !persist(app, load_reference, error) || !persist(app, open_sink, error) ||
        !persist(app, open_source, error)) {
        return false;
    }
    const struct loop_settings settings = consumer_loop_settings(&app->settings);
    app->loop =
        loop_new(app->pipeline, app->reference, app->schemas, app->source, app->sink, &settings);
    log_info("consumer.started", "consuming", "s:s s:s s:s", "version", GOLDENTHREAD_VERSION,
             "rules", app->rules, "group", app->settings.group);
    return true;
}

static bool run(struct app *app, struct error *error) {
    bool going = true;
    while (going && app->signal == 0) {
        going = loop_turn(app->loop, error);
        tick(app, going && loop_ready(app->loop));
        app->signal = signals_wait(0);
    }
    return going;
}

/* What is folded is written if that goes quickly; what is not is read again by the next owner. */
static void drain(struct app *app, struct error *error) {
    sd_notify(0, "STOPPING=1");
    log_info("consumer.stopping", "told to end by a signal", "s:i", "signal", app->signal);
    if (!loop_drain(app->loop, DRAIN_MS, error) && error->kind != ERROR_FATAL) {
        log_warning("consumer.undrained", "the last events are left for the next owner", "");
        error->kind = ERROR_NONE;
    }
}

static void stop(struct app *app) {
    if (app->source != NULL) {
        app->source->ops->close(app->source);
    }
    if (app->sink != NULL) {
        app->sink->ops->close(app->sink);
    }
    loop_free(app->loop);
    g_free(app->rules);
    reference_free(app->reference);
    for (size_t i = 0; app->schemas != NULL && i < app->pipeline->n_inputs; i++) {
        schemas_free(app->schemas[i]);
    }
    g_free(app->schemas);
    admin_stop(app->admin);
    if (app->watchdog != NULL) {
        watchdog_stop(app->watchdog);
    }
}

int consumer_main(const struct pipeline *pipeline, int argc, char **argv) {
    struct app app = {.pipeline = pipeline};
    struct error error = {0};
    bool done = false;
    signals_block();
    log_start(pipeline->name, LOG_INFO);
    if (consumer_settings_read(&app.settings, pipeline, argc, argv, &done, &error)) {
        log_start(pipeline->name, (enum log_level)app.settings.log_level);
        if (start(&app, &error) && run(&app, &error)) {
            drain(&app, &error);
        }
        stop(&app);
    }
    consumer_settings_free(&app.settings);
    if (error.kind != ERROR_NONE) {
        log_error("consumer.failed", error.message, "");
    } else if (!done) {
        log_info("consumer.stopped", "ended in order", "");
    }
    return error_exit_status(&error);
}
