#include "support/exclusion_event.h"

#include "support/literals.h"

struct exclusion exclusion_event(const char *record_id, enum exclusion_category category,
                                 const char *starts_on, int64_t sessions) {
    struct exclusion exclusion = {
        .envelope = envelope_literal(1),
        .reasons = {.count = 1, .items = {{"DB", 2}}},
        .decided_on = on(starts_on) - 1,
        .starts_on = on(starts_on),
        .ends_on = NUMBER_NULL,
        .sessions = sessions,
        .la_notified_at = NUMBER_NULL,
        .provision_from = NUMBER_NULL,
        .category = (int8_t)category,
        .stage = EXCLUSION_ISSUED,
    };
    exclusion.envelope.record_id = text_of(record_id);
    return exclusion;
}

struct winners exclusion_winners(struct winner *items, const struct exclusion *exclusions,
                                 size_t count) {
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct winner){.input = 0, .record = &exclusions[i]};
    }
    return (struct winners){.items = items, .count = count};
}

static bool is_holiday(day_t day) {
    return (day >= on("2024-10-28") && day <= on("2024-11-01")) ||
           (day >= on("2024-12-21") && day <= on("2025-01-05")) ||
           (day >= on("2025-02-17") && day <= on("2025-02-21"));
}

const struct reference *exclusion_reference(void) {
    static day_t days[250];
    static struct reference reference;
    if (reference.n_school_days == 0) {
        reference = literal_reference;
        reference.school_days = days;
        reference.n_school_days = 0;
        for (day_t day = on("2024-09-02"); day <= on("2025-04-04"); day++) {
            if ((day + 3) % 7 < 5 && !is_holiday(day)) { /* 1970-01-01 was a Thursday */
                days[reference.n_school_days++] = day;
            }
        }
    }
    return &reference;
}

int64_t instant(const char *date, int hour, int minute) {
    return ((int64_t)on(date) * 1440 + hour * 60 + minute) * 60000;
}
