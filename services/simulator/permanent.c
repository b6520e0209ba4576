#include "simulator/permanent.h"

#include "simulator/draw.h"

/* Permanent exclusions in a year out of a million children without SEN. With the factors below
 * about 90 a year in Rotherham, 13 of them in primary schools and most in year 10 (Schools Forum,
 * 2023/24); SEN support 43 %, plans 10 % (England, 2023/24). */
static const uint16_t year_per_million[] = {80,  200,  400,  400,  480,  600,
                                            800, 1350, 2400, 3250, 4000, 1250};
#define SPECIAL_PER_MILLION 1200
static const uint16_t sen_per_mille[] = {
    [SEN_NONE] = 1000, [SEN_SUPPORT] = 4500, [SEN_PLAN] = 2600};

/* None in the first days of September, and all of them early enough for the governors to meet. */
#define FIRST_DAY 12
#define DAYS 270

day_t permanent_exclusion(uint64_t key, enum phase phase, int32_t nc_year, int8_t sen,
                          int32_t year) {
    const int8_t known = sen == SEN_UNKNOWN ? SEN_NONE : sen;
    const uint32_t base = phase == PHASE_SPECIAL ? SPECIAL_PER_MILLION : year_per_million[nc_year];
    const uint32_t rate = base * sen_per_mille[known] / 1000;
    if (!draw_happens(draw(key, DRAW_PERMANENT, year, 0), rate)) {
        return INT32_MAX;
    }
    return day_from_civil(year, 9, 1) + FIRST_DAY +
           (day_t)draw_below(draw(key, DRAW_PERMANENT, year, 1), DAYS);
}

enum permanent_end permanent_end(uint64_t key, int32_t year) {
    static const uint8_t ends[16] = {[0] = PERMANENT_QUASHED,
                                     [1] = PERMANENT_CANCELLED,
                                     [2] = PERMANENT_REINSTATED,
                                     [3] = PERMANENT_REINSTATED};
    return (enum permanent_end)ends[draw_below(draw(key, DRAW_PERMANENT, year, 2), sizeof ends)];
}
