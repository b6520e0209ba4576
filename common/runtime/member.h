/* One member of a consumer's group: a source, a sink and a loop of its own, on a thread of its own.
 *
 * A process has one member or several, which share its processors as instances share machines: to
 * the group and to the database they are instances like any other, so that what keeps instances
 * apart (epochs, the fence, versions of documents) keeps members apart. */
#ifndef GOLDENTHREAD_RUNTIME_MEMBER_H
#define GOLDENTHREAD_RUNTIME_MEMBER_H

#include <glib.h>
#include <stdatomic.h>

#include "runtime/loop.h"

struct member {
    int number;               /* settings.thread */
    struct schemas **schemas; /* by input; owned, like source and sink; decoding changes them */
    struct source *source;
    struct sink *sink;
    struct loop *loop;
    GThread *thread;
    atomic_bool stop;   /* it is told to end */
    atomic_bool turned; /* its loop has turned since it was last asked */
    atomic_bool ready;  /* as loop_ready has it */
    atomic_bool ended;  /* it turns no more: told to stop, or failed */
    struct error error; /* why it failed, if it did; to be read after member_join */
};

/* Makes the loop and runs it until told to stop, or until it fails. Pipeline and reference are
 * borrowed. */
void member_start(struct member *member, const struct pipeline *pipeline,
                  const struct reference *reference, const struct loop_settings *settings);

/* Tells it to end, at once: what is folded is written if that goes quickly, what is not is read
 * again by the next owner. */
void member_stop(struct member *member);

/* Waits until it has ended; a member that never started has. */
void member_join(struct member *member);

/* Leaves the group and frees what it owns. Its thread has ended. */
void member_free(struct member *member, const struct pipeline *pipeline);

#endif
