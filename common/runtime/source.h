/* Where messages come from: Kafka in production, an array in tests.
 *
 * The source tells the loop about partitions through `struct source_events`, always from inside
 * poll() and on the calling thread. Nobody pauses, resumes or seeks: a position is only ever set by
 * assign(). */
#ifndef GOLDENTHREAD_RUNTIME_SOURCE_H
#define GOLDENTHREAD_RUNTIME_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "domain/text.h"
#include "runtime/error.h"

#define OFFSET_LOW_WATERMARK (-1) /* start at the first message that the broker still has */

struct message {
    size_t input; /* index into pipeline->inputs */
    int32_t partition;
    int64_t offset;
    int64_t timestamp_ms; /* the broker's or the producer's, epoch milliseconds; -1 unknown */
    struct text key;      /* bytes NULL: null key */
    struct text value;    /* bytes NULL: null value */
    void *handle;         /* the source's own; headers are read through it */
};

struct topic_partition {
    size_t input;
    int32_t partition;
    int64_t offset; /* of the next message wanted, or OFFSET_LOW_WATERMARK */
};

struct source_events {
    /* The group gave these partitions (all of them: assignment is eager). The loop claims them and
     * calls source->assign, now or later. */
    void (*assigned)(void *context, const struct topic_partition *partitions, size_t count);
    /* The group took everything back. Nothing of it may be written any more. */
    void (*revoked)(void *context);
    /* The broker no longer has, or does not yet have, the offset that was asked for. */
    void (*out_of_range)(void *context, size_t input, int32_t partition);
    /* The end of the partition is reached, and every message before it was given by an earlier
     * poll: the next message will have this offset or a greater one. */
    void (*reached_end)(void *context, size_t input, int32_t partition, int64_t next_offset);
    /* Something of the partition came damaged, on the way or from the broker's disk. Nothing behind
     * it is given until the partition is assigned again at the offset that comes next. */
    void (*damaged)(void *context, size_t input, int32_t partition);
    void *context;
};

struct source;
struct source_ops {
    /* Up to `limit` messages, waiting at most timeout_ms for the first ones; returns how many. They
     * stay valid until the next release(). Negative: *error, ERROR_FATAL or ERROR_CONFIG;
     * everything that heals by itself is waited for. */
    long (*poll)(struct source *source, struct message *messages, size_t limit, int timeout_ms,
                 const struct source_events *events, struct error *error);
    void (*release)(struct source *source);
    /* Replaces everything that is being fetched. count 0: fetch nothing, stay in the group. Without
     * partitions from the group it does nothing. */
    bool (*assign)(struct source *source, const struct topic_partition *partitions, size_t count,
                   struct error *error);
    /* First offset still there and the one after the last. */
    bool (*watermarks)(struct source *source, size_t input, int32_t partition, int64_t *low,
                       int64_t *high, struct error *error);
    /* The owner of a key by murmur2, the rule of the Java client: its partition's timers see the
     * document. */
    int32_t (*partition_of)(struct source *source, struct text key);
    /* The message's headers as a JSON object of base64 values, NULL for none; the caller frees with
     * free. */
    char *(*headers)(struct source *source, const struct message *message);
    /* Tells the broker how far the database is, for lag tools only; never read back. */
    void (*committed)(struct source *source, const struct topic_partition *partitions,
                      size_t count);
    void (*close)(struct source *source);
};
struct source {
    const struct source_ops *ops;
};

#endif
