/* What a rule finds: dated crossings of the line that it watches.
 *
 * A crossing is open on day D when raised_on <= D and over_on is DAY_NONE or later than D. Nothing
 * here reads a clock, and a rule gives the crossings of the future too. */
#ifndef GOLDENTHREAD_DOMAIN_CROSSING_H
#define GOLDENTHREAD_DOMAIN_CROSSING_H

#include "domain/event.h"
#include "domain/line.h"

/* source (64 bytes), record_id (128 characters), what follows them, and a NUL */
#define EPISODE_SIZE 640

/* One crossing of one rule. Texts are borrowed for the time of the call. */
struct crossing {
    const char *rule_id; /* of reference.rule, as are */
    const char *step;    /* its rows of one rule; "" for most */
    const char *episode; /* what tells it from others of the rule and child; business facts only */
    /* There is no crossing when raised_on is DAY_NONE, or over_on not after it. */
    day_t raised_on;
    day_t over_on;        /* DAY_NONE: no end by time */
    day_t due_on;         /* DAY_NONE: no deadline */
    struct place place;   /* of the record or mark that crosses; need is not used */
    struct text event_id; /* of that record; TEXT_NULL for a mark */
    int8_t session;       /* enum session of that mark; SYMBOL_NULL for a record */
};

/* Where crossings go; `add` copies what it keeps. */
struct crossings {
    void (*add)(struct crossings *to, const struct crossing *crossing);
};

static inline void crossing_add(struct crossings *to, const struct crossing *crossing) {
    to->add(to, crossing);
}

/* A crossing by a record at `place`, of step "", without episode and dates: they are DAY_NONE. */
struct crossing crossing_of_record(const char *rule_id, const struct envelope *envelope,
                                   const struct place *place);

/* Episodes: "source|record_id", with "|suffix" behind it unless suffix is ""; and "2026-09-01",
 * with "|suffix". They return `to`. */
const char *episode_of_record(char to[EPISODE_SIZE], const struct envelope *envelope,
                              const char *suffix);
const char *episode_of_day(char to[EPISODE_SIZE], day_t day, const char *suffix);

/* The 1 September after `day`: where most breaches of an academic year are over. */
day_t next_academic_year(day_t day);

#endif
