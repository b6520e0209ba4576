#include "exclusion/exclusion.h"

#include <stdlib.h>

#include "domain/memory.h"

#define REASONS_MAX 3
#define SESSIONS_MAX 400
#define DUTY_SESSIONS 11 /* a suspension of more than five days, in half days */
#define DUTY_DAY 6       /* school day from which education elsewhere is owed */

static const char *const category_symbols[] = {"SUSP", "PERM", "LNCH"};
static const char *const stage_symbols[] = {"ISSUED", "CANCELLED", "UPHELD", "REINSTATED",
                                            "QUASHED"};

static const struct measure suspensions = {"suspensions"};
static const struct measure sessions_lost = {"sessions_lost"};
static const struct measure permanent_exclusions = {"permanent_exclusions"};
static const struct measure permanent_exclusion_stages = {"permanent_exclusion_stages"};
static const struct measure sixth_day_duties = {"sixth_day_duties"};
static const struct measure exclusion_notices = {"exclusion_notices"};
static const struct measure exclusions_notified = {"exclusions_notified"};

const struct field exclusion_fields[EXCLUSION_FIELDS] = {
    ENVELOPE_FIELDS(struct exclusion, PART_ENVELOPE),
    OWN_ENUM(struct exclusion, category, category_symbols, 3),
    OWN_FIELD(struct exclusion, FIELD_STRINGS, false, reasons),
    OWN_FIELD(struct exclusion, FIELD_INT, false, decided_on),
    OWN_FIELD(struct exclusion, FIELD_INT, false, starts_on),
    OWN_FIELD(struct exclusion, FIELD_INT, true, ends_on),
    OWN_FIELD(struct exclusion, FIELD_INT, false, sessions),
    OWN_ENUM(struct exclusion, stage, stage_symbols, 5),
    OWN_FIELD(struct exclusion, FIELD_LONG, true, la_notified_at),
    OWN_FIELD(struct exclusion, FIELD_INT, true, provision_from),
};

const struct measure *const exclusion_measures[EXCLUSION_MEASURES] = {
    &suspensions,
    &sessions_lost,
    &permanent_exclusions,
    &permanent_exclusion_stages,
    &sixth_day_duties,
    &exclusion_notices,
    &exclusions_notified,
    &suspended_children_term,
    &suspended_children_year,
    &suspended_over_5d_term,
    &suspended_over_15d_term,
    &suspended_45d_year,
};

/* The London date of a nullable instant; what has none is out of the range that dates are held to.
 */
static int64_t date_of_instant(int64_t epoch_ms) {
    return epoch_ms == NUMBER_NULL ? NUMBER_NULL : day_in_london(epoch_ms);
}

static struct refusal bad_value(const void *record) {
    const struct exclusion *exclusion = record;
    if (exclusion->reasons.count < 1 || exclusion->reasons.count > REASONS_MAX) {
        return (struct refusal){REASON_BAD_VALUE, "reasons"};
    }
    if (exclusion->sessions < 0 || exclusion->sessions > SESSIONS_MAX) {
        return (struct refusal){REASON_BAD_VALUE, "sessions"};
    }
    const struct dated dates[] = {
        {"decided_on", exclusion->decided_on, NUMBER_NULL},
        {"starts_on", exclusion->starts_on, NUMBER_NULL},
        {"ends_on", exclusion->ends_on, exclusion->starts_on},
        {"la_notified_at", date_of_instant(exclusion->la_notified_at), NUMBER_NULL},
        {"provision_from", exclusion->provision_from, NUMBER_NULL},
    };
    return refuse_dates(dates, 5);
}

static struct refusal unknown_code(const void *record, const struct reference *reference) {
    const struct exclusion *exclusion = record;
    for (size_t i = 0; i < exclusion->reasons.count; i++) {
        if (reference_exclusion_reason(reference, exclusion->reasons.items[i]) == NULL) {
            return (struct refusal){REASON_UNKNOWN_CODE, "reasons"};
        }
    }
    return REFUSE_NONE;
}

struct refusal exclusion_refuse(const void *record, struct text key,
                                const struct reference *reference) {
    static const struct record_checks checks = {bad_value, unknown_code};
    return record_refuse(record, key, reference, &checks);
}

day_t exclusion_day(const void *exclusion) {
    return (day_t)((const struct exclusion *)exclusion)->starts_on;
}

bool exclusion_stands(const struct exclusion *exclusion) {
    return exclusion->stage == EXCLUSION_ISSUED || exclusion->stage == EXCLUSION_UPHELD;
}

bool exclusion_suspends(const struct exclusion *exclusion) {
    return exclusion->category == EXCLUSION_SUSP && exclusion_stands(exclusion);
}

day_t exclusion_sixth_day(const struct exclusion *exclusion, const struct reference *reference) {
    bool long_enough =
        exclusion->category == EXCLUSION_PERM ||
        (exclusion->category == EXCLUSION_SUSP && exclusion->sessions >= DUTY_SESSIONS);
    if (!long_enough || !exclusion_stands(exclusion)) {
        return DAY_NONE;
    }
    return reference_nth_school_day(reference, exclusion_day(exclusion), DUTY_DAY);
}

bool exclusion_sixth_day_met(const struct exclusion *exclusion, day_t sixth_day) {
    day_t provision_from = event_date(exclusion->provision_from);
    return provision_from != DAY_NONE && provision_from <= sixth_day;
}

day_t exclusion_notice_limit(const struct exclusion *exclusion, const struct reference *reference) {
    return reference_nth_school_day(reference, event_date(exclusion->decided_on) + 1, 1);
}

day_t exclusion_notified_on(const struct exclusion *exclusion) {
    return exclusion->la_notified_at != NUMBER_NULL ? day_in_london(exclusion->la_notified_at)
                                                    : DAY_NONE;
}

/* A line on one day of the fact, at its place; what it counts is the caller's to say. */
static struct line line_on(const struct exclusion *exclusion, day_t day) {
    return (struct line){
        .day = day,
        .since = DAY_NONE,
        .place = place_at_school(&exclusion->envelope.pupil),
        .detail = "",
        .value = 1,
    };
}

/* Counts a standing fact under its first reason. One that left the reference has no name to count
 * under: a rebuild after its return counts it again. */
static void add_by_reason(const struct measure *measure, const struct exclusion *exclusion,
                          const struct reference *reference, struct lines *to) {
    const char *reason = reference_exclusion_reason(reference, exclusion->reasons.items[0]);
    if (reason != NULL && exclusion_stands(exclusion)) {
        struct line line = line_on(exclusion, exclusion_day(exclusion));
        line.measure = measure;
        line.detail = reason;
        line_add(to, &line);
    }
}

static void add_sessions_lost(const struct exclusion *exclusion, struct lines *to) {
    struct line line = line_on(exclusion, exclusion_day(exclusion));
    line.measure = &sessions_lost;
    line.detail = category_symbols[exclusion->category];
    line.value = exclusion->sessions;
    line_add(to, &line);
}

static void add_stage(const struct exclusion *exclusion, struct lines *to) {
    struct line line = line_on(exclusion, exclusion_day(exclusion));
    line.measure = &permanent_exclusion_stages;
    line.detail = stage_symbols[exclusion->stage];
    line_add(to, &line);
}

static void add_sixth_day(const struct exclusion *exclusion, const struct reference *reference,
                          struct lines *to) {
    day_t sixth_day = exclusion_sixth_day(exclusion, reference);
    if (sixth_day != DAY_NONE) {
        struct line line = line_on(exclusion, sixth_day);
        line.measure = &sixth_day_duties;
        line.detail = exclusion_sixth_day_met(exclusion, sixth_day) ? "met" : "missed";
        line_add(to, &line);
    }
}

static void add_notice(const struct exclusion *exclusion, const struct reference *reference,
                       struct lines *to) {
    day_t limit = exclusion_notice_limit(exclusion, reference);
    day_t notified_on = exclusion_notified_on(exclusion);
    if (limit != DAY_NONE) {
        struct line line = line_on(exclusion, limit);
        line.measure = &exclusion_notices;
        line.detail = notified_on == DAY_NONE ? "none" : notified_on <= limit ? "in_time" : "late";
        line_add(to, &line);
    }
}

/* A school that tells the authority before the decision is dated does so on the day of it. */
static void add_notified(const struct exclusion *exclusion, struct lines *to) {
    day_t notified_on = exclusion_notified_on(exclusion);
    day_t decided_on = event_date(exclusion->decided_on);
    if (notified_on != DAY_NONE) {
        struct line line = line_on(exclusion, notified_on > decided_on ? notified_on : decided_on);
        line.measure = &exclusions_notified;
        line.since = decided_on;
        line.detail = category_symbols[exclusion->category];
        line_add(to, &line);
    }
}

void exclusion_lines(const void *record, const struct reference *reference, struct lines *to) {
    const struct exclusion *exclusion = record;
    if (exclusion->envelope.op == OP_VOID) {
        return;
    }
    switch (exclusion->category) {
    case EXCLUSION_SUSP:
        add_by_reason(&suspensions, exclusion, reference, to);
        add_sessions_lost(exclusion, to);
        break;
    case EXCLUSION_PERM:
        add_by_reason(&permanent_exclusions, exclusion, reference, to);
        add_stage(exclusion, to);
        break;
    case EXCLUSION_LNCH:
    default:
        add_sessions_lost(exclusion, to);
        break;
    }
    add_sixth_day(exclusion, reference, to);
    add_notice(exclusion, reference, to);
    add_notified(exclusion, to);
}
