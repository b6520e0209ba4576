/* The stream of advice: one event is what is so far known of one request for advice about a child
 * whose education, health and care needs are assessed, and of the answer.
 *
 * Identity: (child_ref, source, record_id). The document is every request about a child for life.
 * Who is asked answers within six weeks of the request, unless an exemption applies (Special
 * Educational Needs and Disability Regulations 2014, reg. 8). */
#ifndef GOLDENTHREAD_ADVICE_H
#define GOLDENTHREAD_ADVICE_H

#include "domain/record.h"
#include "runtime/pipeline.h"

enum exemption {
    EXEMPTION_NONE,
    EXEMPTION_EXCEPTIONAL,
    EXEMPTION_AWAY_4_WEEKS,
    EXEMPTION_NOT_BROUGHT,
    EXEMPTION_SCHOOL_CLOSED,
};

struct advice {
    struct envelope envelope;
    struct text case_id;
    struct text provider;
    int64_t requested_on; /* dates are a day_t once checked, nullable ones by event_date */
    int64_t received_on;  /* nullable: outstanding */
    int64_t quality_met;  /* nullable, with quality_total: indicators that the advice meets */
    int64_t quality_total;
    int8_t strand;
    int8_t exemption; /* enum exemption */
};

#define ADVICE_FIELDS 16
extern const struct field advice_fields[ADVICE_FIELDS];

#define ADVICE_MEASURES 8
extern const struct measure *const advice_measures[ADVICE_MEASURES];

struct refusal advice_refuse(const void *advice, struct text key,
                             const struct reference *reference);
/* The day of the request. */
day_t advice_day(const void *advice);

/* Measures of one fact; nothing for a VOID. */
void advice_lines(const void *advice, const struct reference *reference, struct lines *to);

/* The rule of commitment 4 on advice that is due or overdue. */
void advice_crossings(const void *winners, const struct reference *reference, struct crossings *to);

extern const struct pipeline advice_pipeline;

#endif
