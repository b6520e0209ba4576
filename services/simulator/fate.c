#include "simulator/fate.h"

#include <stddef.h>

#include "simulator/draw.h"

#define LONGEST_DELAY 5 /* school days within which N has to become a reason */

static enum fate pick(uint32_t roll, const struct fate_shares *shares) {
    const uint32_t parts[] = {shares->corrected, shares->misfiled, shares->late, shares->resent};
    static const uint8_t fates[] = {FATE_CORRECTED, FATE_MISFILED, FATE_LATE, FATE_RESENT};
    for (size_t i = 0; i < sizeof fates; i++) {
        if (roll < parts[i]) {
            return (enum fate)fates[i];
        }
        roll -= parts[i];
    }
    return FATE_PLAIN;
}

struct drawn_fate fate_of(uint64_t key, int32_t a, int32_t b, const struct fate_shares *shares) {
    const uint64_t bits = draw(key, DRAW_FATE, a, b);
    struct drawn_fate made = {pick(draw_below(bits, MILLION), shares),
                              draw_happens(bits << 32, shares->doubled), 0};
    if (made.fate != FATE_PLAIN || made.doubled) {
        made.delay = (uint8_t)draw_below(draw(key, DRAW_FATE, a, 2 + b), LONGEST_DELAY + 1);
    }
    return made;
}
