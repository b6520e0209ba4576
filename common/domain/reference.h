/* Reference data that decides what an event means: what the rules read and the checks look up.
 *
 * A value: loaded once at the start (runtime/reference_load.h) or written as literals in a test,
 * never changed. Arrays are sorted as said, so that a look-up is a binary search. `version` is the
 * counter that a trigger raises whenever one of the tables behind it changes; together with the
 * pipeline's version it makes the rules version. */
#ifndef GOLDENTHREAD_DOMAIN_REFERENCE_H
#define GOLDENTHREAD_DOMAIN_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/day.h"
#include "domain/text.h"

/* Statistical class of an attendance code. */
enum code_class {
    CLASS_PRESENT,
    CLASS_LATE,
    CLASS_AEA, /* approved educational activity */
    CLASS_AUTHORISED,
    CLASS_UNAUTHORISED,
    CLASS_NOT_POSSIBLE,
};

struct attendance_code {
    char code[4]; /* "/", "C2"; NUL-terminated. Its address is the canonical text of the code */
    enum code_class class;
    day_t valid_from; /* first date on which a mark may carry it */
};

struct reference {
    int64_t version;
    const struct attendance_code *codes;
    size_t n_codes; /* by code */
    const char (*needs)[8];
    size_t n_needs; /* by text: SPLD, SEMH, ... */
    const day_t *school_days;
    size_t n_school_days; /* ascending, no repeats */
};

/* NULL when there is no such code. Exact spelling. */
const struct attendance_code *reference_code(const struct reference *reference, struct text code);

/* The canonical, NUL-terminated text of a primary need, or NULL. */
const char *reference_need(const struct reference *reference, struct text need);

static inline bool class_is_possible(enum code_class class) {
    return class != CLASS_NOT_POSSIBLE;
}

static inline bool class_is_absent(enum code_class class) {
    return class == CLASS_AUTHORISED || class == CLASS_UNAUTHORISED;
}

/* The n-th school day from `from`, `from` itself counted if it is one; n >= 1. DAY_NONE when `from`
 * lies before the first known school day or the count runs past the last. */
day_t reference_nth_school_day(const struct reference *reference, day_t from, unsigned n);

#endif
