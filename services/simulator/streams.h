/* The streams that the borough is told in. */
#ifndef GOLDENTHREAD_SIMULATOR_STREAMS_H
#define GOLDENTHREAD_SIMULATOR_STREAMS_H

#include "runtime/pipeline.h"

enum stream {
    STREAM_ABSENCE,
    STREAM_EXCLUSION,
    STREAM_TIMETABLE,
    STREAM_REFERRAL,
    STREAM_ADVICE,
    STREAMS,
};

/* Its consumer, whose name it bears, and the consumer's input. */
const struct pipeline *stream_pipeline(enum stream stream);
const char *stream_name(enum stream stream);
const struct input *stream_input(enum stream stream);

/* The stream of that name; STREAMS: there is none. */
enum stream stream_named(const char *name, size_t length);

/* What comes of an event: the first of a record, or which of those after it. Its number is part of
 * the event id. */
enum telling {
    TELLING_FIRST,
    TELLING_CORRECTION, /* what was wrong at first is right */
    TELLING_VOID,       /* withdraws what was told of another school or child */
    TELLING_REFILED,    /* the same, under its own */
    TELLING_CHANGE,     /* something new about the record */
    TELLING_RESENT,     /* nothing new: the source sends it again */
    TELLINGS,
};

/* Where events go. */
struct outlet {
    /* False ends the feed. The record, of the stream's input, lives until it returns, and its
     * child_ref for as long as whoever made it. `child` is the index in the borough of whom a mark
     * is told, of no meaning in other streams. */
    bool (*send)(struct outlet *outlet, enum stream stream, enum telling telling, uint32_t child,
                 const void *record);
};

#endif
