/* The stream of home education: one event is what is so far known of one time of a child at home
 * instead of at school.
 *
 * Identity: (child_ref, source, record_id). The document is every such time of a child for life. An
 * education, health and care plan goes on meanwhile (SEND code of practice, chapter 10). */
#ifndef GOLDENTHREAD_HOME_EDUCATION_H
#define GOLDENTHREAD_HOME_EDUCATION_H

#include "domain/record.h"
#include "runtime/pipeline.h"

struct home_education {
    struct envelope envelope;
    int64_t starts_on; /* dates are a day_t once checked, nullable ones by event_date */
    int64_t ended_on;  /* nullable: still at home */
    int8_t reason;
};

#define HOME_EDUCATION_FIELDS 11
extern const struct field home_education_fields[HOME_EDUCATION_FIELDS];

#define HOME_EDUCATION_MEASURES 2
extern const struct measure *const home_education_measures[HOME_EDUCATION_MEASURES];

struct refusal home_education_refuse(const void *record, struct text key,
                                     const struct reference *reference);
/* The first day without a school. */
day_t home_education_day(const void *record);

/* Measures of one fact; nothing for a VOID. */
void home_education_lines(const void *record, const struct reference *reference, struct lines *to);

/* The rule on children with a plan. */
void home_education_crossings(const void *winners, const struct reference *reference,
                              struct crossings *to);

extern const struct pipeline home_education_pipeline;

#endif
