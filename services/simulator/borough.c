#include "simulator/borough.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "simulator/draw.h"

#define NEVER INT32_MAX

/* Enrolments and schools by phase in the attendance file of 2025/26. */
static const uint32_t full_pupils[PHASES] = {23479, 18166, 1293};
static const uint32_t full_schools[PHASES] = {96, 17, 7};
static const int8_t first_year[PHASES] = {0, 7, 0};
static const uint32_t years[PHASES] = {7, 5, 14}; /* special schools teach to year 13 */

const char *const phase_names[PHASES] = {"primary", "secondary", "special"};
static const char *const localities[] = {"Central", "North", "South"};
static const char *const systems[] = {"arbor", "bromcom", "sims"};

const char *const need_names[NEEDS] = {"ASD", "SEMH", "SLCN", "MLD", "PD",  "SPLD", "HI",
                                       "SLD", "VI",   "PMLD", "MSI", "OTH", "NSA",  "DS"};

/* Primary need of 10,000 children. Plans: Rotherham's 3,623 of January 2025, a few DS taken from
 * SLD. SEN support: no local figures are published by need; these follow England's order. */
static const uint16_t plan_needs[NEEDS] = {3544, 2307, 1717, 1272, 582, 190, 135,
                                           117,  66,   41,   19,   0,   0,   10};
static const uint16_t support_needs[NEEDS] = {900, 2200, 2600, 1500, 250, 1450, 150,
                                              30,  100,  5,    25,   450, 335,  5};

/* Out of a million children of mainstream schools. A child that will have a plan gets it on any day
 * from reception to year 11, so that at one time half of them have it: 1.7 % with a plan there and
 * 97 % in special schools make Rotherham's 4.6 %, and 15.8 % have SEN support. */
#define UNKNOWN_SEN 6000
#define WILL_HAVE_PLAN 34600
#define SUPPORT 145000
#define SPECIAL_WITH_PLAN 970000
#define CAREER_DAYS (12 * 365)

/* About 505 children looked after of 43,000; not every register system sends it. */
#define LOOKED_AFTER 11800
#define UNKNOWN_LOOKED_AFTER 15000

struct school_counts {
    uint32_t of[PHASES];
};

static struct school_counts count_schools(const struct borough_settings *settings) {
    struct school_counts counts;
    for (int phase = 0; phase < PHASES; phase++) {
        const uint64_t pupils = settings->pupils[phase];
        const uint32_t usual = (uint32_t)(pupils * full_schools[phase] / full_pupils[phase]);
        const uint32_t schools = settings->schools[phase] > 0 ? settings->schools[phase] : usual;
        counts.of[phase] = pupils > 0 && schools == 0 ? 1 : schools;
    }
    return counts;
}

static uint32_t first_school(struct school_counts counts, int phase) {
    uint32_t first = 0;
    for (int before = 0; before < phase; before++) {
        first += counts.of[before];
    }
    return first;
}

static void describe_school(struct school *school, uint32_t number, enum phase phase,
                            uint32_t nth) {
    /* No school has a URN from 990001 on; establishment numbers are by phase. */
    static const char *const kinds[PHASES] = {"Primary", "Secondary", "Special"};
    static const uint32_t establishments[PHASES] = {2001, 4001, 7001};
    const uint32_t system = number % 3;
    school->urn = 990001 + (int64_t)number;
    school->phase = phase;
    school->locality = localities[nth % 3];
    school->has_record_id = system == 1;
    snprintf(school->name, sizeof school->name, "Synthetic %s School %u", kinds[phase], nth + 1);
    snprintf(school->source, sizeof school->source, "%s-372-%u", systems[system],
             establishments[phase] + nth);
}

static void describe_schools(struct school *schools, struct school_counts counts) {
    for (int phase = 0; phase < PHASES; phase++) {
        const uint32_t first = first_school(counts, phase);
        for (uint32_t nth = 0; nth < counts.of[phase]; nth++) {
            describe_school(&schools[first + nth], first + nth, (enum phase)phase, nth);
        }
    }
}

void child_write_ref(uint64_t key, char to[CHILD_REF_SIZE]) {
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
    uint64_t bits = draw(key, DRAW_REF, 0, 0);
    for (int i = 0; i < CHILD_REF_SIZE - 1; i++) {
        if (i == 12) {
            bits = draw(key, DRAW_REF, 1, 0);
        } else if (i == 24) {
            bits = draw(key, DRAW_REF, 2, 0);
        }
        to[i] = digits[bits & 31];
        bits >>= 5;
    }
    to[CHILD_REF_SIZE - 1] = '\0';
}

static int8_t draw_need(uint64_t key, const uint16_t shares[NEEDS]) {
    uint32_t left = draw_below(draw(key, DRAW_NEED, 0, 0), 10000);
    int8_t need = 0;
    while (left >= shares[need]) {
        left -= shares[need];
        need++;
    }
    return need;
}

static void draw_mainstream_sen(struct child *child, day_t entry) {
    const uint32_t roll = draw_below(draw(child->key, DRAW_SEN, 0, 0), MILLION);
    child->sen = SEN_NONE;
    child->need = NEED_NONE;
    child->plan_from = NEVER;
    if (roll < UNKNOWN_SEN) {
        child->sen = SEN_UNKNOWN;
    } else if (roll < UNKNOWN_SEN + WILL_HAVE_PLAN) {
        child->sen = SEN_SUPPORT;
        child->need = draw_need(child->key, plan_needs);
        child->plan_from =
            entry + (day_t)draw_below(draw(child->key, DRAW_PLAN, 0, 0), CAREER_DAYS);
    } else if (roll < UNKNOWN_SEN + WILL_HAVE_PLAN + SUPPORT) {
        child->sen = SEN_SUPPORT;
        child->need = draw_need(child->key, support_needs);
    }
}

static void draw_special_sen(struct child *child) {
    const bool plan = draw_happens(draw(child->key, DRAW_SEN, 0, 0), SPECIAL_WITH_PLAN);
    child->sen = plan ? SEN_PLAN : SEN_SUPPORT;
    child->need = draw_need(child->key, plan_needs);
    child->plan_from = NEVER;
}

static int8_t draw_looked_after(uint64_t key) {
    const uint32_t roll = draw_below(draw(key, DRAW_LOOKED_AFTER, 0, 0), MILLION);
    if (roll < LOOKED_AFTER) {
        return 1;
    }
    return roll < LOOKED_AFTER + UNKNOWN_LOOKED_AFTER ? -1 : 0;
}

/* Walks the child's years in its phase: a move is for good. */
static void draw_schools(struct child *child, const struct borough_settings *settings,
                         struct school_counts counts, int32_t year) {
    const uint32_t schools = counts.of[child->phase];
    uint32_t school = draw_below(draw(child->key, DRAW_SCHOOL, child->phase, 0), schools);
    child->moves_on = NEVER;
    for (int32_t past = year - child->nc_year + first_year[child->phase];; past++) {
        uint32_t next = school;
        const bool moves =
            draw_happens(draw(child->key, DRAW_MOVE, past, 0), settings->moves_per_million);
        if (moves && schools > 1) {
            const uint32_t by = 1 + draw_below(draw(child->key, DRAW_MOVE, past, 1), schools - 1);
            next = (school + by) % schools;
        }
        if (past == year) {
            const day_t on = (day_t)draw_below(draw(child->key, DRAW_MOVE, past, 2), 300);
            child->moves_on = next != school ? day_from_civil(year, 9, 10) + on : NEVER;
            child->school = (uint16_t)(first_school(counts, child->phase) + school);
            child->next_school = (uint16_t)(first_school(counts, child->phase) + next);
            return;
        }
        school = next;
    }
}

static void draw_child(struct child *child, const struct borough_settings *settings,
                       struct school_counts counts, int32_t year, uint32_t serial) {
    const int32_t entry = year - child->nc_year; /* the year in which it was in reception */
    const int32_t kind = child->phase == PHASE_SPECIAL;
    child->key = draw(settings->seed, DRAW_CHILD, entry * 2 + kind, (int32_t)serial);
    child_write_ref(child->key, child->ref);
    child->looked_after = draw_looked_after(child->key);
    if (child->phase == PHASE_SPECIAL) {
        draw_special_sen(child);
    } else {
        draw_mainstream_sen(child, day_from_civil(entry, 9, 1));
    }
    draw_schools(child, settings, counts, year);
}

static int compare_children(const void *a, const void *b) {
    const struct child *left = a;
    const struct child *right = b;
    if (left->school != right->school) {
        return left->school < right->school ? -1 : 1;
    }
    if (left->nc_year != right->nc_year) {
        return left->nc_year < right->nc_year ? -1 : 1;
    }
    return (left->key > right->key) - (left->key < right->key);
}

void borough_divide(uint32_t pupils, uint32_t by_phase[PHASES]) {
    const uint64_t all = pupils;
    by_phase[PHASE_PRIMARY] = (uint32_t)(all * full_pupils[PHASE_PRIMARY] / BOROUGH_PUPILS);
    by_phase[PHASE_SECONDARY] = (uint32_t)(all * full_pupils[PHASE_SECONDARY] / BOROUGH_PUPILS);
    by_phase[PHASE_SPECIAL] = pupils - by_phase[PHASE_PRIMARY] - by_phase[PHASE_SECONDARY];
}

static void draw_children(struct borough *borough, const struct borough_settings *settings,
                          struct school_counts counts, int32_t year) {
    struct child *child = borough->children;
    for (int phase = 0; phase < PHASES; phase++) {
        for (uint32_t i = 0; i < settings->pupils[phase]; i++) {
            child->phase = (uint8_t)phase;
            child->nc_year = (int16_t)(first_year[phase] + (int16_t)(i % years[phase]));
            draw_child(child, settings, counts, year, i / years[phase]);
            child++;
        }
    }
}

static void *allocate(size_t count, size_t size) {
    void *zeros = calloc(count, size);
    if (zeros == NULL && count > 0) {
        abort();
    }
    return zeros;
}

struct borough *borough_new(const struct borough_settings *settings, day_t year) {
    const struct school_counts counts = count_schools(settings);
    struct borough *borough = allocate(1, sizeof *borough);
    borough->n_schools = first_school(counts, PHASES);
    borough->schools = allocate(borough->n_schools, sizeof *borough->schools);
    describe_schools(borough->schools, counts);
    for (int phase = 0; phase < PHASES; phase++) {
        borough->n_children += settings->pupils[phase];
    }
    borough->children = allocate(borough->n_children, sizeof *borough->children);
    draw_children(borough, settings, counts, day_to_civil(year).year);
    qsort(borough->children, borough->n_children, sizeof *borough->children, compare_children);
    return borough;
}

uint16_t borough_other_school(const struct borough *borough, uint16_t school) {
    const enum phase phase = borough->schools[school].phase;
    const size_t next = (size_t)school + 1;
    if (next < borough->n_schools && borough->schools[next].phase == phase) {
        return (uint16_t)next;
    }
    if (school > 0 && borough->schools[school - 1].phase == phase) {
        return (uint16_t)(school - 1);
    }
    return school;
}

void borough_free(struct borough *borough) {
    if (borough != NULL) {
        free(borough->children);
        free(borough->schools);
        free(borough);
    }
}
