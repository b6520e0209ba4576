/* The rule of commitment 5 on the wait of one child. Most waits are known from rates; only one of
 * two years is a matter of its own. */
#include "referral/referral.h"

static void find(const void *record, const struct reference *reference, struct crossings *to) {
    const struct referral *referral = record;
    const struct service *service = reference_service(reference, referral->service);
    const struct rule *rule =
        reference_rule(reference, "C5_CHILD_104WK", "", referral_day(referral));
    if (service == NULL || rule == NULL) {
        return;
    }
    struct place place = place_at_provider(&referral->envelope.pupil, referral->provider);
    struct crossing crossing = crossing_of_record(rule->rule_id, &referral->envelope, &place);
    char episode[EPISODE_SIZE];
    crossing.episode = episode_of_record(episode, &referral->envelope, "");
    crossing.due_on = referral_day(referral) + rule->threshold;
    crossing.raised_on = crossing.due_on + 1;
    crossing.over_on = referral_wait_end(referral, service);
    crossing_add(to, &crossing);
}

void referral_crossings(const void *winners, const struct reference *reference,
                        struct crossings *to) {
    fact_crossings(winners, find, reference, to);
}
