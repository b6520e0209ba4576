/* The stream of referrals: one event is what is so far known of one referral of a child to one
 * service, from its receipt to its end.
 *
 * Identity: (child_ref, source, record_id). The document is every referral of a child for life. The
 * clock starts on receipt; what stops it depends on the service (reference.service.wait_ends),
 * because a first contact on a pathway of assessments is not yet what the child waits for. */
#ifndef GOLDENTHREAD_REFERRAL_H
#define GOLDENTHREAD_REFERRAL_H

#include "domain/record.h"
#include "runtime/pipeline.h"

struct referral {
    struct envelope envelope;
    struct text service;
    struct text provider;
    struct text close_reason; /* nullable */
    int64_t received_on;      /* dates are a day_t once checked, nullable ones by event_date */
    int64_t triaged_on;       /* nullable, as are those that follow */
    int64_t first_contact_on;
    int64_t assessed_on;
    int64_t treatment_on;
    int64_t closed_on;
    int8_t accepted; /* SYMBOL_NULL: not decided */
};

#define REFERRAL_FIELDS 18
extern const struct field referral_fields[REFERRAL_FIELDS];

#define REFERRAL_MEASURES 6
extern const struct measure *const referral_measures[REFERRAL_MEASURES];

struct refusal referral_refuse(const void *referral, struct text key,
                               const struct reference *reference);
/* The day of receipt. */
day_t referral_day(const void *referral);

/* The day on which it was accepted or refused; DAY_NONE: it is not. */
day_t referral_decided_on(const struct referral *referral);

/* The first day on which the child no longer waits, for whatever reason; DAY_NONE: it waits. */
day_t referral_wait_end(const struct referral *referral, const struct service *service);

/* Measures of one fact; nothing for a VOID. */
void referral_lines(const void *referral, const struct reference *reference, struct lines *to);

/* The rule of commitment 5 on a single child's wait. */
void referral_crossings(const void *winners, const struct reference *reference,
                        struct crossings *to);

extern const struct pipeline referral_pipeline;

#endif
