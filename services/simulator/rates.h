/* How often each kind of mark comes, and how unevenly among children: the numbers behind
 * attendance.c, exclusions.c and timetables.c. */
#ifndef GOLDENTHREAD_SIMULATOR_RATES_H
#define GOLDENTHREAD_SIMULATOR_RATES_H

#include "simulator/borough.h"
#include "simulator/codes.h"

/* What a kind's rate depends on besides the phase. */
enum group {
    GROUP_FLAT,
    GROUP_ILLNESS,
    GROUP_MEDICAL,
    GROUP_REMOVAL,
    GROUP_TRUANCY,
    GROUP_PART_TIME,
    GROUP_SUSPENSION,
    GROUPS,
};

/* How unevenly a kind falls on children, from not at all to on very few. */
enum spread { SPREAD_EVEN, SPREAD_WIDE, SPREAD_WIDER, SPREAD_STEEP, SPREAD_FEW, SPREADS };

#define LENGTHS 8
#define MAINSTREAM_YEARS 12 /* reception to year 11 */

struct kind {
    enum code code;
    enum group group;
    enum spread spread;
    uint32_t per_million[PHASES]; /* of possible sessions of the phase */
    uint16_t morning;      /* per mille that begin in the morning; for runs of whole days 1000 */
    uint8_t days[LENGTHS]; /* equally likely lengths in school days; all 0: one session */
    int8_t only_year;      /* NC year that alone has it, or -1 */
};

#define KINDS 23
extern const struct kind kinds[KINDS];

/* Sessions of C2 and of E per million possible sessions. */
extern const uint32_t part_time_per_million[PHASES];
extern const uint32_t suspended_per_million[PHASES];

/* What a child's SEN provision, NC year, need and own inclination make of the rate of its phase,
 * per mille. */
uint32_t rate_by_sen(const struct child *child, int8_t sen, enum group group);
uint32_t rate_by_year(const struct child *child, const uint16_t per_mille[MAINSTREAM_YEARS]);
uint32_t rate_by_need(const struct child *child, enum group group);
uint32_t rate_by_spread(const struct child *child, int8_t sen, enum spread spread);

#endif
