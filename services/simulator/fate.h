/* What becomes of a mark or a record on its way: most are told right, and on the day. Pure. */
#ifndef GOLDENTHREAD_SIMULATOR_FATE_H
#define GOLDENTHREAD_SIMULATOR_FATE_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/day.h"

enum fate {
    FATE_PLAIN,
    FATE_CORRECTED, /* N at first, the reason some days later */
    FATE_MISFILED,  /* under another school at first, withdrawn and told anew some days later */
    FATE_LATE,      /* recorded on the day, sent some days later */
    FATE_RESENT,    /* told once more some days later: another event, the same revision */
};

/* Marks or records per million; one has one fate, and may be doubled besides. */
struct fate_shares {
    uint32_t corrected, misfiled, late, resent, doubled;
};

struct drawn_fate {
    enum fate fate;
    bool doubled;  /* the first event goes out once more, the same to the last byte */
    uint8_t delay; /* days until the rest is told, 0 to 5; school days of a mark */
};

/* Of a mark: `a` is its day and `b` its session, 0 or 1. */
struct drawn_fate fate_of(uint64_t key, int32_t a, int32_t b, const struct fate_shares *shares);

#endif
