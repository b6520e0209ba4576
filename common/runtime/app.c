/* The life of a consumer's process. */
#include <glib.h>

#include "runtime/consumer_settings.h"
#include "runtime/reference_load.h"
#include "runtime/rules.h"
#include "runtime/service.h"
#include "runtime/signals.h"
#include "runtime/sink_postgres.h"

#define DRAIN_MS 10000

struct app {
    const struct pipeline *pipeline;
    struct consumer_settings settings;
    struct service *service;
    struct schemas **schemas; /* by input */
    struct reference *reference;
    char *rules;
    struct breach_key breach_key;
    struct sink *sink;
    struct source *source;
    struct loop *loop;
};

static bool load_schemas(struct app *app, struct error *error) {
    app->schemas = schemas_load_all(app->settings.schemas, app->pipeline, error);
    return app->schemas != NULL;
}

static bool load_breach_key(struct app *app, struct error *error) {
    return app->pipeline->crossings == NULL ||
           breach_key_load(app->settings.breach_key_file, &app->breach_key, error);
}

static bool load_reference(void *context, struct error *error) {
    struct app *app = context;
    app->reference = reference_load(app->settings.dsn, error);
    if (app->reference != NULL) {
        app->rules = rules_text(app->pipeline->version, app->reference->version);
    }
    return app->reference != NULL;
}

static bool open_sink(void *context, struct error *error) {
    struct app *app = context;
    app->sink =
        sink_postgres_new(app->pipeline, app->settings.dsn, app->rules, &app->breach_key, error);
    if (app->sink != NULL) {
        sink_postgres_set_outage(app->sink, app->settings.outage_ms);
    }
    return app->sink != NULL;
}

static bool open_source(void *context, struct error *error) {
    struct app *app = context;
    const struct source_kafka_settings settings = consumer_source_settings(&app->settings);
    app->source = source_kafka_new(app->pipeline, &settings, error);
    return app->source != NULL;
}

static bool persist(struct app *app, bool (*step)(void *context, struct error *error),
                    struct error *error) {
    return service_persist(app->service, step, app, error);
}

/* Order matters: who waits for the database is not yet a member of the group. */
static bool start(struct app *app, struct error *error) {
    app->service = service_start(app->settings.admin_listen, error);
    if (app->service == NULL || !load_schemas(app, error) || !load_breach_key(app, error) ||
        !persist(app, load_reference, error) || !persist(app, open_sink, error) ||
        !persist(app, open_source, error)) {
        return false;
    }
    struct loop_settings settings = consumer_loop_settings(&app->settings);
    settings.breach_key = app->breach_key;
    app->loop =
        loop_new(app->pipeline, app->reference, app->schemas, app->source, app->sink, &settings);
    log_info("consumer.started", "consuming", "s:s s:s s:s", "version", GOLDENTHREAD_VERSION,
             "rules", app->rules, "group", app->settings.group);
    return true;
}

static bool run(struct app *app, struct error *error) {
    bool going = true;
    while (going && service_signal(app->service, 0) == 0) {
        going = loop_turn(app->loop, error);
        service_tick(app->service, going && loop_ready(app->loop));
    }
    return going;
}

/* What is folded is written if that goes quickly; what is not is read again by the next owner. */
static void drain(struct app *app, struct error *error) {
    service_stopping(app->service);
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
    schemas_free_all(app->schemas, app->pipeline);
    service_stop(app->service);
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
