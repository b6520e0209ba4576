#include "simulator/event.h"

#include "simulator/draw.h"

#define MINUTE_MS 60000
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

/* London time of day of the two registers and of the office's afternoon; every school takes its
 * time. */
static const int32_t register_ms[2] = {9 * HOUR_MS + 15 * MINUTE_MS, 13 * HOUR_MS + 15 * MINUTE_MS};
#define OFFICE_MS (15 * HOUR_MS + 30 * MINUTE_MS)
#define SPREAD_MS (20 * MINUTE_MS)

/* 23:30 UTC is the next day in London exactly on the days whose school hours are summer time. */
static int64_t london_ms(day_t day, int64_t time_ms) {
    const int64_t midnight_utc = (int64_t)day * DAY_MS;
    const bool summer = day_in_london(midnight_utc + DAY_MS - 30 * MINUTE_MS) != day;
    return midnight_utc + time_ms - (summer ? HOUR_MS : 0);
}

/* A UUID of version 8 (RFC 9562): bits of the project's own making. */
static void write_event_id(uint64_t key, const struct place_in_year *place, day_t day,
                           enum telling telling, char to[37]) {
    static const char digits[] = "0123456789abcdef";
    const int32_t session = 2 * day + place->session;
    uint64_t high = draw(key, DRAW_EVENT, session, 2 * (int32_t)telling);
    uint64_t low = draw(key, DRAW_EVENT, session, 2 * (int32_t)telling + 1);
    high = (high & ~0xf000ull) | 0x8000ull;
    low = (low & ~(3ull << 62)) | 1ull << 63;
    char *at = to;
    for (int i = 0; i < 32; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20) {
            *at++ = '-';
        }
        uint64_t *half = i < 16 ? &high : &low;
        *at++ = digits[*half >> 60];
        *half <<= 4;
    }
    *at = '\0';
}

/* What the register system calls the mark: "m", then its number in base 16, backwards. */
static size_t write_record_id(uint64_t key, day_t day, int session, char *to) {
    static const char digits[] = "0123456789abcdef";
    uint64_t number = draw(key, DRAW_REGISTER, day, session);
    size_t length = 0;
    to[length++] = 'm';
    while (length < 13) {
        to[length++] = digits[number & 15];
        number >>= 4;
    }
    return length;
}

static void fill_pupil(struct pupil *pupil, const struct child *child, day_t day,
                       const struct school *school) {
    const int8_t sen = child_sen(child, day);
    pupil->known = true;
    pupil->school_urn = school->urn;
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
    write_event_id(child->key, place, day, telling, event->event_id);
    envelope->event_id = (struct text){event->event_id, 36};
    envelope->source = text_of(school->source);
    const size_t length = school->has_record_id
                              ? write_record_id(child->key, day, place->session, event->record_id)
                              : 0;
    envelope->record_id = (struct text){event->record_id, length};
    envelope->child_ref = (struct text){child->ref, CHILD_REF_SIZE - 1};
    envelope->op = telling == TELLING_VOID ? OP_VOID : OP_ASSERT;
    fill_pupil(&envelope->pupil, child, day, school);
}

void event_fill(struct event *event, const struct school_year *year, struct place_in_year place,
                enum fate fate, enum telling telling, size_t told, bool counted) {
    const struct child *child = &year->borough->children[place.child];
    const day_t day = year->days.of[place.day];
    const struct school *school = told_school(year->borough, child, day, fate, telling);
    const enum code planned = school_year_code(year, place.child, place.day, place.session);
    const enum code code = fate == FATE_CORRECTED && telling == TELLING_FIRST
                               ? provisional(planned, place.session)
                               : planned;
    fill_envelope(event, child, day, &place, school, telling);
    struct envelope *envelope = &event->absence.envelope;
    const bool first = telling == TELLING_FIRST;
    const int64_t moment = first ? london_ms(day, register_ms[place.session])
                                 : london_ms(year->days.of[told], OFFICE_MS);
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
