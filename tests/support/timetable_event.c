#include "support/timetable_event.h"

#include "support/envelope_literal.h"
#include "support/literals.h"

struct timetable timetable_event(int64_t revision) {
    return (struct timetable){
        .envelope = envelope_literal(revision),
        .starts_on = on("2024-09-09"),
        .planned_end_on = on("2024-10-04"),
        .ended_on = NUMBER_NULL,
        .next_review_on = on("2024-09-23"),
        .weekly_minutes = 1440,
        .ap_minutes = NUMBER_NULL,
        .la_notified_on = NUMBER_NULL,
        .reason = TIMETABLE_SEMH,
        .parent_agreed = 1,
    };
}

/* Of a few values that lie on both sides of a full-time week. */
static int64_t any_minutes(struct random *random) {
    static const int64_t minutes[] = {0, 300, 900, 1110, 1259, 1260, 1410, 1439, 1440, 1500, 3000};
    return minutes[random_below(random, 11)];
}

/* Within `days` from `first`, or not known. */
static int64_t any_date(struct random *random, int64_t first, uint32_t days) {
    return random_below(random, 3) > 0 ? first + random_below(random, days) : NUMBER_NULL;
}

void timetable_any(struct random *random, void *record) {
    struct timetable timetable = timetable_event(1);
    timetable.starts_on += (int64_t)random_below(random, 40) - 8;
    timetable.planned_end_on = any_date(random, timetable.starts_on, 60);
    timetable.ended_on = any_date(random, timetable.starts_on, 60);
    timetable.next_review_on = any_date(random, timetable.starts_on - 10, 60);
    timetable.la_notified_on = any_date(random, timetable.starts_on - 10, 30);
    timetable.weekly_minutes = any_minutes(random);
    timetable.ap_minutes = random_below(random, 2) > 0 ? any_minutes(random) : NUMBER_NULL;
    timetable.reason = (int8_t)random_below(random, 6);
    timetable.parent_agreed = (int8_t)random_below(random, 2);
    *(struct timetable *)record = timetable;
}
