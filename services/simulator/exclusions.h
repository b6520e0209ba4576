/* Exclusions of one child in an academic year, and what they make of its register. Pure: functions
 * of the child and of the year's school days. */
#ifndef GOLDENTHREAD_SIMULATOR_EXCLUSIONS_H
#define GOLDENTHREAD_SIMULATOR_EXCLUSIONS_H

#include "exclusion/exclusion.h"
#include "simulator/borough.h"
#include "simulator/life.h"

#define EXCLUSIONS_MOST 26
#define STAGES_MOST 2

struct exclusion_plan {
    struct life life; /* life.on: its first day */
    enum exclusion_category category;
    uint16_t first;    /* the first session: 2 * index of its school day, + 1 in the afternoon */
    uint16_t lost;     /* sessions from there on that are marked E */
    uint16_t provided; /* sessions after them that are marked B: education elsewhere */
    uint16_t sessions; /* half days, as the school reports them */
    uint8_t n_reasons;
    uint8_t reasons[3]; /* indexes into exclusion_reason_names */
    day_t decided_on, ends_on;
    day_t notified_on; /* DAY_NONE: the authority was never told */
    day_t provision_from, provision_known_on;
    uint8_t n_stages; /* what became of it after it was issued, and when */
    uint8_t stages[STAGES_MOST];
    day_t staged_on[STAGES_MOST];
};

#define EXCLUSION_REASONS 14
extern const char *const exclusion_reason_names[EXCLUSION_REASONS];

/* Fills plans[] in no order of dates; `days` are all school days of the year. Returns how many. */
size_t exclusions_plan(const struct child *child, struct days days,
                       struct exclusion_plan plans[EXCLUSIONS_MOST]);

/* The fields of its own as the school knows them on `known_on`; with a mistake before it is
 * `right`. */
void exclusion_tell(const struct exclusion_plan *plan, day_t known_on, bool right,
                    struct exclusion *to);

/* Whether the child is gone from the school for good, so that its marks there end. */
static inline bool exclusion_is_for_good(const struct exclusion_plan *plan) {
    return plan->category == EXCLUSION_PERM && plan->stages[0] == EXCLUSION_UPHELD;
}

#endif
