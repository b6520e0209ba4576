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
