#include "simulator/referrals.h"

#include "simulator/draw.h"

/* Out of 100 accepted referrals. */
#define WITHDRAWN 5

#define ADULT_AT_NC_YEAR 14 /* adult services take over in the September after year 13 */
#define WEEK 7

enum about { WHETHER, RECEIVED, TRIAGED, ACCEPTED, WAIT, CONTACT, STEP, ENDED };

static uint64_t about_referral(const struct referral_plan *plan, enum about about, int32_t number) {
    return draw(plan->life.key, DRAW_REFERRAL, (int32_t)about, number);
}

static enum band band_of(const struct child *child) {
    if (child->nc_year < 0) {
        return BAND_YOUNGER;
    }
    static const uint8_t bands[PHASES] = {BAND_PRIMARY, BAND_SECONDARY, BAND_SPECIAL};
    return (enum band)bands[child->phase];
}

/* Out of a million children like this one those that are referred in a year. */
static uint32_t share(const struct child *child, int8_t sen, const struct service_profile *to) {
    if (child->nc_year < to->from_nc_year) {
        return 0;
    }
    const int8_t known = sen == SEN_UNKNOWN ? SEN_NONE : sen;
    return to->per_million[band_of(child)] * to->sen_per_mille[known] / 1000;
}

static day_t draw_wait(const struct referral_plan *plan, const struct service_profile *to) {
    const uint64_t bits = about_referral(plan, WAIT, 0);
    const uint32_t knot = draw_below(bits, KNOTS - 1);
    const uint32_t stretch = (uint32_t)(to->wait[knot + 1] - to->wait[knot]);
    return to->wait[knot] + (day_t)draw_below(bits << 32, stretch + 1);
}

/* Some days after `day`, at most so many weeks; DAY_NONE where that step is not taken. */
static day_t step_after(const struct referral_plan *plan, day_t day, uint8_t weeks,
                        int32_t number) {
    if (weeks == 0) {
        return DAY_NONE;
    }
    const uint32_t days = (uint32_t)weeks * WEEK;
    return working_day(day + 1 + (day_t)draw_below(about_referral(plan, STEP, number), days));
}

static void close_on(struct referral_plan *plan, day_t day, const char *reason) {
    plan->closed_on = day;
    plan->close_reason = reason;
}

/* A first contact comes when the wait is over or, on the way to an assessment, after a quarter to a
 * half of it. */
static void draw_steps(struct referral_plan *plan, const struct service_profile *to) {
    const day_t wait = draw_wait(plan, to);
    day_t seen = working_day(plan->life.on + wait);
    seen = seen > plan->triaged_on ? seen : plan->triaged_on;
    plan->first_contact_on = seen;
    if (to->wait_is_assessed) {
        plan->assessed_on = seen;
        const uint32_t early = draw_below(about_referral(plan, CONTACT, 0), (uint32_t)wait / 4 + 1);
        plan->first_contact_on = working_day(plan->life.on + wait / 4 + (day_t)early);
    } else {
        plan->assessed_on = step_after(plan, seen, to->assessed_after, 0);
    }
    const day_t before = plan->assessed_on != DAY_NONE ? plan->assessed_on : seen;
    plan->treatment_on = step_after(plan, before, to->treated_after, 1);
    const day_t last = plan->treatment_on != DAY_NONE ? plan->treatment_on : before;
    close_on(plan, step_after(plan, last, to->discharged_after, 2), "DISCHARGED");
}

/* Nothing happens from `day` on any more. */
static void cut_off(struct referral_plan *plan, day_t day, const char *reason) {
    day_t *const steps[] = {&plan->first_contact_on, &plan->assessed_on, &plan->treatment_on};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        *steps[i] = *steps[i] < day ? *steps[i] : DAY_NONE;
    }
    close_on(plan, day, reason);
}

/* Sooner or later than the service acts, the family or the years may end it. */
static void draw_end(struct referral_plan *plan, const struct child *child) {
    const day_t seen = referral_plan_wait_end(plan);
    if (draw_below(about_referral(plan, ENDED, 0), 100) < WITHDRAWN) {
        const uint64_t bits = about_referral(plan, ENDED, 1);
        cut_off(plan,
                working_day(plan->triaged_on + 1 +
                            (day_t)draw_below(bits, (uint32_t)(seen - plan->life.on + 1))),
                "WITHDRAWN");
    }
    const struct civil received = day_to_civil(day_academic_year(plan->life.on));
    const day_t adult = day_from_civil(received.year + ADULT_AT_NC_YEAR - child->nc_year, 9, 1);
    if (plan->closed_on > adult) {
        cut_off(plan, adult, "ADULT_SERVICES");
    }
}

static void note_all(struct referral_plan *plan) {
    life_note(&plan->life, plan->life.on);
    life_note(&plan->life, plan->triaged_on);
    life_note(&plan->life, plan->first_contact_on);
    life_note(&plan->life, plan->assessed_on);
    life_note(&plan->life, plan->treatment_on);
    life_note(&plan->life, plan->closed_on);
}

static bool plan_referral(const struct child *child, day_t year, size_t service,
                          struct referral_plan *plan) {
    const struct service_profile *to = &service_profiles[service];
    *plan = (struct referral_plan){.service = to->service,
                                   .wait_is_assessed = to->wait_is_assessed,
                                   .triaged_on = DAY_NONE,
                                   .first_contact_on = DAY_NONE,
                                   .assessed_on = DAY_NONE,
                                   .treatment_on = DAY_NONE,
                                   .closed_on = DAY_NONE};
    plan->life.key = draw(child->key, DRAW_REFERRAL, year, (int32_t)service);
    const uint32_t roll = draw_below(about_referral(plan, WHETHER, 0), MILLION);
    if (roll >= share(child, SEN_PLAN, to)) { /* nobody is referred more often */
        return false;
    }
    plan->life.on = working_day(year + (day_t)draw_below(about_referral(plan, RECEIVED, 0), 363));
    if (roll >= share(child, child_sen(child, plan->life.on), to)) {
        return false;
    }
    const bool second = to->providers[1] != NULL && plan->life.key % 5 == 0;
    plan->provider = to->providers[second ? 1 : 0];
    plan->triaged_on =
        working_day(plan->life.on + (day_t)draw_below(about_referral(plan, TRIAGED, 0),
                                                      (uint32_t)to->triage_days + 1));
    plan->accepted = draw_below(about_referral(plan, ACCEPTED, 0), 100) < to->accepted;
    if (plan->accepted) {
        draw_steps(plan, to);
        draw_end(plan, child);
    } else {
        close_on(plan, plan->triaged_on, "NOT_ACCEPTED");
    }
    note_all(plan);
    return true;
}

/* A request for an assessment is a referral too: decided upon, then a case until its end. */
static struct referral_plan referral_of_case(const struct ehc_case *about) {
    static const char *const reasons[] = {[CASE_NOT_ASSESSED] = "NOT_ASSESSED",
                                          [CASE_NOT_ISSUED] = "NOT_ISSUED",
                                          [CASE_ISSUED] = "PLAN_ISSUED"};
    struct referral_plan plan = {.service = "EHCNA",
                                 .provider = "council",
                                 .close_reason = reasons[about->end],
                                 .triaged_on = about->decided_on,
                                 .first_contact_on = DAY_NONE,
                                 .assessed_on = DAY_NONE,
                                 .treatment_on = DAY_NONE,
                                 .closed_on = about->ended_on,
                                 .accepted = about->end != CASE_NOT_ASSESSED};
    plan.life.key = about->key;
    plan.life.on = about->requested_on;
    if (plan.accepted) {
        plan.first_contact_on = about->decided_on;
    }
    note_all(&plan);
    return plan;
}

size_t referrals_plan(const struct child *child, day_t year,
                      struct referral_plan plans[REFERRALS_MOST]) {
    size_t count = 0;
    for (size_t service = 0; service < SERVICE_PROFILES; service++) {
        count += plan_referral(child, year, service, &plans[count]);
    }
    struct ehc_case about;
    if (case_plan(child, year, &about)) {
        plans[count++] = referral_of_case(&about);
    }
    return count;
}

static day_t earlier(day_t a, day_t b) {
    return a == DAY_NONE || (b != DAY_NONE && b < a) ? b : a;
}

day_t referral_plan_wait_end(const struct referral_plan *plan) {
    day_t end = earlier(plan->assessed_on, plan->treatment_on);
    end = earlier(end, plan->wait_is_assessed ? DAY_NONE : plan->first_contact_on);
    return earlier(end, plan->closed_on);
}

static int64_t date_once_past(day_t day, day_t known_on) {
    return date_known(day, day, known_on);
}

void referral_tell(const struct referral_plan *plan, day_t known_on, bool right,
                   struct referral *to) {
    to->service = text_of(plan->service);
    to->provider = text_of(plan->provider);
    to->received_on = plan->life.on - (right ? 0 : WEEK);
    to->triaged_on = date_once_past(plan->triaged_on, known_on);
    to->accepted = plan->triaged_on <= known_on ? plan->accepted : SYMBOL_NULL;
    to->first_contact_on = date_once_past(plan->first_contact_on, known_on);
    to->assessed_on = date_once_past(plan->assessed_on, known_on);
    to->treatment_on = date_once_past(plan->treatment_on, known_on);
    to->closed_on = date_once_past(plan->closed_on, known_on);
    to->close_reason = to->closed_on != NUMBER_NULL ? text_of(plan->close_reason) : TEXT_NULL;
}
