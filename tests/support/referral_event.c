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
