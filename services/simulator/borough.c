#include "simulator/borough.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "simulator/draw.h"
#include "simulator/permanent.h"
#include "simulator/provision.h"

#define NEVER INT32_MAX

/* Enrolments and schools by phase in the attendance file of 2025/26. */
static const uint32_t full_pupils[PHASES] = {23479, 18166, 1293};
static const uint32_t full_schools[PHASES] = {96, 17, 7};
static const int16_t first_year[PHASES] = {0, 7, 0};
static const uint32_t years[PHASES] = {7, 5, 14}; /* special schools teach to year 13 */

const char *const phase_names[PHASES] = {"primary", "secondary", "special"};
static const char *const localities[] = {"Central", "North", "South"};
static const char *const systems[] = {"arbor", "bromcom", "sims"};

/* About 505 children looked after of 43,000; not every register system sends it. */
#define LOOKED_AFTER 11800
#define UNKNOWN_LOOKED_AFTER 15000

/* From a permanent exclusion to the first day at another school, at least. */
#define READMITTED_AFTER 40

#define YOUNGER_YEARS 2

struct school_counts {
    uint32_t of[PHASES];
};

/* Children of several NC years of a phase, as many in each. */
struct cohorts {
    enum phase phase;
    int16_t first; /* NC year */
    uint32_t years, children;
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

static void describe_school(struct school *school, int64_t first_urn, uint32_t number,
                            enum phase phase, uint32_t nth) {
    /* No school has a URN from 900001 on; establishment numbers are by phase. */
    static const char *const kinds[PHASES] = {"Primary", "Secondary", "Special"};
    static const uint32_t establishments[PHASES] = {2001, 4001, 7001};
    const uint32_t system = number % 3;
    school->urn = first_urn + (int64_t)number;
    school->phase = phase;
    school->locality = localities[nth % 3];
    school->has_record_id = system == 1;
    snprintf(school->name, sizeof school->name, "Synthetic %s School %u", kinds[phase], nth + 1);
    snprintf(school->source, sizeof school->source, "%s-%u-%u", systems[system], 372 + nth / 1000,
             establishments[phase] + nth % 1000);
}

static void describe_schools(struct school *schools, struct school_counts counts) {
    const bool many = first_school(counts, PHASES) > 9999;
    const int64_t first_urn = many ? 900001 : 990001;
    for (int phase = 0; phase < PHASES; phase++) {
        const uint32_t first = first_school(counts, phase);
        for (uint32_t nth = 0; nth < counts.of[phase]; nth++) {
            describe_school(&schools[first + nth], first_urn, first + nth, (enum phase)phase, nth);
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

static int8_t draw_looked_after(uint64_t key) {
    const uint32_t roll = draw_below(draw(key, DRAW_LOOKED_AFTER, 0, 0), MILLION);
    if (roll < LOOKED_AFTER) {
        return 1;
    }
    return roll < LOOKED_AFTER + UNKNOWN_LOOKED_AFTER ? -1 : 0;
}

static uint32_t elsewhere(uint32_t school, uint32_t schools, uint64_t bits) {
    return schools > 1 ? (school + 1 + draw_below(bits, schools - 1)) % schools : school;
}

static void draw_exclusion(struct child *child, int32_t nc_year, int32_t year) {
    const int8_t sen = child_sen(child, day_from_civil(year, 10, 1));
    child->excluded_on =
        permanent_exclusion(child->key, (enum phase)child->phase, nc_year, sen, year);
}

/* The school that the child goes to after `school` in an academic year, often the same, and the day
 * of the change. Sets excluded_on. */
static uint32_t draw_next_school(struct child *child, const struct borough_settings *settings,
                                 uint32_t school, uint32_t schools, int32_t nc_year, int32_t year) {
    child->moves_on = NEVER;
    child->excluded_on = NEVER;
    if (settings->with_records) {
        draw_exclusion(child, nc_year, year);
    }
    const uint64_t where = draw(child->key, DRAW_MOVE, year, 1);
    const uint64_t when = draw(child->key, DRAW_MOVE, year, 2);
    uint32_t next = school;
    if (child->excluded_on != NEVER) {
        const bool returns = permanent_returns(permanent_end(child->key, year));
        next = returns ? school : elsewhere(school, schools, where);
        child->moves_on = child->excluded_on + READMITTED_AFTER + (day_t)draw_below(when, 40);
    } else if (draw_happens(draw(child->key, DRAW_MOVE, year, 0), settings->moves_per_million)) {
        next = elsewhere(school, schools, where);
        child->moves_on = day_from_civil(year, 9, 10) + (day_t)draw_below(when, 300);
    }
    child->moves_on = next != school ? child->moves_on : NEVER;
    return next;
}

/* Walks the child's years in its phase: a move is for good. */
static void draw_schools(struct child *child, const struct borough_settings *settings,
                         struct school_counts counts, int32_t year) {
    const uint32_t schools = counts.of[child->phase];
    const uint32_t first = first_school(counts, child->phase);
    uint32_t school = draw_below(draw(child->key, DRAW_SCHOOL, child->phase, 0), schools);
    uint32_t next = school;
    for (int32_t nc_year = first_year[child->phase]; nc_year <= child->nc_year; nc_year++) {
        school = next;
        next = draw_next_school(child, settings, school, schools, nc_year,
                                year - child->nc_year + nc_year);
    }
    child->school = (uint16_t)(first + school);
    child->next_school = (uint16_t)(first + next);
}

/* A child that is not at school yet has the school that it will begin in. */
static void draw_child(struct child *child, const struct borough_settings *settings,
                       struct school_counts counts, int32_t year, uint32_t serial) {
    const int32_t entry = year - child->nc_year; /* the year in which it is in reception */
    const int32_t kind = child->phase == PHASE_SPECIAL;
    child->key = draw(settings->seed, DRAW_CHILD, entry * 2 + kind, (int32_t)serial);
    child_write_ref(child->key, child->ref);
    child->looked_after = draw_looked_after(child->key);
    child->moves_on = NEVER;
    child->excluded_on = NEVER;
    provision_draw(child, entry);
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

/* Adds the children of a phase whose years are `first` to `first + n_years - 1`. */
static struct child *draw_children(struct child *child, const struct borough_settings *settings,
                                   struct school_counts counts, int32_t year,
                                   const struct cohorts *cohorts) {
    for (uint32_t i = 0; i < cohorts->children; i++) {
        child->phase = (uint8_t)cohorts->phase;
        child->nc_year = (int16_t)(cohorts->first + (int16_t)(i % cohorts->years));
        draw_child(child++, settings, counts, year, i / cohorts->years);
    }
    return child;
}

static void draw_pupils(struct borough *borough, const struct borough_settings *settings,
                        struct school_counts counts, int32_t year) {
    struct child *child = borough->children;
    for (int phase = 0; phase < PHASES; phase++) {
        const struct cohorts cohorts = {(enum phase)phase, first_year[phase], years[phase],
                                        settings->pupils[phase]};
        child = draw_children(child, settings, counts, year, &cohorts);
    }
    qsort(borough->children, borough->n_children, sizeof *borough->children, compare_children);
}

/* As many in each year as will be in reception. */
static uint32_t count_younger(const struct borough_settings *settings, enum phase phase) {
    const uint32_t cohort = settings->pupils[phase] / years[phase];
    const bool begins_here = first_year[phase] == 0;
    return settings->with_records && begins_here ? YOUNGER_YEARS * cohort : 0;
}

static void draw_younger(struct borough *borough, const struct borough_settings *settings,
                         struct school_counts counts, int32_t year) {
    struct child *child = borough->children + borough->n_children;
    for (int phase = 0; phase < PHASES; phase++) {
        const struct cohorts cohorts = {(enum phase)phase, -YOUNGER_YEARS, YOUNGER_YEARS,
                                        count_younger(settings, (enum phase)phase)};
        child = draw_children(child, settings, counts, year, &cohorts);
    }
}

static void count_children(struct borough *borough, const struct borough_settings *settings) {
    for (int phase = 0; phase < PHASES; phase++) {
        borough->n_children += settings->pupils[phase];
        borough->n_known += count_younger(settings, (enum phase)phase);
    }
    borough->n_known += borough->n_children;
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
    count_children(borough, settings);
    borough->children = allocate(borough->n_known, sizeof *borough->children);
    draw_pupils(borough, settings, counts, day_to_civil(year).year);
    draw_younger(borough, settings, counts, day_to_civil(year).year);
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
