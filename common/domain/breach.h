/* Breaches of commitments: the crossings of one document as rows of breach.breach, and what has to
 * change in the database so that it says what the rules say. */
#ifndef GOLDENTHREAD_DOMAIN_BREACH_H
#define GOLDENTHREAD_DOMAIN_BREACH_H

#include "domain/crossing.h"

/* The topic that tells other systems how each breach stands: key breach_id, compacted. */
#define BREACH_TOPIC "commitment-breach"

enum breach_state { BREACH_RAISED, BREACH_ACKNOWLEDGED, BREACH_RESOLVED, BREACH_RETRACTED };
const char *breach_state_name(enum breach_state state); /* "RAISED" */

#define BREACH_ORG_SIZE 65
#define BREACH_EVENT_ID_SIZE 129 /* an event id is kept up to this, cut between characters */

/* One row of breach.breach as far as a consumer reads and writes it. Owns `episode` only, which
 * breach_clear frees. */
struct breach {
    char rule_id[RULE_ID_SIZE];
    char step[RULE_STEP_SIZE];
    char *episode;
    char org[BREACH_ORG_SIZE];
    char sen;           /* 'N', 'K', 'E' or 0 */
    uint8_t stage;      /* enum stage */
    uint8_t commitment; /* 1 to 5 */
    uint8_t priority;   /* 1 to 4: P1 to P4 */
    day_t raised_on, due_on, over_on;
    int8_t session;
    enum breach_state state;
    bool by_person; /* of BREACH_RESOLVED: a person's, which stands until the crossing goes away */
    bool quiet;     /* its raise was recorded and not sent */
    int32_t sequence; /* 1, 2, 3 ... per change of state; 0 of a row that does not exist yet */
    char event_id[BREACH_EVENT_ID_SIZE]; /* "" for none */
};

void breach_clear(struct breach *breach);

/* Why a row of breach.change was written. */
enum breach_reason {
    BREACH_CROSSED,       /* the rule holds: raised, or raised again */
    BREACH_ALREADY_OVER,  /* found when its time was over: written RESOLVED */
    BREACH_TIME_OVER,     /* over_on is reached */
    BREACH_NOT_CROSSED,   /* an event took the crossing away */
    BREACH_RULES_CHANGED, /* any of these, because rules, calendar or code changed: a rebuild */
};
const char *breach_reason_name(enum breach_reason reason); /* "crossed" */

/* Collects the crossings of one document: starts empty, `crossings` is what a rule adds to. The
 * row of the rule that is valid on raised_on says priority, commitment and whether a crossing of
 * sen N is left out; with no such row there is no crossing. */
struct breach_finding {
    struct crossings crossings;
    const struct reference *reference;
    struct breach *found; /* state, sequence, quiet and by_person are not set */
    size_t count, room;
};
void breach_finding_begin(struct breach_finding *finding, const struct reference *reference);
void breach_finding_end(struct breach_finding *finding);

struct breach_moment {
    day_t today;
    /* London date of the newest event folded in now; DAY_NONE when time alone, or time too, had
     * something to change. */
    day_t recorded_on;
    bool rebuild; /* everything is quiet, with reason BREACH_RULES_CHANGED */
};

/* One row to write over the row that has sequence `expected` (0: there is none). */
struct breach_move {
    struct breach after; /* owned: breach_clear */
    int32_t expected;
    bool state_changed; /* a row of breach.change goes with it; else only dates, org and the like */
    enum breach_reason reason; /* of the change, as is */
    bool quiet;                /* recorded and shown, not sent */
};
typedef void breach_take(void *context, struct breach_move *move);

/* What has to change: `before` are the rows that stand in the database for the document, in any
 * state; they must not change before the answer. Calls `take` once for each row to write, whose
 * `after` it owns from then on, in order of (rule_id, episode). Returns the nearest raised_on or
 * over_on after today, DAY_NONE if there is none.
 *
 *   crossing        row before               after
 *   open            none, RETRACTED,         RAISED, sequence + 1
 *                   RESOLVED by time
 *   open            RAISED, ACKNOWLEDGED     dates and org mended in place, if they differ
 *   over            RAISED, ACKNOWLEDGED     RESOLVED by the system
 *   over            none, RETRACTED          RESOLVED by the system, quiet
 *   over            RESOLVED by time         dates and org mended in place
 *   open or over    RESOLVED by a person     dates and org mended in place
 *   none, or later  any but RETRACTED        RETRACTED
 *
 * A raise is quiet when raised_on or the recording lies further back than the rule's row says; what
 * follows a quiet raise is quiet, what follows one that was sent is sent. Of two crossings of one
 * (rule_id, episode) the one raised first counts. */
day_t breach_diff(const struct breach *before, size_t n_before,
                  const struct breach_finding *finding, const struct breach_moment *moment,
                  breach_take *take, void *context);

#endif
