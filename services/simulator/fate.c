#include "simulator/fate.h"

#include "simulator/draw.h"

#define LONGEST_DELAY 5 /* school days within which N has to become a reason */

struct mark_fate fate_of(uint64_t child_key, day_t day, int session,
                         const struct fate_shares *shares) {
    const uint64_t bits = draw(child_key, DRAW_FATE, day, session);
    const uint32_t roll = draw_below(bits, MILLION);
    struct mark_fate made = {FATE_PLAIN, draw_happens(bits << 32, shares->resent), 0};
    if (roll < shares->corrected) {
        made.fate = FATE_CORRECTED;
    } else if (roll < shares->corrected + shares->misfiled) {
        made.fate = FATE_MISFILED;
    } else if (roll < shares->corrected + shares->misfiled + shares->late) {
        made.fate = FATE_LATE;
    }
    if (made.fate != FATE_PLAIN || made.resent) {
        made.delay =
            (uint8_t)draw_below(draw(child_key, DRAW_FATE, day, 2 + session), LONGEST_DELAY + 1);
    }
    return made;
}
