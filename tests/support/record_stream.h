/* Any stream of records under histories that are random and the same for the same seed: corrections
 * of every field, withdrawals before and after, duplicates, equal revisions that differ. */
#ifndef GOLDENTHREAD_TESTS_RECORD_STREAM_H
#define GOLDENTHREAD_TESTS_RECORD_STREAM_H

#include <glib.h>

#include "domain/winners.h"
#include "runtime/pipeline.h"
#include "runtime/schemas.h"
#include "support/line_sums.h"
#include "support/random.h"

#define HISTORY_RECORDS 60

struct record_stream {
    const struct pipeline *pipeline; /* of one input */
    /* A record that passes the checks; its identity, revision, op and pupil are then set over. */
    void (*any)(struct random *random, void *record);
    struct schemas *schemas;
    struct document_context context;
};

/* Reads the stream's schema from schemas/avro; aborts when it cannot. `stream` must stay where it
 * is. */
void record_stream_open(struct record_stream *stream);
void record_stream_close(struct record_stream *stream);

/* HISTORY_RECORDS events of one child, of pipeline->inputs[0].record_size bytes each. The caller
 * frees with g_free. */
void *history_new(const struct record_stream *stream, struct random *random);

/* Another order of arrival. */
void history_mix(const struct record_stream *stream, void *history, struct random *random);

const void *history_at(const struct record_stream *stream, const void *history, size_t index);

/* A document and the lines that it gave while it was folded. */
struct record_fold {
    const struct record_stream *stream;
    void *document;
    struct line_sums sums;
};

void record_fold_begin(struct record_fold *fold, const struct record_stream *stream);
void record_fold_end(struct record_fold *fold);
enum outcome record_fold_event(struct record_fold *fold, const void *record);

/* As a later batch finds it in the database. */
void record_fold_store_and_load(struct record_fold *fold);

const struct winners *record_fold_view(const struct record_fold *fold);
GBytes *record_fold_packed(const struct record_fold *fold);

/* Lines of every fact, and what the rules find; the caller frees with g_free. */
char *record_fold_lines(const struct record_fold *fold);
char *record_fold_crossings(const struct record_fold *fold);

#endif
