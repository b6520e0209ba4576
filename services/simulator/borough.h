/* A synthetic borough in one academic year: its schools, and its children as they were on each day.
 *
 * Shaped like Rotherham. A child is the same child in every year: it grows up, changes from primary
 * to secondary school, may move, may get an education, health and care plan. Everything is a
 * function of (seed, child, date). Nothing here is about a real child or school. */
#ifndef GOLDENTHREAD_SIMULATOR_BOROUGH_H
#define GOLDENTHREAD_SIMULATOR_BOROUGH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/day.h"

/* Enrolments that the borough's 120 schools have in the Department for Education's attendance file
 * of 2025/26. */
#define BOROUGH_PUPILS 42938

enum phase { PHASE_PRIMARY, PHASE_SECONDARY, PHASE_SPECIAL, PHASES };
extern const char *const phase_names[PHASES];

enum sen { SEN_NONE, SEN_SUPPORT, SEN_PLAN }; /* N, K, E */
#define SEN_UNKNOWN (-1)

#define NEEDS 14
extern const char *const need_names[NEEDS];
#define NEED_NONE (-1)

struct school {
    int64_t urn;
    enum phase phase;
    const char *locality;
    char name[40];
    char source[24];    /* the register system that reports: "arbor-372-4012" */
    bool has_record_id; /* the system numbers its marks */
};

#define CHILD_REF_SIZE 27 /* 26 characters of base 32 and a NUL */

struct child {
    char ref[CHILD_REF_SIZE];
    int8_t looked_after;          /* 0, 1, -1 unknown */
    int8_t sen;                   /* before `plan_from`; enum sen or SEN_UNKNOWN */
    int8_t need;                  /* index into need_names or NEED_NONE */
    int16_t nc_year;              /* below 0: not at school yet */
    uint8_t phase;                /* of its school, or of the one it will begin in */
    uint16_t school, next_school; /* indexes into schools; next_school from `moves_on` */
    day_t moves_on;               /* INT32_MAX: not in this year */
    day_t plan_from;              /* the first day with a plan; INT32_MAX: none gets one */
    day_t
        excluded_on; /* permanently, from that date's school day on; INT32_MAX: not in this year */
    uint64_t key;    /* of all draws about the child */
};

struct borough {
    struct school *schools; /* primary, secondary, special */
    size_t n_schools;
    struct child *children; /* by school, then by year; behind them those not at school yet */
    size_t n_children;      /* at school */
    size_t n_known;         /* with those not at school yet */
};

struct borough_settings {
    uint64_t seed;
    uint32_t moves_per_million; /* children who change school within a year */
    uint32_t pupils[PHASES];
    uint32_t schools[PHASES]; /* 0: as many as that many pupils have in Rotherham */
    /* Children are excluded for good, and those of the two years before reception are known: what
     * is told besides marks. */
    bool with_records;
};

/* Splits `pupils` over the phases as Rotherham's are. */
void borough_divide(uint32_t pupils, uint32_t by_phase[PHASES]);

/* The borough in the academic year that begins on `year` (1 September). */
struct borough *borough_new(const struct borough_settings *settings, day_t year);
void borough_free(struct borough *borough);

/* A school of the same phase for which it may be mistaken; itself when it is the only one. */
uint16_t borough_other_school(const struct borough *borough, uint16_t school);

/* Writes the pseudonym of a key; base 32 as RFC 4648 has it, lower case. */
void child_write_ref(uint64_t key, char to[CHILD_REF_SIZE]);

static inline int8_t child_sen(const struct child *child, day_t day) {
    if (child->sen == SEN_UNKNOWN || day < child->plan_from) {
        return child->sen;
    }
    return SEN_PLAN;
}

static inline uint16_t child_school(const struct child *child, day_t day) {
    return day >= child->moves_on ? child->next_school : child->school;
}

#endif
