/* The life of a consumer's process: what its members share is made, they run, the process watches
 * over them. */
#include <glib.h>

#include "runtime/consumer_settings.h"
#include "runtime/member.h"
#include "runtime/reference_load.h"
#include "runtime/rules.h"
#include "runtime/service.h"
#include "runtime/signals.h"
#include "runtime/sink_postgres.h"

/* How often the process looks whether its members go on. */
#define LOOK_MS 100

struct app {
    const struct pipeline *pipeline;
    struct consumer_settings settings;
    struct service *service;
    struct reference *reference;
    char *rules;
    struct breach_key breach_key;
    struct member *members;
    size_t n_members;
};

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

/* A step that is taken again goes on with the members that are not open yet. */
static bool open_sinks(void *context, struct error *error) {
    struct app *app = context;
    for (size_t i = 0; i < app->n_members; i++) {
        struct member *member = &app->members[i];
        if (member->sink == NULL) {
            member->sink = sink_postgres_new(app->pipeline, app->settings.dsn, app->rules,
                                             &app->breach_key, error);
        }
        if (member->sink == NULL) {
            return false;
        }
        sink_postgres_set_outage(member->sink, app->settings.outage_ms);
    }
    return true;
}

static bool open_sources(void *context, struct error *error) {
    struct app *app = context;
    struct source_kafka_settings settings = consumer_source_settings(&app->settings);
    for (size_t i = 0; i < app->n_members; i++) {
        struct member *member = &app->members[i];
        settings.thread = (int)i + 1;
        if (member->source == NULL) {
            member->source = source_kafka_new(app->pipeline, &settings, error);
        }
        if (member->source == NULL) {
            return false;
        }
    }
    return true;
}

static bool load_schemas(struct app *app, struct error *error) {
    for (size_t i = 0; i < app->n_members; i++) {
        app->members[i].schemas = schemas_load_all(app->settings.schemas, app->pipeline, error);
        if (app->members[i].schemas == NULL) {
            return false;
        }
    }
    return true;
}

static void start_members(struct app *app) {
    struct loop_settings settings = consumer_loop_settings(&app->settings);
    settings.breach_key = app->breach_key;
    for (size_t i = 0; i < app->n_members; i++) {
        settings.thread = (int)i + 1;
        member_start(&app->members[i], app->pipeline, app->reference, &settings);
    }
}

static bool persist(struct app *app, bool (*step)(void *context, struct error *error),
                    struct error *error) {
    return service_persist(app->service, step, app, error);
}

/* Order matters: who waits for the database is not yet a member of the group. */
static bool start(struct app *app, struct error *error) {
    app->n_members = (size_t)app->settings.threads;
    app->members = g_new0(struct member, app->n_members);
    app->service = service_start(app->settings.admin_listen, error);
    if (app->service == NULL || !load_schemas(app, error) || !load_breach_key(app, error) ||
        !persist(app, load_reference, error) || !persist(app, open_sinks, error) ||
        !persist(app, open_sources, error)) {
        return false;
    }
    start_members(app);
    log_info("consumer.started", "consuming", "s:s s:s s:s s:i", "version", GOLDENTHREAD_VERSION,
             "rules", app->rules, "group", app->settings.group, "threads", (int)app->n_members);
    return true;
}

static bool all_turned(struct app *app) {
    bool turned = true;
    for (size_t i = 0; i < app->n_members; i++) {
        turned = turned && atomic_load(&app->members[i].turned);
    }
    for (size_t i = 0; turned && i < app->n_members; i++) {
        atomic_store(&app->members[i].turned, false);
    }
    return turned;
}

static bool all_ready(const struct app *app) {
    bool ready = true;
    for (size_t i = 0; i < app->n_members; i++) {
        ready = ready && atomic_load(&app->members[i].ready);
    }
    return ready;
}

static bool any_ended(const struct app *app) {
    bool ended = false;
    for (size_t i = 0; i < app->n_members; i++) {
        ended = ended || atomic_load(&app->members[i].ended);
    }
    return ended;
}

/* Until a signal comes or a member fails. One that hangs keeps the process from being fed. */
static void watch(struct app *app) {
    while (!any_ended(app) && service_signal(app->service, LOOK_MS) == 0) {
        if (all_turned(app)) {
            service_tick(app->service, all_ready(app));
        }
    }
    if (service_signal(app->service, 0) != 0) {
        service_stopping(app->service);
    }
}

/* All of them are told before the first is waited for, so that none takes over what another leaves.
 */
static void stop(struct app *app, struct error *error) {
    for (size_t i = 0; i < app->n_members; i++) {
        member_stop(&app->members[i]);
    }
    for (size_t i = 0; i < app->n_members; i++) {
        member_join(&app->members[i]);
        if (error->kind == ERROR_NONE) {
            *error = app->members[i].error;
        }
    }
    for (size_t i = 0; i < app->n_members; i++) {
        member_free(&app->members[i], app->pipeline);
    }
    g_free(app->members);
    g_free(app->rules);
    reference_free(app->reference);
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
        if (start(&app, &error)) {
            watch(&app);
        }
        stop(&app, &error);
    }
    consumer_settings_free(&app.settings);
    if (error.kind != ERROR_NONE) {
        log_error("consumer.failed", error.message, "");
    } else if (!done) {
        log_info("consumer.stopped", "ended in order", "");
    }
    return error_exit_status(&error);
}
