/* Where one consumer stands in one partition: what PostgreSQL and the broker say about it. */
#ifndef GOLDENTHREAD_PARTITION_STATUS_H
#define GOLDENTHREAD_PARTITION_STATUS_H

#include <stdbool.h>
#include <stdint.h>

struct partition_status {
    const char *consumer, *topic;
    int32_t partition;
    int64_t low, high; /* the broker's watermarks */
    bool claimed;      /* stream.offset has a row; the members below are from it */
    bool other_rules;  /* not those of this release and this reference */
    char rules[32];
    int64_t next_offset;
    int64_t consumed, applied, unchanged, quarantined;
    int64_t updated_ms; /* epoch milliseconds of the last commit */
    int64_t unread_ms; /* timestamp of the next unread message; -1: there is none, or it has none */
};

/* The offset from which there is something to read: where a partition that was never claimed
 * begins, its low watermark. */
int64_t partition_position(const struct partition_status *status);

/* Records between the position and the high watermark, never negative. */
int64_t partition_lag(const struct partition_status *status);

/* Seconds that the next unread message has waited at `now_ms`, 0 when there is none. */
int64_t partition_lag_seconds(const struct partition_status *status, int64_t now_ms);

/* What is wrong, in words with a hint, or NULL. Waiting is wrong when the next message is older
 * than `stalled_ms` and nothing was committed for as long: a consumer that works off a backlog is
 * well. */
const char *partition_problem(const struct partition_status *status, int64_t now_ms,
                              int64_t stalled_ms);

#endif
