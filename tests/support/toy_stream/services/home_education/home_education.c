#include "home_education/home_education.h"

static const char *const reason_symbols[] = {"HEALTH", "SUPPORT", "CHOICE", "OTHER"};

static const struct measure started = {"home_educations_started"};
static const struct measure educated = {"home_educated"};

const struct field home_education_fields[HOME_EDUCATION_FIELDS] = {
    ENVELOPE_FIELDS(struct home_education, PART_ENVELOPE),
    OWN_FIELD(struct home_education, FIELD_INT, false, starts_on),
    OWN_FIELD(struct home_education, FIELD_INT, true, ended_on),
    OWN_ENUM(struct home_education, reason, reason_symbols, 4),
};

const struct measure *const home_education_measures[HOME_EDUCATION_MEASURES] = {&started,
                                                                                &educated};

static struct refusal bad_value(const void *record) {
    const struct home_education *education = record;
    const struct dated dates[] = {
        {"starts_on", education->starts_on, NUMBER_NULL},
        {"ended_on", education->ended_on, education->starts_on},
    };
    return refuse_dates(dates, 2);
}

struct refusal home_education_refuse(const void *record, struct text key,
                                     const struct reference *reference) {
    static const struct record_checks checks = {.bad_value = bad_value};
    return record_refuse(record, key, reference, &checks);
}

day_t home_education_day(const void *record) {
    return event_date(((const struct home_education *)record)->starts_on);
}

void home_education_lines(const void *record, const struct reference *reference, struct lines *to) {
    (void)reference;
    const struct home_education *education = record;
    if (education->envelope.op == OP_VOID) {
        return;
    }
    struct line line = {
        .measure = &started,
        .day = home_education_day(education),
        .since = DAY_NONE,
        .place = place_at_school(&education->envelope.pupil),
        .detail = reason_symbols[education->reason],
        .value = 1,
    };
    line_add(to, &line);
    line.measure = &educated;
    line.since = line.day;
    stock_lines(&line, line.since, event_date(education->ended_on), to);
}
