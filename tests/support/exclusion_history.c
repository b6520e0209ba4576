#include "support/exclusion_history.h"

#include "support/exclusion_event.h"
#include "support/literals.h"
#include "support/random_envelope.h"

struct shape {
    const char *first; /* date */
    uint32_t days;
    uint32_t records; /* identities at each of two sources */
    uint32_t sessions;
    uint32_t void_of_100, standing_of_100;
};

static const struct shape shapes[EXCLUSION_SHAPES] = {
    [EXCLUSIONS_WIDE] = {"2024-07-01", 500, 15, 24, 10, 60},
    [EXCLUSIONS_DENSE] = {"2024-08-25", 140, 10, 5, 5, 85},
    [EXCLUSIONS_LONG] = {"2024-08-20", 400, 5, 60, 10, 60},
};

static const int8_t standing[] = {EXCLUSION_ISSUED, EXCLUSION_UPHELD};
static const int8_t fallen[] = {EXCLUSION_CANCELLED, EXCLUSION_REINSTATED, EXCLUSION_QUASHED};

static bool percent(struct random *random, uint32_t of_100) {
    return random_below(random, 100) < of_100;
}

static struct texts any_reasons(struct random *random) {
    static const struct text reasons[] = {{"PP", 2}, {"DB", 2}, {"DA", 2}, {"VA", 2}};
    struct texts texts = {.count = 1 + random_below(random, 3)};
    for (size_t i = 0; i < texts.count; i++) {
        texts.items[i] = reasons[random_below(random, 4)];
    }
    return texts;
}

static void any_dates(struct random *random, struct exclusion *exclusion) {
    exclusion->decided_on = exclusion->starts_on - random_below(random, 4);
    if (percent(random, 10)) {
        exclusion->decided_on = exclusion->starts_on + random_below(random, 120);
    }
    if (percent(random, 70)) {
        int64_t minutes = (int64_t)random_below(random, 8 * 1440) - 2 * 1440;
        exclusion->la_notified_at = (exclusion->decided_on * 1440 + minutes) * 60000;
    }
    if (percent(random, 60)) {
        exclusion->provision_from = exclusion->starts_on + random_below(random, 16);
    }
    if (percent(random, 50)) {
        exclusion->ends_on = exclusion->starts_on + random_below(random, 10);
    }
}

/* What a source says of a record; its first day moves too. */
static struct exclusion any_event(struct random *random, const struct shape *shape) {
    struct exclusion event = exclusion_event("", EXCLUSION_SUSP, shape->first, 0);
    event.starts_on += random_below(random, shape->days);
    any_dates(random, &event);
    event.envelope.revision = random_revision(random);
    event.envelope.pupil = random_pupil(random);
    event.envelope.op = percent(random, shape->void_of_100) ? OP_VOID : OP_ASSERT;
    event.reasons = any_reasons(random);
    event.sessions = random_below(random, shape->sessions);
    event.stage = percent(random, shape->standing_of_100) ? standing[random_below(random, 2)]
                                                          : fallen[random_below(random, 3)];
    if (percent(random, 30)) {
        event.category = percent(random, 40) ? EXCLUSION_PERM : EXCLUSION_LNCH;
    }
    return event;
}

static void identify(struct random *random, const struct shape *shape, struct exclusion *event) {
    static const char *const sources[] = {"s1", "s10"};
    static const char *const records[] = {"r",  "r1", "r10", "r100", "r2", "r3", "r4", "r5",
                                          "r6", "r7", "r8",  "r9",   "t",  "u",  "é"};
    event->envelope.source = text_of(sources[random_below(random, 2)]);
    event->envelope.record_id = text_of(records[random_below(random, shape->records)]);
}

/* What is sent again about a record: the same, another pupil, or anything. */
static struct exclusion event_again(struct random *random, const struct exclusion *earlier,
                                    const struct shape *shape) {
    struct exclusion event = *earlier;
    switch (random_below(random, 3)) {
    case 0:
        break;
    case 1:
        event.envelope.pupil = random_pupil(random);
        break;
    default:
        event = any_event(random, shape);
        event.envelope.source = earlier->envelope.source;
        event.envelope.record_id = earlier->envelope.record_id;
        break;
    }
    return event;
}

void exclusion_history_make(struct exclusion_history *history, enum exclusion_shape shape,
                            uint64_t seed) {
    struct random *random = &history->random;
    random->state = seed * EXCLUSION_SHAPES + shape;
    for (uint32_t i = 0; i < EXCLUSION_EVENTS; i++) {
        if (i > 0 && percent(random, 30)) {
            history->events[i] =
                event_again(random, &history->events[random_below(random, i)], &shapes[shape]);
        } else {
            history->events[i] = any_event(random, &shapes[shape]);
            identify(random, &shapes[shape], &history->events[i]);
        }
    }
}

void exclusion_history_shuffle(struct exclusion_history *history) {
    for (uint32_t i = EXCLUSION_EVENTS - 1; i > 0; i--) {
        uint32_t j = random_below(&history->random, i + 1);
        struct exclusion event = history->events[i];
        history->events[i] = history->events[j];
        history->events[j] = event;
    }
}
