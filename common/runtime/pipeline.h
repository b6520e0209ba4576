/* A consumer is one constant of type struct pipeline: a table of pure functions. The runtime does
 * all I/O, once, for every consumer, and knows none of them by name.
 *
 * One event's path: message -> decode by the writer schema's plan into the input's record ->
 * refuse? -> fold into the document of the child and window -> lines of the loser negated, lines of
 * the winner -> one transaction with the document and the offset. */
#ifndef GOLDENTHREAD_RUNTIME_PIPELINE_H
#define GOLDENTHREAD_RUNTIME_PIPELINE_H

#include "domain/breach.h"
#include "domain/event.h"
#include "domain/field.h"
#include "domain/line.h"
#include "domain/reference.h"

enum window { WINDOW_ACADEMIC_YEAR, WINDOW_LIFETIME };

#define WINDOW_LIFETIME_START 0 /* window_start of a lifetime document: 1970-01-01 */

struct input;
struct pipeline;
struct schemas;

/* What the documents of a pipeline are made and read with. Outlives them. */
struct document_context {
    const struct pipeline *pipeline;
    struct schemas *const *schemas; /* by input */
};

/* An event that was not refused, on its way into a document. */
struct arrival {
    size_t input;       /* index into the pipeline's inputs */
    const void *record; /* decoded */
    struct text value;  /* as sent: framing and body */
};

/* How the state of one child in one window is kept: packed marks, or records as their senders wrote
 * them (runtime/records.h). */
struct document_kind {
    void *(*new)(const struct document_context *context, day_t window_start);
    void (*free)(void *document);
    /* NULL: the bytes are damaged. */
    void *(*unpack)(const struct document_context *context, day_t window_start,
                    const uint8_t *bytes, size_t length);
    /* Bytes that pack writes at most, and packing; returns the bytes written. */
    size_t (*packed_bound)(const void *document);
    size_t (*pack)(const void *document, uint8_t *to);
    size_t (*memory)(const void *document); /* bytes that it holds */
    /* Asks the processor for what the next fold will read. */
    void (*prefetch)(const void *document);
    /* Folds one event in and adds the lines that this changes. Nothing of the arrival is kept. */
    enum outcome (*fold)(void *document, const struct arrival *arrival,
                         const struct reference *reference, struct lines *to);
    /* The lines of every fact: what verify compares and rebuild writes. */
    void (*lines)(const void *document, const struct reference *reference, struct lines *to);
    /* What child_lines and rules are given of it: struct marks, struct winners. Valid until the
     * next fold. */
    const void *(*view)(const void *document);
};

/* One topic. Several inputs of a pipeline are co-partitioned and joined by child. */
struct input {
    const char *topic;
    const struct field *fields;
    size_t n_fields;
    size_t record_size; /* the record starts with a struct envelope */
    /* Why the event is refused, the first in the order of enum reason: bad key, bad value, unknown
     * code. `key` is the message's. */
    struct refusal (*refuse)(const void *record, struct text key,
                             const struct reference *reference);
    /* The business date that chooses the window; called for records that were not refused. */
    day_t (*day)(const void *record);
    /* The lines of one fact, a winning ASSERT; nothing for a VOID. */
    void (*lines)(const void *record, const struct reference *reference, struct lines *to);
};

struct pipeline {
    const char *name; /* "absence": state.<name>, stream.offset.consumer, group id suffix */
    uint32_t version; /* raised by hand when a line or a rule changes its meaning */
    enum window window;
    const struct input *inputs; /* its own topic first, then those it joins by child */
    size_t n_inputs;
    const struct document_kind *document;
    /* What needs all facts of the child in the window; `view` is the document kind's. NULL: nothing
     * does. */
    void (*child_lines)(const void *view, const struct reference *reference, struct lines *to);
    /* Every crossing of the rules that look at this document, those of the future included; NULL
     * for a pipeline without rules. */
    void (*crossings)(const void *view, const struct reference *reference, struct crossings *to);
    const struct measure *const *measures; /* every measure that the functions above add */
    size_t n_measures;
};

/* First day of the pipeline's window that holds `day`. */
day_t pipeline_window_start(const struct pipeline *pipeline, day_t day);

/* child_lines of a document, none for a pipeline without. */
void pipeline_child_lines(const struct pipeline *pipeline, const void *document,
                          const struct reference *reference, struct lines *to);

/* Runs the consumer until it is told to stop: options, configuration, log, metrics, loop, orderly
 * shutdown. Returns the process's exit status. */
int consumer_main(const struct pipeline *pipeline, int argc, char **argv);

#endif
