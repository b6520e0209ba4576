#include "runtime/member.h"

#include "runtime/log.h"

#define DRAIN_MS 10000

static void drain(struct member *member) {
    if (!loop_drain(member->loop, DRAIN_MS, &member->error) && member->error.kind != ERROR_FATAL) {
        log_warning("consumer.undrained", "the last events are left for the next owner", "");
        member->error.kind = ERROR_NONE;
    }
}

static void *run(void *context) {
    struct member *member = context;
    log_thread(member->number);
    bool going = true;
    while (going && !atomic_load(&member->stop)) {
        going = loop_turn(member->loop, &member->error);
        atomic_store(&member->ready, going && loop_ready(member->loop));
        atomic_store(&member->turned, true);
    }
    if (going) {
        drain(member);
    }
    atomic_store(&member->ended, true);
    return NULL;
}

void member_start(struct member *member, const struct pipeline *pipeline,
                  const struct reference *reference, const struct loop_settings *settings) {
    member->number = settings->thread;
    member->loop =
        loop_new(pipeline, reference, member->schemas, member->source, member->sink, settings);
    member->thread = g_thread_new("member", run, member);
}

void member_stop(struct member *member) {
    atomic_store(&member->stop, true);
}

void member_join(struct member *member) {
    if (member->thread != NULL) {
        g_thread_join(member->thread);
    }
}

void member_free(struct member *member, const struct pipeline *pipeline) {
    if (member->source != NULL) {
        member->source->ops->close(member->source);
    }
    if (member->sink != NULL) {
        member->sink->ops->close(member->sink);
    }
    loop_free(member->loop);
    if (member->schemas != NULL) {
        schemas_free_all(member->schemas, pipeline);
    }
}
