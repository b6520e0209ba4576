/* How often each kind of mark comes, and how unevenly among children: the numbers behind
 * attendance.c. */
#ifndef GOLDENTHREAD_SIMULATOR_RATES_H
#define GOLDENTHREAD_SIMULATOR_RATES_H

#include "simulator/borough.h"
#include "simulator/codes.h"

/* What a kind's rate depends on besides the phase. */
enum group { GROUP_FLAT, GROUP_ILLNESS, GROUP_MEDICAL, GROUP_REMOVAL, GROUP_TRUANCY, GROUPS };

#define GROUP_PART_TIME GROUPS

/* How unevenly a kind falls on children, from not at all to on very few. */
enum spread { SPREAD_EVEN, SPREAD_WIDE, SPREAD_WIDER, SPREAD_STEEP, SPREAD_FEW, SPREADS };

#define PARTS 32 /* children are told apart by the 32nd part that they are in */
#define LENGTHS 8

struct kind {
    enum code code;
    enum group group;
    enum spread spread;
    uint32_t per_million[PHASES]; /* of possible sessions of the phase */
    uint16_t morning;      /* per mille that begin in the morning; for runs of whole days 1000 */
    uint8_t days[LENGTHS]; /* equally likely lengths in school days; all 0: one session */
    int8_t only_year;      /* NC year that alone has it, or -1 */
};

#define KINDS 24
extern const struct kind kinds[KINDS];

/* Sessions of C2 per million possible sessions. */
extern const uint32_t part_time_per_million[PHASES];

/* Per mille of the phase's rate for N, K and E in mainstream schools, and in special schools. */
#define SPECIAL_SCHOOL 3
extern const uint32_t sen_per_mille[GROUPS + 1][4];

/* Absence with a primary need against that of all children of the same provision, per mille. */
extern const uint16_t need_per_mille[NEEDS];

/* A child's multiplier by the 32nd part of all children that it is in; the mean is 1000. */
extern const uint16_t spread_per_mille[SPREADS][PARTS];

#endif
