/* A log in memory: partitions of messages that every source of a test reads, with a group that a
 * test moves around.
 *
 * Messages are the array's own; a source holds only positions. */
#ifndef GOLDENTHREAD_TESTS_MEMORY_SOURCE_H
#define GOLDENTHREAD_TESTS_MEMORY_SOURCE_H

#include <glib.h>

#include "runtime/source.h"

#define MEMORY_PARTITIONS 4

struct memory_log {
    GArray *partitions[MEMORY_PARTITIONS]; /* struct message, offset = low + index */
    int64_t low[MEMORY_PARTITIONS];        /* first offset that is still there */
    int64_t markers[MEMORY_PARTITIONS];    /* offsets after the last message that never come */
    int32_t n_partitions;
};

void memory_log_init(struct memory_log *log, int32_t n_partitions);
void memory_log_free(struct memory_log *log);

/* Appends copies of key and value (NULL for null). */
void memory_log_append(struct memory_log *log, int32_t partition, struct text key,
                       struct text value);

struct memory_source {
    struct source source;
    const struct memory_log *log;
    bool owned[MEMORY_PARTITIONS]; /* what the group gives at the next poll */
    bool rebalance;                /* the next poll begins with revoke and assign */
    bool watermarks_fail;
    bool fetching[MEMORY_PARTITIONS];
    bool end_told[MEMORY_PARTITIONS];
    int64_t position[MEMORY_PARTITIONS];
    int64_t committed[MEMORY_PARTITIONS]; /* as told, for lag tools */
    size_t polls;
};

/* Owns all partitions from the first poll. */
void memory_source_init(struct memory_source *source, const struct memory_log *log);

/* Everything that it fetches has been polled. */
bool memory_source_is_drained(const struct memory_source *source);

#endif
