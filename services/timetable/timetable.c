#include "timetable/timetable.h"

#define MINUTES_MAX 3000 /* a week */

static const char *const reason_symbols[] = {"MEDICAL", "REINTEGRATION", "STAGED_ENTRY",
                                             "SEMH",    "BEHAVIOUR",     "OTHER"};

static const struct measure timetables_started = {"timetables_started"};
static const struct measure timetables_open = {"timetables_open"};
static const struct measure timetables_without_agreement = {"timetables_without_agreement"};
static const struct measure timetable_reviews = {"timetable_reviews"};
static const struct measure timetables_below_hours = {"timetables_below_hours"};

const struct field timetable_fields[TIMETABLE_FIELDS] = {
    ENVELOPE_FIELDS(struct timetable, PART_ENVELOPE),
    OWN_FIELD(struct timetable, FIELD_INT, false, starts_on),
    OWN_FIELD(struct timetable, FIELD_INT, true, planned_end_on),
    OWN_FIELD(struct timetable, FIELD_INT, true, ended_on),
    OWN_FIELD(struct timetable, FIELD_INT, true, next_review_on),
    OWN_FIELD(struct timetable, FIELD_INT, false, weekly_minutes),
    OWN_FIELD(struct timetable, FIELD_INT, true, ap_minutes),
    OWN_ENUM(struct timetable, reason, reason_symbols, 6),
    OWN_FIELD(struct timetable, FIELD_BOOLEAN, false, parent_agreed),
    OWN_FIELD(struct timetable, FIELD_INT, true, la_notified_on),
};

const struct measure *const timetable_measures[TIMETABLE_MEASURES] = {
    &timetables_started, &timetables_open,        &timetables_without_agreement,
    &timetable_reviews,  &timetables_below_hours,
};

static bool minutes_are_valid(int64_t minutes) {
    return minutes >= 0 && minutes <= MINUTES_MAX;
}

static struct refusal bad_value(const void *record) {
    const struct timetable *timetable = record;
    if (!minutes_are_valid(timetable->weekly_minutes)) {
        return (struct refusal){REASON_BAD_VALUE, "weekly_minutes"};
    }
    if (timetable->ap_minutes != NUMBER_NULL && !minutes_are_valid(timetable->ap_minutes)) {
        return (struct refusal){REASON_BAD_VALUE, "ap_minutes"};
    }
    const struct dated dates[] = {
        {"starts_on", timetable->starts_on, NUMBER_NULL},
        {"planned_end_on", timetable->planned_end_on, NUMBER_NULL},
        {"ended_on", timetable->ended_on, timetable->starts_on},
        {"next_review_on", timetable->next_review_on, NUMBER_NULL},
        {"la_notified_on", timetable->la_notified_on, NUMBER_NULL},
    };
    return refuse_dates(dates, 5);
}

struct refusal timetable_refuse(const void *record, struct text key,
                                const struct reference *reference) {
    static const struct record_checks checks = {.bad_value = bad_value};
    return record_refuse(record, key, reference, &checks);
}

day_t timetable_day(const void *timetable) {
    return event_date(((const struct timetable *)timetable)->starts_on);
}

/* Minutes a week that the Local Government and Social Care Ombudsman takes for full time: 21 hours
 * in key stage 1, 23.5 in key stage 2, 24 in key stage 3 and year 10, 25 in year 11. 0 where none
 * is known. */
static int64_t full_time_minutes(const struct pupil *pupil) {
    static const int16_t minutes[] = {
        [1] = 1260, [2] = 1260, [3] = 1410, [4] = 1410,  [5] = 1410, [6] = 1410,
        [7] = 1440, [8] = 1440, [9] = 1440, [10] = 1440, [11] = 1500};
    bool compulsory = pupil->known && pupil->nc_year >= 1 && pupil->nc_year <= 11;
    return compulsory ? minutes[pupil->nc_year] : 0;
}

bool timetable_is_below_hours(const struct timetable *timetable) {
    int64_t minutes = timetable->weekly_minutes;
    if (timetable->ap_minutes != NUMBER_NULL) {
        minutes += timetable->ap_minutes;
    }
    return minutes < full_time_minutes(&timetable->envelope.pupil);
}

void timetable_lines(const void *record, const struct reference *reference, struct lines *to) {
    (void)reference;
    const struct timetable *timetable = record;
    if (timetable->envelope.op == OP_VOID) {
        return;
    }
    day_t starts_on = timetable_day(timetable), ended_on = event_date(timetable->ended_on);
    struct line line = {
        .measure = &timetables_started,
        .day = starts_on,
        .since = DAY_NONE,
        .place = place_at_school(&timetable->envelope.pupil),
        .detail = reason_symbols[timetable->reason],
        .value = 1,
    };
    line_add(to, &line);
    line.since = starts_on;
    line.measure = &timetables_open;
    stock_lines(&line, starts_on, ended_on, to);
    if (!timetable->parent_agreed) {
        line.measure = &timetables_without_agreement;
        stock_lines(&line, starts_on, ended_on, to);
    }
    if (timetable_is_below_hours(timetable)) {
        line.measure = &timetables_below_hours;
        stock_lines(&line, starts_on, ended_on, to);
    }
    if (timetable->next_review_on != NUMBER_NULL) {
        line.measure = &timetable_reviews;
        line.since = event_date(timetable->next_review_on); /* how long a review is overdue */
        stock_lines(&line, starts_on, ended_on, to);
    }
}
