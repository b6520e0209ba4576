#include "support/advice_event.h"

#include "support/envelope_literal.h"
#include "support/literals.h"

struct advice advice_event(int64_t revision) {
    return (struct advice){
        .envelope = envelope_literal(revision),
        .case_id = text_of("k1"),
        .provider = text_of("trft"),
        .requested_on = on("2024-09-02"),
        .received_on = NUMBER_NULL,
        .quality_met = NUMBER_NULL,
        .quality_total = NUMBER_NULL,
        .strand = STRAND_HEALTH,
        .exemption = EXEMPTION_NONE,
    };
}
