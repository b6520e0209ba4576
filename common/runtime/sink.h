/* Where write sets go: PostgreSQL in production, memory in tests.
 *
 * claim and load answer at once; submit hands a set over and finished gives it back. At most one
 * set is with the sink at a time besides the one that the loop fills. After a lost connection or a
 * COMMIT without an answer the sink itself reads the offsets again and writes the same set again
 * while they have not moved and are still owned. */
#ifndef GOLDENTHREAD_RUNTIME_SINK_H
#define GOLDENTHREAD_RUNTIME_SINK_H

#include "runtime/write_set.h"

/* What stream.offset says about a partition once it is claimed. */
struct claim {
    size_t input;
    const char *topic;
    int32_t partition;
    int64_t epoch;       /* raised by the claim: the former owner is fenced from now on */
    int64_t next_offset; /* in: the low watermark, where one that was never claimed starts; out:
                            stored */
    int64_t last_offset; /* -1 none */
    struct event_id last_event_id;
};

struct document_key {
    struct text child_ref;
    day_t window_start;
};

/* A document as the database has it. Its body is valid during the call that tells it. */
struct stored_document {
    int64_t version;
    day_t next_due;      /* DAY_NONE: nothing changes by time alone */
    const uint8_t *body; /* packed by the pipeline's document kind */
    size_t length;
};

/* What load() tells, with the index of the key: its document if there is one, then its breaches in
 * any state, each of which the receiver takes over. */
struct load_events {
    void (*document)(void *context, size_t index, const struct stored_document *stored);
    void (*breach)(void *context, size_t index, const struct breach *breach);
    void *context;
};

/* Called for each document whose time has come, with the partition that its row has. */
typedef void document_due(void *context, int32_t partition, struct text child_ref,
                          day_t window_start);

struct sink;
struct sink_ops {
    /* Fills epoch to last_event_id of each claim, whose input, topic, partition and next_offset are
     * given; all or nothing. False: ERROR_RULES (the ledger was written by other rules),
     * ERROR_RETRY, ERROR_CONFIG. */
    bool (*claim)(struct sink *sink, struct claim *claims, size_t count, struct error *error);
    /* The keys differ from each other. False, ERROR_RETRY or ERROR_CONFIG: some documents may have
     * been told, each at most once. */
    bool (*load)(struct sink *sink, const struct document_key *keys, size_t count,
                 const struct load_events *events, struct error *error);
    /* Up to `limit` documents of these partitions with next_due <= today, the longest due first.
     * False as of load. */
    bool (*due)(struct sink *sink, const int32_t *partitions, size_t count, day_t today,
                size_t limit, document_due *due, void *context, struct error *error);
    /* Takes the set. Only when idle() is true. */
    void (*submit)(struct sink *sink, struct write_set *set);
    bool (*idle)(struct sink *sink);
    /* The submitted set once it is written or given up, or NULL after timeout_ms. The caller owns
     * it again. */
    struct write_set *(*finished)(struct sink *sink, int timeout_ms);
    void (*close)(struct sink *sink);
};
struct sink {
    const struct sink_ops *ops;
};

#endif
