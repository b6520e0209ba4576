#include "simulator/advice.h"

#include "simulator/draw.h"

#define SIX_WEEKS 42
#define SOONEST 12
#define BEFORE_PLAN 10       /* days that the authority needs with all the advice */
#define EXEMPT 30            /* out of 100 that come late */
#define EXEMPTION_CLAIMED 34 /* days after the request */

/* Who is asked, in how many of 100 cases, and how many answers of 100 come within six weeks: health
 * as raw in March 2023 (80 and 87 %); for the others nothing is published, educational psychology
 * is a named cause of backlogs. Indicators of quality that are met: therapies and medicals 80 to 95
 * %, mental health 82 to 84 %. */
static const struct asked {
    enum strand strand;
    const char *provider;
    uint8_t in_cases, in_time;
    uint8_t latest; /* days */
    uint8_t indicators, met;
} asked[ADVICE_MOST] = {
    {STRAND_EDUCATION, NULL, 100, 88, 70, 0, 0},
    {STRAND_HEALTH, "acute-trust", 100, 80, 75, 12, 88},
    {STRAND_HEALTH, "mental-health-trust", 30, 87, 75, 10, 83},
    {STRAND_EP, "educational-psychology", 100, 62, 110, 0, 0},
    {STRAND_SOCIAL_CARE, "social-care", 100, 78, 80, 0, 0},
    {STRAND_VIEWS, "family", 100, 90, 70, 0, 0},
    {STRAND_OTHER, "community-therapies", 25, 75, 80, 0, 0},
};
#define QUALITY_LOOKED_AT 70 /* out of 100 */

enum about { WHETHER, IN_TIME, DELAY, EXEMPTED, EXEMPTION_KIND, QUALITY, INDICATOR };

static uint64_t about_advice(const struct advice_plan *plan, enum about about, int32_t number) {
    return draw(plan->life.key, DRAW_ADVICE, (int32_t)about, number);
}

static uint32_t percent_roll(const struct advice_plan *plan, enum about about) {
    return draw_below(about_advice(plan, about, 0), 100);
}

/* Whatever comes late, a plan is only issued with all the advice. */
static void draw_answer(struct advice_plan *plan, const struct asked *who,
                        const struct ehc_case *about) {
    const bool in_time = percent_roll(plan, IN_TIME) < who->in_time;
    const day_t from = in_time ? SOONEST : SIX_WEEKS + 1;
    const day_t to = in_time ? SIX_WEEKS - 2 : who->latest;
    const uint64_t bits = about_advice(plan, DELAY, 0);
    const day_t answered =
        plan->life.on + from + (day_t)draw_below(bits, (uint32_t)(to - from + 1));
    const day_t last = about->ended_on - BEFORE_PLAN;
    plan->received_on = working_day(answered < last ? answered : last);
    life_note(&plan->life, plan->received_on);
}

static void draw_exemption(struct advice_plan *plan) {
    static const uint8_t kinds[] = {EXEMPTION_NOT_BROUGHT,   EXEMPTION_NOT_BROUGHT,
                                    EXEMPTION_SCHOOL_CLOSED, EXEMPTION_SCHOOL_CLOSED,
                                    EXEMPTION_AWAY_4_WEEKS,  EXEMPTION_EXCEPTIONAL};
    plan->exemption = EXEMPTION_NONE;
    plan->exemption_known_on = DAY_NONE;
    if (plan->received_on > plan->life.on + SIX_WEEKS && percent_roll(plan, EXEMPTED) < EXEMPT) {
        const uint64_t bits = about_advice(plan, EXEMPTION_KIND, 0);
        plan->exemption = (enum exemption)kinds[draw_below(bits, sizeof kinds)];
        plan->exemption_known_on = working_day(plan->life.on + EXEMPTION_CLAIMED);
        life_note(&plan->life, plan->exemption_known_on);
    }
}

static void draw_quality(struct advice_plan *plan, const struct asked *who) {
    plan->quality_met = plan->quality_total = -1;
    if (who->indicators == 0 || percent_roll(plan, QUALITY) >= QUALITY_LOOKED_AT) {
        return;
    }
    plan->quality_met = 0;
    plan->quality_total = (int8_t)who->indicators;
    for (int32_t i = 0; i < who->indicators; i++) {
        plan->quality_met += (int8_t)(draw_below(about_advice(plan, INDICATOR, i), 100) < who->met);
    }
}

size_t advice_plan(const struct ehc_case *about, struct advice_plan plans[ADVICE_MOST]) {
    size_t count = 0;
    for (size_t i = 0; i < ADVICE_MOST && about->end != CASE_NOT_ASSESSED; i++) {
        struct advice_plan *plan = &plans[count];
        *plan = (struct advice_plan){
            .case_key = about->key, .strand = asked[i].strand, .provider = asked[i].provider};
        plan->life.key = draw(about->key, DRAW_ADVICE, (int32_t)i, INT32_MIN);
        if (percent_roll(plan, WHETHER) < asked[i].in_cases) {
            plan->life.on = about->decided_on;
            life_note(&plan->life, plan->life.on);
            draw_answer(plan, &asked[i], about);
            draw_exemption(plan);
            draw_quality(plan, &asked[i]);
            count++;
        }
    }
    return count;
}

static int64_t indicators_known(const struct advice_plan *plan, int8_t count, day_t known_on) {
    return count >= 0 && plan->received_on <= known_on ? count : NUMBER_NULL;
}

void advice_tell(const struct advice_plan *plan, day_t known_on, bool right, struct advice *to) {
    const bool exempt = plan->exemption_known_on <= known_on;
    to->strand = (int8_t)plan->strand;
    to->requested_on = plan->life.on - (right ? 0 : 1);
    to->received_on = date_known(plan->received_on, plan->received_on, known_on);
    to->exemption = (int8_t)(exempt ? plan->exemption : EXEMPTION_NONE);
    to->quality_met = indicators_known(plan, plan->quality_met, known_on);
    to->quality_total = indicators_known(plan, plan->quality_total, known_on);
}
