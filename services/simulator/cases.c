#include "simulator/cases.h"

#include "simulator/draw.h"
#include "simulator/life.h"

/* Rotherham, 2024 (SEN2): of 959 requests 31.7 % were not assessed, of 642 assessments 44 led to no
 * plan; 95.7 % of the decisions to assess came within six weeks; 79.3 % of the plans within twenty.
 * The children here are of school age and two years younger, which leaves out those after school.
 * Out of a million children with SEN support who never get a plan, in a year: */
#define NOT_ASSESSED 33000
#define NOT_ISSUED 5000

#define DECIDED_IN_TIME 957 /* per mille */
#define SIX_WEEKS 42
#define SOONEST_DECISION 14
#define LATEST_DECISION 60

#define ISSUED_IN_TIME 793 /* per mille */
#define TWENTY_WEEKS 140
#define SOONEST_PLAN 98
#define LATEST_PLAN 290
#define SIXTEEN_WEEKS 112 /* to decide against a plan */

enum about { REQUESTED, DECIDED, ENDED };

/* A number of days, `in_time` per mille of them up to `limit` and the others longer. */
static day_t draw_days(uint64_t bits, day_t soonest, day_t limit, day_t latest, uint32_t in_time) {
    const uint64_t within = bits << 32;
    if (draw_happens(bits, 1000 * in_time)) {
        return soonest + (day_t)draw_below(within, (uint32_t)(limit - soonest + 1));
    }
    return limit + 1 + (day_t)draw_below(within, (uint32_t)(latest - limit));
}

static uint64_t about_case(const struct ehc_case *about, enum about what) {
    return draw(about->key, DRAW_CASE, (int32_t)what, 0);
}

static void draw_decision(struct ehc_case *made) {
    made->decided_on = working_day(made->requested_on +
                                   draw_days(about_case(made, DECIDED), SOONEST_DECISION,
                                             SIX_WEEKS - 2, LATEST_DECISION, DECIDED_IN_TIME));
}

/* The case behind the plan that the child gets. */
static bool granted(const struct child *child, day_t year, struct ehc_case *made) {
    made->key = draw(child->key, DRAW_CASE, 0, 0);
    made->end = CASE_ISSUED;
    made->ended_on = child->plan_from;
    made->requested_on = child->plan_from - draw_days(about_case(made, ENDED), SOONEST_PLAN,
                                                      TWENTY_WEEKS, LATEST_PLAN, ISSUED_IN_TIME);
    draw_decision(made);
    return day_academic_year(made->requested_on) == year;
}

/* A request that leads to no plan, by chance in any year of a child with SEN support. */
static bool in_vain(const struct child *child, day_t year, struct ehc_case *made) {
    made->key = draw(child->key, DRAW_CASE, year, 1);
    const uint32_t roll = draw_below(draw(child->key, DRAW_CASE, year, 2), MILLION);
    if (child->sen != SEN_SUPPORT || roll >= NOT_ASSESSED + NOT_ISSUED) {
        return false;
    }
    made->end = roll < NOT_ASSESSED ? CASE_NOT_ASSESSED : CASE_NOT_ISSUED;
    made->requested_on = working_day(year + (day_t)draw_below(about_case(made, REQUESTED), 363));
    draw_decision(made);
    made->ended_on = made->end == CASE_NOT_ASSESSED
                         ? made->decided_on
                         : working_day(made->requested_on + SIXTEEN_WEEKS - 2 -
                                       (day_t)draw_below(about_case(made, ENDED), 14));
    return true;
}

bool case_plan(const struct child *child, day_t year, struct ehc_case *found) {
    return child->plan_from != INT32_MAX ? granted(child, year, found)
                                         : in_vain(child, year, found);
}
