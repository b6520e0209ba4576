/* The loop of a consumer: poll, decode, fold, write. It holds every decision of exactly-once and no
 * I/O of its own.
 *
 * stream.offset in the database is the only truth about positions. The loop keeps messages,
 * documents and one open write set; anything it keeps may be forgotten at any time and read again.
 * The interleavings and crash points are numbered at the top of loop.c. */
#ifndef GOLDENTHREAD_RUNTIME_LOOP_H
#define GOLDENTHREAD_RUNTIME_LOOP_H

#include "runtime/pipeline.h"
#include "runtime/schemas.h"
#include "runtime/sink.h"
#include "runtime/source.h"

struct loop_settings {
    int thread;                   /* from 1: says in metrics and log lines whose they are */
    size_t poll_messages;         /* messages asked for at once */
    int poll_ms;                  /* and how long to wait for them */
    size_t set_bytes;             /* a write set is closed at this size, */
    int64_t set_age_ms;           /* at this age, */
    int64_t idle_age_ms;          /* or at this age when no message is waiting */
    size_t cache_bytes;           /* documents kept in memory, least recently used out first */
    int64_t outage_ms;            /* no database for so long: forget everything and claim again */
    day_t today;                  /* DAY_NONE: the London date */
    struct breach_key breach_key; /* of a pipeline with crossings */
};

struct loop;

/* Borrows everything. `schemas` has one entry per input of the pipeline. */
struct loop *loop_new(const struct pipeline *pipeline, const struct reference *reference,
                      struct schemas *const *schemas, struct source *source, struct sink *sink,
                      const struct loop_settings *settings);
void loop_free(struct loop *loop);

/* One turn: poll, fold what came, write when it is time. False: *error, ERROR_CONFIG, ERROR_RULES
 * or ERROR_FATAL. */
bool loop_turn(struct loop *loop, struct error *error) MUST_CHECK;

/* Writes what is folded and waits for it, at most timeout_ms; for an orderly end. True when nothing
 * is left. */
bool loop_drain(struct loop *loop, int64_t timeout_ms, struct error *error);

/* Whether everything that the group gave is claimed, for /readyz; also true while it gave nothing.
 */
bool loop_ready(const struct loop *loop);

#endif
