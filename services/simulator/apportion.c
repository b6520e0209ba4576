#include "simulator/apportion.h"

/* Parts of a line of length `whole` laid along one of length `total`: each end is rounded down, so
 * neighbours meet and nothing is lost. */
struct ruler {
    int64_t total, whole, at;
};

static int64_t ruler_take(struct ruler *ruler, int64_t length) {
    if (ruler->whole == 0) {
        return 0;
    }
    const int64_t from = ruler->total * ruler->at / ruler->whole;
    ruler->at += length;
    return ruler->total * ruler->at / ruler->whole - from;
}

int64_t apportion_equal(int64_t total, int64_t index, int64_t shares) {
    return total * (index + 1) / shares - total * index / shares;
}

void apportion(int64_t total, const int32_t *weights, const int32_t *limits, size_t count,
               int32_t *parts) {
    struct ruler by_weight = {total, 0, 0};
    for (size_t i = 0; i < count; i++) {
        by_weight.whole += weights[i];
    }
    struct ruler by_room = {total, 0, 0};
    for (size_t i = 0; i < count; i++) {
        const int64_t part = ruler_take(&by_weight, weights[i]);
        parts[i] = (int32_t)(part < limits[i] ? part : limits[i]);
        by_room.total -= parts[i];
        by_room.whole += limits[i] - parts[i];
    }
    for (size_t i = 0; i < count; i++) {
        parts[i] += (int32_t)ruler_take(&by_room, limits[i] - parts[i]);
    }
}
