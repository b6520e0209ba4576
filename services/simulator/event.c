#include "simulator/event.h"

#include "simulator/draw.h"

/* London time of day of the two registers and of the office's afternoon; every school takes its
 * time. */
static const int32_t register_ms[2] = {9 * HOUR_MS + 15 * MINUTE_MS, 13 * HOUR_MS + 15 * MINUTE_MS};
#define OFFICE_MS (15 * HOUR_MS + 30 * MINUTE_MS)
#define SPREAD_MS (20 * MINUTE_MS)

void pupil_fill(struct pupil *pupil, const struct child *child, day_t day,
                const struct school *school) {
    const int8_t sen = child_sen(child, day);
    pupil->known = true;
    pupil->school_urn = school != NULL ? school->urn : NUMBER_NULL;
    pupil->nc_year = child->nc_year;
    pupil->sen_provision = sen;
    pupil->primary_need =
        sen == SEN_SUPPORT || sen == SEN_PLAN ? text_of(need_names[child->need]) : TEXT_NULL;
    pupil->looked_after = child->looked_after;
}

/* What is told first of a mark that will be corrected: no reason yet, or, where the truth is that
 * there is none, present. */
static enum code provisional(enum code code, int session) {
    if (code != CODE_N) {
        return CODE_N;
    }
    return session == 0 ? CODE_AM : CODE_PM;
}

static const struct school *told_school(const struct borough *borough, const struct child *child,
                                        day_t day, enum fate fate, enum telling telling) {
    const uint16_t own = child_school(child, day);
    const bool elsewhere =
        fate == FATE_MISFILED && (telling == TELLING_FIRST || telling == TELLING_VOID);
    return &borough->schools[elsewhere ? borough_other_school(borough, own) : own];
}

static void fill_envelope(struct event *event, const struct child *child, day_t day,
                          const struct place_in_year *place, const struct school *school,
                          enum telling telling) {
    struct envelope *envelope = &event->absence.envelope;
    const int32_t session = 2 * day + place->session;
    stamp_uuid(draw(child->key, DRAW_EVENT, session, 2 * (int32_t)telling),
               draw(child->key, DRAW_EVENT, session, 2 * (int32_t)telling + 1), event->event_id);
    envelope->event_id = (struct text){event->event_id, EVENT_ID_SIZE - 1};
    envelope->source = text_of(school->source);
    envelope->record_id = (struct text){event->record_id, 0};
    if (school->has_record_id) {
        stamp_record_id('m', draw(child->key, DRAW_REGISTER, day, place->session),
                        event->record_id);
        envelope->record_id.length = RECORD_ID_SIZE - 1;
    }
    envelope->child_ref = (struct text){child->ref, CHILD_REF_SIZE - 1};
    envelope->op = telling == TELLING_VOID ? OP_VOID : OP_ASSERT;
    pupil_fill(&envelope->pupil, child, day, school);
}

void event_fill(struct event *event, const struct school_year *year, struct place_in_year place,
                enum fate fate, enum telling telling, size_t told, bool counted) {
    const struct child *child = &year->borough->children[place.child];
    const day_t day = year->days.of[place.day];
    const struct school *school = told_school(year->borough, child, day, fate, telling);
    const enum code planned = school_year_code(year, place.child, place.day, place.session);
    const bool first = telling == TELLING_FIRST || telling == TELLING_RESENT;
    const enum code code =
        fate == FATE_CORRECTED && first ? provisional(planned, place.session) : planned;
    fill_envelope(event, child, day, &place, school, telling);
    struct envelope *envelope = &event->absence.envelope;
    const int64_t moment = first ? stamp_london(day, register_ms[place.session])
                                 : stamp_london(year->days.of[told], OFFICE_MS);
    envelope->recorded_at = moment + draw_below(child->key, SPREAD_MS);
    envelope->revision = !counted ? envelope->recorded_at : first ? 1 : 2;
    event->absence.school_urn = school->urn;
    event->absence.date = day;
    event->absence.session = (int8_t)place.session;
    event->absence.code = text_of(code_rows[code].text);
    event->absence.cause = SYMBOL_NULL;
    if (code == CODE_C2) {
        event->absence.cause = school_year_cause(year, child);
    }
}
