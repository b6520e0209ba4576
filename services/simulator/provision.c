#include "simulator/provision.h"

#include "simulator/draw.h"

const char *const need_names[NEEDS] = {"ASD", "SEMH", "SLCN", "MLD", "PD",  "SPLD", "HI",
                                       "SLD", "VI",   "PMLD", "MSI", "OTH", "NSA",  "DS"};

/* Primary need of 10,000 children. Plans: Rotherham's 3,623 of January 2025, a few DS taken from
 * SLD. SEN support: no local figures are published by need; these follow England's order. */
static const uint16_t plan_needs[NEEDS] = {3544, 2307, 1717, 1272, 582, 190, 135,
                                           117,  66,   41,   19,   0,   0,   10};
static const uint16_t support_needs[NEEDS] = {900, 2200, 2600, 1500, 250, 1450, 150,
                                              30,  100,  5,    25,   450, 335,  5};

/* Out of a million children of mainstream schools; with those who will have a plan 15.8 % have SEN
 * support. 97 % of the children in special schools have a plan. */
#define UNKNOWN_SEN 6000
#define SUPPORT 135000
#define SPECIAL_WITH_PLAN 970000

/* Plans granted in an academic year to a million children of mainstream schools. The years stand to
 * each other as plans issued in Rotherham did (276 in 2022, 476 in 2023, 535 in 2024); the level
 * gives the 1,474 plans in mainstream schools of January 2025 (SEN2). */
static const struct granted {
    int32_t until; /* the last academic year, by its first calendar year */
    uint32_t per_million;
} granted[] = {{2017, 2300}, {2018, 3000}, {2019, 3700},     {2020, 3700},
               {2021, 3400}, {2022, 4600}, {INT32_MAX, 7000}};

/* Against the mean of all ages, from two years before reception to year 11. */
#define YOUNGEST (-2)
#define AGES 14
static const uint16_t age_per_mille[AGES] = {500,  1600, 1300, 1200, 1200, 1100, 1100,
                                             1100, 1000, 1000, 900,  800,  700,  500};
#define YEAR_DAYS 365

static int8_t draw_need(uint64_t key, const uint16_t shares[NEEDS]) {
    uint32_t left = draw_below(draw(key, DRAW_NEED, 0, 0), 10000);
    int8_t need = 0;
    while (left >= shares[need]) {
        left -= shares[need];
        need++;
    }
    return need;
}

static uint32_t granted_in(int32_t year) {
    size_t i = 0;
    while (year > granted[i].until) {
        i++;
    }
    return granted[i].per_million;
}

/* The day on which the child gets a plan, INT32_MAX if it never does. */
static day_t draw_plan(uint64_t key, int32_t entry) {
    const uint32_t roll = draw_below(draw(key, DRAW_PLAN, 0, 0), MILLION);
    uint32_t sum = 0;
    for (int32_t age = 0; age < AGES; age++) {
        const int32_t year = entry + YOUNGEST + age;
        sum += granted_in(year) * age_per_mille[age] / 1000;
        if (roll < sum) {
            return day_from_civil(year, 9, 1) +
                   (day_t)draw_below(draw(key, DRAW_PLAN, 1, 0), YEAR_DAYS);
        }
    }
    return INT32_MAX;
}

static void draw_mainstream(struct child *child, int32_t entry) {
    const uint32_t roll = draw_below(draw(child->key, DRAW_SEN, 0, 0), MILLION);
    const day_t plan_from = draw_plan(child->key, entry);
    if (roll < UNKNOWN_SEN) {
        child->sen = SEN_UNKNOWN;
    } else if (plan_from != INT32_MAX) {
        child->sen = SEN_SUPPORT;
        child->need = draw_need(child->key, plan_needs);
        child->plan_from = plan_from;
    } else if (roll < UNKNOWN_SEN + SUPPORT) {
        child->sen = SEN_SUPPORT;
        child->need = draw_need(child->key, support_needs);
    }
}

/* A place in a special school comes with a plan, granted in the year before reception. */
static void draw_special(struct child *child, int32_t entry) {
    child->sen = SEN_SUPPORT;
    child->need = draw_need(child->key, plan_needs);
    if (draw_happens(draw(child->key, DRAW_SEN, 0, 0), SPECIAL_WITH_PLAN)) {
        child->plan_from = day_from_civil(entry - 1, 9, 1) +
                           (day_t)draw_below(draw(child->key, DRAW_PLAN, 1, 0), YEAR_DAYS);
    }
}

void provision_draw(struct child *child, int32_t entry) {
    child->sen = SEN_NONE;
    child->need = NEED_NONE;
    child->plan_from = INT32_MAX;
    if (child->phase == PHASE_SPECIAL) {
        draw_special(child, entry);
    } else {
        draw_mainstream(child, entry);
    }
}
