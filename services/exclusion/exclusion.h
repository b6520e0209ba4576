/* The exclusion stream: one event is what is so far known of one exclusion from school, whether a
 * suspension, a permanent exclusion or one over lunch.
 *
 * Identity: (child_ref, source, record_id). The document is every exclusion of a child for life.
 * Sessions are half days; a lunchtime is one. An exclusion stands while it is in force or upheld;
 * what was cancelled, reinstated or quashed does not, but its sessions were lost all the same.
 * Law: Education Act 2002 s.51A and the School Discipline (Pupil Exclusions and Reviews) (England)
 * Regulations 2012; sixth day: Education and Inspections Act 2006 s.100, Education Act 1996 s.19.
 */
#ifndef GOLDENTHREAD_EXCLUSION_H
#define GOLDENTHREAD_EXCLUSION_H

#include "domain/record.h"
#include "runtime/pipeline.h"

enum exclusion_category { EXCLUSION_SUSP, EXCLUSION_PERM, EXCLUSION_LNCH };

enum exclusion_stage {
    EXCLUSION_ISSUED,
    EXCLUSION_CANCELLED,
    EXCLUSION_UPHELD,
    EXCLUSION_REINSTATED,
    EXCLUSION_QUASHED,
};

struct exclusion {
    struct envelope envelope;
    struct texts reasons;
    int64_t decided_on; /* dates are a day_t once checked, nullable ones by event_date */
    int64_t starts_on;
    int64_t ends_on; /* nullable */
    int64_t sessions;
    int64_t la_notified_at; /* nullable, epoch milliseconds, UTC: the local authority was told */
    int64_t provision_from; /* nullable: first day of education elsewhere */
    int8_t category;        /* enum exclusion_category */
    int8_t stage;           /* enum exclusion_stage */
};

#define EXCLUSION_FIELDS 17
extern const struct field exclusion_fields[EXCLUSION_FIELDS];

extern const struct measure suspended_children_term, suspended_children_year;
extern const struct measure suspended_over_5d_term, suspended_over_15d_term, suspended_45d_year;

#define EXCLUSION_MEASURES 12
extern const struct measure *const exclusion_measures[EXCLUSION_MEASURES];

struct refusal exclusion_refuse(const void *exclusion, struct text key,
                                const struct reference *reference);
/* The day that it starts on, which puts it into a term and a year. */
day_t exclusion_day(const void *exclusion);

bool exclusion_stands(const struct exclusion *exclusion);
bool exclusion_suspends(const struct exclusion *exclusion); /* a suspension that stands */

/* The sixth school day from starts_on, by which education elsewhere is owed: after a permanent
 * exclusion, and after a suspension of more than five days. DAY_NONE: none is owed, or the calendar
 * does not say when. */
day_t exclusion_sixth_day(const struct exclusion *exclusion, const struct reference *reference);
bool exclusion_sixth_day_met(const struct exclusion *exclusion, day_t sixth_day);

/* The last day on which the local authority is told "without delay": the first school day after the
 * decision. DAY_NONE where the calendar does not say. */
day_t exclusion_notice_limit(const struct exclusion *exclusion, const struct reference *reference);
day_t exclusion_notified_on(const struct exclusion *exclusion); /* DAY_NONE: not told */

/* Measures of one fact; nothing for a VOID. */
void exclusion_lines(const void *exclusion, const struct reference *reference, struct lines *to);

/* Facts of a child in order of starts_on, source, record_id. */
struct exclusion_facts {
    const struct exclusion **items;
    size_t count;
};

/* All of them; free(items). */
struct exclusion_facts exclusion_facts_of(const struct winners *winners);

/* Those from facts->items[from] on that start in the same window as it: `window_of` is day_term or
 * day_academic_year. Borrows from `facts`. */
struct exclusion_facts exclusion_facts_in_window(const struct exclusion_facts *facts, size_t from,
                                                 day_t (*window_of)(day_t));

/* The fact by which suspensions and lunchtimes, at every school and of any stage, have cost so many
 * sessions; NULL: they have not. */
const struct exclusion *exclusion_facts_reach(const struct exclusion_facts *facts,
                                              int64_t sessions);

/* What needs all exclusions of a term or year. */
void exclusion_child_lines(const void *winners, const struct reference *reference,
                           struct lines *to);

/* The rules of commitment 1 on exclusions. */
void exclusion_crossings(const void *winners, const struct reference *reference,
                         struct crossings *to);

extern const struct pipeline exclusion_pipeline;

#endif
