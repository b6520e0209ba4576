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

void advice_any(struct random *random, void *record) {
    static const char *const providers[] = {"trft", "rdash", "ep.1"};
    struct advice advice = advice_event(1);
    advice.provider = text_of(providers[random_below(random, 3)]);
    advice.requested_on += random_below(random, 40);
    if (random_below(random, 3) > 0) {
        advice.received_on = advice.requested_on + random_below(random, 60);
    }
    if (random_below(random, 2) > 0) {
        advice.quality_total = random_below(random, 15);
        advice.quality_met = random_below(random, (uint32_t)advice.quality_total + 1);
    }
    advice.strand = (int8_t)random_below(random, 6);
    advice.exemption = (int8_t)(random_below(random, 2) * random_below(random, 5));
    *(struct advice *)record = advice;
}
