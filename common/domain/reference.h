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

/* A service that takes referrals. */
struct service {
    char service[24]; /* "SALT"; its address is the canonical text */
    bool first_contact_ends_wait;
};

#define RULE_ID_SIZE 32
#define RULE_STEP_SIZE 8

/* One dated row of reference.rule. What the threshold counts is the rule's own business. */
struct rule {
    char rule_id[RULE_ID_SIZE];
    char step[RULE_STEP_SIZE]; /* tells rows of one rule apart: "35"; "" for most */
    day_t valid_from;
    uint8_t commitment;          /* 1 to 5 */
    uint8_t priority;            /* 1 to 4: P1 to P4 */
    bool leaves_out_n;           /* a crossing whose own record or mark has sen N does not count */
    int32_t threshold;           /* 0 for a rule without */
    int32_t least;               /* of what must be there before a ratio is looked at; 0 for none */
    int32_t quiet_after_days;    /* raised longer ago than this: recorded, not sent */
    int32_t quiet_recorded_days; /* all events recorded longer ago than this: the same */
};

struct reference {
    int64_t version;
    const struct attendance_code *codes;
    size_t n_codes; /* by code */
    const char (*needs)[8];
    size_t n_needs; /* by text: SPLD, SEMH, ... */
    const struct service *services;
    size_t n_services; /* by service */
    const char (*exclusion_reasons)[8];
    size_t n_exclusion_reasons; /* by text: PP, PA, ... */
    const struct rule *rules;
    size_t n_rules; /* by (rule_id, step, valid_from) */
    const day_t *school_days;
    size_t n_school_days; /* ascending, no repeats */
};

/* NULL when there is no such code. Exact spelling. */
const struct attendance_code *reference_code(const struct reference *reference, struct text code);

/* The same for a code that is filled up with NUL, as a mark has it. */
const struct attendance_code *reference_code_padded(const struct reference *reference,
                                                    const char code[4]);

/* The canonical, NUL-terminated text of a primary need, or NULL. */
const char *reference_need(const struct reference *reference, struct text need);

/* NULL when there is no such service. Exact spelling. */
const struct service *reference_service(const struct reference *reference, struct text service);

/* The canonical, NUL-terminated text of a reason for exclusion, or NULL. */
const char *reference_exclusion_reason(const struct reference *reference, struct text reason);

/* The row of the rule that is valid on `day`; NULL when it has none yet, and then the rule finds
 * nothing. */
const struct rule *reference_rule(const struct reference *reference, const char *rule_id,
                                  const char *step, day_t day);

static inline bool class_is_possible(enum code_class class) {
    return class != CLASS_NOT_POSSIBLE;
}

static inline bool class_is_absent(enum code_class class) {
    return class == CLASS_AUTHORISED || class == CLASS_UNAUTHORISED;
}

/* The n-th school day from `from`, `from` itself counted if it is one; n >= 1. DAY_NONE when `from`
 * lies before the first known school day or the count runs past the last. */
day_t reference_nth_school_day(const struct reference *reference, day_t from, unsigned n);

/* School days from `from` to `to`, both counted if they are ones; only known days count. */
size_t reference_school_days(const struct reference *reference, day_t from, day_t to);

#endif
