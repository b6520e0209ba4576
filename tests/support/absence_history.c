#include "support/absence_history.h"

#include "support/absence_event.h"
#include "support/literals.h"
#include "support/random_envelope.h"

struct shape {
    const char *first; /* date */
    uint32_t days;
    uint32_t schools;
    uint32_t ill_of_100, present_of_100, void_of_100;
};

static const struct shape shapes[HISTORY_SHAPES] = {
    [HISTORY_MIXED] = {"2024-09-01", 365, 3, 10, 40, 15},
    [HISTORY_ILLNESS] = {"2024-12-20", 40, 2, 96, 1, 2},
    [HISTORY_PRESENT] = {"2025-03-01", 120, 2, 3, 93, 5},
};

static const int64_t schools[] = {106905, 142000, -7};

static const char *any_code(struct random *random, const struct shape *shape, int8_t session) {
    static const char *const codes[] = {"L", "O", "C2", "D", "Y1", "M", "E", "#", "G", "C2"};
    uint32_t percent = random_below(random, 100);
    if (percent < shape->ill_of_100) {
        return "I";
    }
    if (percent < shape->ill_of_100 + shape->present_of_100) {
        return session == SESSION_AM ? "/" : "\\";
    }
    return codes[random_below(random, 10)];
}

static struct absence any_event(struct random *random, const struct shape *shape) {
    struct absence event = absence_event(shape->first, SESSION_AM, "I", random_revision(random));
    event.date += random_below(random, shape->days);
    event.session = (int8_t)random_below(random, 2);
    event.school_urn = schools[random_below(random, shape->schools)];
    event.envelope.pupil = random_pupil(random);
    event.cause = (int8_t)((int)random_below(random, 4) - 1);
    event.envelope.op = random_below(random, 100) < shape->void_of_100 ? OP_VOID : OP_ASSERT;
    event.code = text_of(any_code(random, shape, event.session));
    return event;
}

/* What is sent again about a mark: the same bytes, another pupil, or anything. */
static struct absence event_again(struct random *random, const struct absence *earlier,
                                  const struct shape *shape) {
    struct absence event = *earlier;
    switch (random_below(random, 3)) {
    case 0:
        break;
    case 1:
        event.envelope.pupil = random_pupil(random);
        break;
    default:
        event = any_event(random, shape);
        event.date = earlier->date;
        event.session = earlier->session;
        event.school_urn = earlier->school_urn;
        break;
    }
    return event;
}

void history_make(struct history *history, enum history_shape shape, uint64_t seed) {
    struct random *random = &history->random;
    random->state = seed * HISTORY_SHAPES + shape;
    for (uint32_t i = 0; i < HISTORY_EVENTS; i++) {
        bool again = i > 0 && random_below(random, 3) == 0;
        history->events[i] =
            again ? event_again(random, &history->events[random_below(random, i)], &shapes[shape])
                  : any_event(random, &shapes[shape]);
    }
}

void history_shuffle(struct history *history) {
    for (uint32_t i = HISTORY_EVENTS - 1; i > 0; i--) {
        uint32_t j = random_below(&history->random, i + 1);
        struct absence event = history->events[i];
        history->events[i] = history->events[j];
        history->events[j] = event;
    }
}
