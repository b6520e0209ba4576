/* Advice that is asked for in a case, strand by strand. Pure: a function of the case and of the
 * child. */
#ifndef GOLDENTHREAD_SIMULATOR_ADVICE_H
#define GOLDENTHREAD_SIMULATOR_ADVICE_H

#include "advice/advice.h"
#include "simulator/cases.h"
#include "simulator/life.h"

#define ADVICE_MOST 7 /* requests in one case */

/* In the order of the schema's symbols. */
enum strand {
    STRAND_EDUCATION,
    STRAND_HEALTH,
    STRAND_EP, /* educational psychologist */
    STRAND_SOCIAL_CARE,
    STRAND_VIEWS, /* of the child and its parents */
    STRAND_OTHER,
};

struct advice_plan {
    struct life life; /* life.on: the day of the request */
    uint64_t case_key;
    enum strand strand;
    const char *provider; /* NULL: the school */
    day_t received_on;
    enum exemption exemption;
    day_t exemption_known_on;
    int8_t quality_met, quality_total; /* -1: nobody looked */
};

/* Fills plans[]; none for a case that is not assessed. Returns how many. */
size_t advice_plan(const struct ehc_case *about, struct advice_plan plans[ADVICE_MOST]);

/* The fields of its own as the authority knows them on `known_on`, but for the texts; with a
 * mistake before it is `right`. */
void advice_tell(const struct advice_plan *plan, day_t known_on, bool right, struct advice *to);

#endif
