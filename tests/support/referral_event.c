#include "support/referral_event.h"

#include "support/envelope_literal.h"
#include "support/literals.h"

struct referral referral_event(const char *service, int64_t revision) {
    return (struct referral){
        .envelope = envelope_literal(revision),
        .service = text_of(service),
        .provider = text_of("trft"),
        .close_reason = TEXT_NULL,
        .received_on = on("2024-09-02"),
        .triaged_on = NUMBER_NULL,
        .first_contact_on = NUMBER_NULL,
        .assessed_on = NUMBER_NULL,
        .treatment_on = NUMBER_NULL,
        .closed_on = NUMBER_NULL,
        .accepted = SYMBOL_NULL,
    };
}

/* Soon after receipt, late, or not at all. */
static int64_t any_step(struct random *random, int64_t received_on) {
    static const uint32_t days[] = {1, 5, 200, 1100};
    if (random_below(random, 2) == 0) {
        return NUMBER_NULL;
    }
    return received_on + random_below(random, days[random_below(random, 4)]);
}

void referral_any(struct random *random, void *record) {
    static const char *const services[] = {"SALT", "ND", "CDC", "WHEELCHAIR", "CAMHS"};
    static const char *const providers[] = {"trft", "rdash", "ep.1"};
    struct referral referral = referral_event(services[random_below(random, 5)], 1);
    referral.provider = text_of(providers[random_below(random, 3)]);
    referral.received_on += random_below(random, 60);
    referral.triaged_on = any_step(random, referral.received_on);
    referral.first_contact_on = any_step(random, referral.received_on);
    referral.assessed_on = any_step(random, referral.received_on);
    referral.treatment_on = any_step(random, referral.received_on);
    referral.closed_on = any_step(random, referral.received_on);
    referral.accepted = (int8_t)((int)random_below(random, 3) - 1);
    referral.close_reason = random_below(random, 2) > 0 ? text_of("moved") : TEXT_NULL;
    *(struct referral *)record = referral;
}
