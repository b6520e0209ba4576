/* What becomes of a mark on its way: most are told once, on the day. Pure. */
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
};

/* Marks per million; a mark has one fate, and may be sent again besides. */
struct fate_shares {
    uint32_t corrected, misfiled, late, resent;
};

struct mark_fate {
    enum fate fate;
    bool resent;   /* the first event goes out once more, the same to the last byte */
    uint8_t delay; /* school days until the rest is told, 0 to 5 */
};

struct mark_fate fate_of(uint64_t child_key, day_t day, int session,
                         const struct fate_shares *shares);

#endif
