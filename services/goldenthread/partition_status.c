#include "goldenthread/partition_status.h"

#include <stddef.h>

int64_t partition_position(const struct partition_status *status) {
    return status->claimed ? status->next_offset : status->low;
}

int64_t partition_lag(const struct partition_status *status) {
    const int64_t lag = status->high - partition_position(status);
    return lag > 0 ? lag : 0;
}

int64_t partition_lag_seconds(const struct partition_status *status, int64_t now_ms) {
    const bool waits = status->unread_ms >= 0 && status->unread_ms < now_ms;
    return waits ? (now_ms - status->unread_ms) / 1000 : 0;
}

static bool is_stalled(const struct partition_status *status, int64_t now_ms, int64_t stalled_ms) {
    return status->unread_ms >= 0 && now_ms - status->unread_ms > stalled_ms &&
           (!status->claimed || now_ms - status->updated_ms > stalled_ms);
}

const char *partition_problem(const struct partition_status *status, int64_t now_ms,
                              int64_t stalled_ms) {
    if (status->claimed &&
        status->consumed != status->applied + status->unchanged + status->quarantined) {
        return "unbalanced: events were lost or counted twice, run goldenthread verify";
    }
    if (status->claimed && status->next_offset > status->high) {
        return "ahead of the topic: it was truncated or made anew, see goldenthread reset-offsets";
    }
    if (status->claimed && status->next_offset < status->low) {
        return "the broker deleted events that were not read";
    }
    if (status->claimed && status->other_rules) {
        return "other rules: run goldenthread rebuild";
    }
    if (is_stalled(status, now_ms, stalled_ms)) {
        return "stalled: check that the consumer runs, and its log";
    }
    return NULL;
}
