#include "simulator/rates.h"

#include "simulator/draw.h"

#define PARTS 32 /* children are told apart by the 32nd part that they are in */
#define SPECIAL_SCHOOL 3

/* Sessions per million of Rotherham's possible sessions in 2025/26, primary, secondary, special
 * (Department for Education, pupil attendance in schools, year to date). Illness is split into
 * short and long spells, O into days and single sessions. D, Q and X are not in that file; they are
 * given a little, so that codes which are no possible session occur. */
/* clang-format off */
const struct kind kinds[KINDS] = {
    {CODE_I, GROUP_ILLNESS, SPREAD_WIDE, {25000, 23000, 37000}, 1000, {1, 1, 1, 1, 2, 2, 3, 5}, -1},
    {CODE_I, GROUP_ILLNESS, SPREAD_WIDE, {1722, 1868, 4618}, 1000, {8, 8, 9, 9, 9, 25, 30, 35}, -1},
    {CODE_M, GROUP_MEDICAL, SPREAD_WIDE, {2668, 2928, 11507}, 550, {0}, -1},
    {CODE_O, GROUP_TRUANCY, SPREAD_STEEP, {8421, 34469, 33237}, 1000, {1, 1, 1, 1, 2, 2, 3, 5}, -1},
    {CODE_O, GROUP_TRUANCY, SPREAD_STEEP, {2000, 8000, 6000}, 250, {0}, -1},
    {CODE_U, GROUP_TRUANCY, SPREAD_STEEP, {1680, 2774, 955}, 950, {0}, -1},
    {CODE_N, GROUP_TRUANCY, SPREAD_STEEP, {411, 47, 786}, 500, {0}, -1},
    {CODE_G, GROUP_FLAT, SPREAD_EVEN, {8601, 6041, 8497}, 1000, {2, 3, 5, 5, 5, 5, 5, 10}, -1},
    {CODE_L, GROUP_FLAT, SPREAD_EVEN, {10664, 28316, 4198}, 850, {0}, -1},
    {CODE_R, GROUP_FLAT, SPREAD_EVEN, {563, 448, 280}, 1000, {1, 1, 1, 1, 1, 1, 1, 1}, -1},
    {CODE_T, GROUP_FLAT, SPREAD_EVEN, {53, 32, 0}, 1000, {5, 5, 5, 10, 10, 10, 15, 20}, -1},
    {CODE_C, GROUP_FLAT, SPREAD_EVEN, {1936, 2587, 6876}, 1000, {1, 1, 1, 1, 1, 1, 2, 3}, -1},
    {CODE_C1, GROUP_FLAT, SPREAD_EVEN, {22, 54, 15}, 1000, {1, 1, 1, 1, 1, 1, 2, 2}, -1},
    {CODE_S, GROUP_FLAT, SPREAD_EVEN, {0, 136, 0}, 1000, {2, 2, 3, 3, 5, 5, 5, 5}, 11},
    {CODE_J1, GROUP_FLAT, SPREAD_EVEN, {11, 193, 179}, 500, {0}, -1},
    {CODE_B, GROUP_FLAT, SPREAD_FEW, {2327, 4071, 6826}, 1000, {1, 1, 1, 1, 1, 1, 2, 5}, -1},
    {CODE_K, GROUP_REMOVAL, SPREAD_EVEN, {81, 93, 124}, 1000, {5, 5, 5, 10, 10, 10, 15, 20}, -1},
    {CODE_P, GROUP_FLAT, SPREAD_EVEN, {731, 772, 42}, 500, {0}, -1},
    {CODE_V, GROUP_FLAT, SPREAD_EVEN, {7962, 5860, 3972}, 1000, {1, 1, 1, 1, 1, 1, 2, 3}, -1},
    {CODE_W, GROUP_FLAT, SPREAD_EVEN, {0, 4899, 0}, 1000, {5, 5, 5, 5, 5, 5, 10, 10}, 10},
    {CODE_D, GROUP_FLAT, SPREAD_FEW, {40, 150, 1500}, 1000, {1, 1, 1, 1, 1, 1, 1, 1}, -1},
    {CODE_Q, GROUP_REMOVAL, SPREAD_EVEN, {2, 5, 400}, 1000, {1, 1, 1, 1, 1, 1, 2, 3}, -1},
    {CODE_X, GROUP_FLAT, SPREAD_EVEN, {300, 0, 0}, 0, {0}, 0},
};
/* clang-format on */

const uint32_t part_time_per_million[PHASES] = {2200, 5230, 24500};
const uint32_t suspended_per_million[PHASES] = {365, 5000, 2200};

/* Fitted to two sets of margins at once, by phase (the file above) and by SEN provision (Rotherham,
 * autumn and spring 2025/26). The two disagree: the file's schools have more pupils with SEN than
 * provision.c, so secondary schools come out a little low and N a little high.
 *
 * Per mille of the phase's rate for N, K and E in mainstream schools, and in special schools. */
static const uint32_t sen_per_mille[GROUPS][4] = {
    [GROUP_FLAT] = {1000, 1000, 1000, 1000},      [GROUP_ILLNESS] = {965, 1180, 1950, 1000},
    [GROUP_MEDICAL] = {860, 1400, 2100, 1000},    [GROUP_REMOVAL] = {508, 3300, 6000, 1300},
    [GROUP_TRUANCY] = {755, 1950, 3600, 1200},    [GROUP_PART_TIME] = {212, 2480, 7300, 1000},
    [GROUP_SUSPENSION] = {480, 3600, 3700, 1300},
};

/* In the order of persistent absence by primary need, all schools of Rotherham, 2024/25. The mean
 * over the needs of provision.c is about 1000. */
static const uint16_t need_per_mille[NEEDS] = {820,  1560, 800,  970,  1150, 900, 850,
                                               1200, 900,  1500, 1000, 1100, 800, 650};

/* Mean of each 32nd part of a Weibull distribution with mean 1000: shapes 1, 2/3, 1/2 and 1/3, with
 * which persistent absence comes out right. */
static const uint16_t spread_per_mille[SPREADS][PARTS] = {
    [SPREAD_EVEN] = {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000,
                     1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000,
                     1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000},
    [SPREAD_WIDE] = {16,   48,   81,   116,  152,  189,  227,  267,  309,  352,  398,
                     445,  495,  548,  604,  663,  725,  792,  863,  940,  1024, 1115,
                     1215, 1326, 1452, 1595, 1762, 1964, 2217, 2556, 3080, 4464},
    [SPREAD_WIDER] = {2,    8,    18,   30,   44,   62,   82,   104,  129,  157, 189,
                      224,  262,  305,  353,  406,  465,  530,  604,  686,  779, 886,
                      1008, 1149, 1316, 1516, 1761, 2071, 2484, 3077, 4072, 7221},
    [SPREAD_STEEP] = {0,   1,   3,    7,    12,   18,   26,   36,   48,   62,   79,
                      99,  123, 150,  182,  220,  263,  314,  373,  443,  525,  622,
                      739, 881, 1055, 1274, 1555, 1931, 2461, 3276, 4764, 10458},
    [SPREAD_FEW] = {0,   0,   0,   0,   1,   1,    2,    3,    5,    7,    11,
                    15,  20,  28,  37,  49,  64,   83,   108,  139,  180,  232,
                    300, 391, 513, 680, 918, 1270, 1828, 2810, 4944, 17361},
};

uint32_t rate_by_sen(const struct child *child, int8_t sen, enum group group) {
    if (child->phase == PHASE_SPECIAL) {
        return sen_per_mille[group][SPECIAL_SCHOOL];
    }
    return sen_per_mille[group][sen == SEN_UNKNOWN ? SEN_NONE : sen];
}

uint32_t rate_by_year(const struct child *child, const uint16_t per_mille[MAINSTREAM_YEARS]) {
    return child->phase == PHASE_SPECIAL ? 1000 : per_mille[child->nc_year];
}

uint32_t rate_by_need(const struct child *child, enum group group) {
    return child->need == NEED_NONE || group == GROUP_FLAT ? 1000 : need_per_mille[child->need];
}

/* A child has one place among all children in health and one in everything else. Children with SEN
 * differ more from each other: one step further for SEN support, three for a plan. */
uint32_t rate_by_spread(const struct child *child, int8_t sen, enum spread spread) {
    const enum draw_of of = spread == SPREAD_WIDE ? DRAW_HEALTH : DRAW_ENGAGEMENT;
    const uint32_t part = draw_below(draw(child->key, of, 0, 0), PARTS);
    int step = (int)spread;
    if (spread != SPREAD_EVEN && sen != SEN_UNKNOWN) {
        step += sen == SEN_PLAN ? 3 : sen;
    }
    return spread_per_mille[step < SPREADS ? step : SPREADS - 1][part];
}
