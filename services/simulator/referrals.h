/* Referrals of one child in an academic year, to the end of each. Pure: a function of the child and
 * the year. */
#ifndef GOLDENTHREAD_SIMULATOR_REFERRALS_H
#define GOLDENTHREAD_SIMULATOR_REFERRALS_H

#include "referral/referral.h"
#include "simulator/cases.h"
#include "simulator/life.h"
#include "simulator/services.h"

#define REFERRALS_MOST (SERVICE_PROFILES + 1)

/* Dates are DAY_NONE where nothing of the kind happens. */
struct referral_plan {
    struct life life; /* life.on: the day of receipt */
    const char *service, *provider, *close_reason;
    day_t triaged_on, first_contact_on, assessed_on, treatment_on, closed_on;
    bool accepted;         /* from triaged_on on */
    bool wait_is_assessed; /* a first contact does not end the wait */
};

/* Fills plans[] with what is received in the academic year that begins on `year`. Returns how many.
 */
size_t referrals_plan(const struct child *child, day_t year,
                      struct referral_plan plans[REFERRALS_MOST]);

/* The fields of its own as the service knows them on `known_on`; with a mistake before it is
 * `right`. */
void referral_tell(const struct referral_plan *plan, day_t known_on, bool right,
                   struct referral *to);

/* The first day on which the child does not wait any more; a wait ends sooner or later. */
day_t referral_plan_wait_end(const struct referral_plan *plan);

#endif
