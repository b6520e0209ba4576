#include "absence/absence.h"

static const char *const session_symbols[] = {"AM", "PM"};
static const char *const cause_symbols[] = {"PHYSICAL", "MENTAL", "UNSPECIFIED"};

static const struct measure sessions = {"sessions"};
static const struct measure health_part_time_sessions = {"health_part_time_sessions"};

const struct field absence_fields[ABSENCE_FIELDS] = {
    ENVELOPE_FIELDS(struct absence, PART_IGNORED),
    FIELD("school_urn", FIELD_INT, false, PART_OWN, offsetof(struct absence, school_urn)),
    FIELD("date", FIELD_INT, false, PART_OWN, offsetof(struct absence, date)),
    ENUM_FIELD("session", false, PART_OWN, offsetof(struct absence, session), session_symbols, 2),
    FIELD("code", FIELD_STRING, false, PART_OWN, offsetof(struct absence, code)),
    ENUM_FIELD("cause", true, PART_OWN, offsetof(struct absence, cause), cause_symbols, 3),
};

const struct measure *const absence_measures[ABSENCE_MEASURES] = {
    &sessions,
    &health_part_time_sessions,
    &attendance_band_term,
    &attendance_band_year,
    &illness_15d_children,
    &illness_15d_run_children,
};

static bool text_is(struct text text, const char *string) {
    return text_equal(text, text_of(string));
}

/* `/` is present in the morning, `\` in the afternoon. */
static bool session_fits_code(const struct absence *absence) {
    if (text_is(absence->code, "/")) {
        return absence->session == SESSION_AM;
    }
    return !text_is(absence->code, "\\") || absence->session == SESSION_PM;
}

static struct refusal bad_value(const struct absence *absence) {
    struct refusal refusal = envelope_bad_value(&absence->envelope, true);
    if (refusal.reason == REASON_NONE) {
        refusal = refuse_date(absence->date, true, "date");
    }
    if (refusal.reason == REASON_NONE && absence->envelope.op == OP_ASSERT &&
        !session_fits_code(absence)) {
        refusal = (struct refusal){REASON_BAD_VALUE, "code"};
    }
    return refusal;
}

static struct refusal unknown_code(const struct absence *absence,
                                   const struct reference *reference) {
    struct refusal refusal = envelope_unknown_code(&absence->envelope, reference);
    if (refusal.reason != REASON_NONE || absence->envelope.op == OP_VOID) {
        return refusal;
    }
    const struct attendance_code *code = reference_code(reference, absence->code);
    if (code == NULL || absence->date < code->valid_from) {
        return (struct refusal){REASON_UNKNOWN_CODE, "code"};
    }
    return REFUSE_NONE;
}

struct refusal absence_refuse(const void *record, struct text key,
                              const struct reference *reference) {
    const struct absence *absence = record;
    struct refusal refusal = envelope_bad_key(&absence->envelope, key);
    if (refusal.reason == REASON_NONE) {
        refusal = bad_value(absence);
    }
    if (refusal.reason == REASON_NONE) {
        refusal = unknown_code(absence, reference);
    }
    return refusal;
}

day_t absence_day(const void *absence) {
    return (day_t)((const struct absence *)absence)->date;
}

struct mark absence_mark(const struct absence *absence) {
    char code[MARK_CODE_SIZE] = "";
    int8_t cause = SYMBOL_NULL;
    if (absence->envelope.op == OP_ASSERT) {
        memcpy(code, absence->code.bytes, absence->code.length);
        cause = absence->cause;
    }
    return (struct mark){
        .revision = absence->envelope.revision,
        .school_urn = absence->school_urn,
        .day = absence_day(absence),
        .session = absence->session,
        .op = absence->envelope.op,
        .cause = cause,
        .code = {code[0], code[1], code[2]},
        .pupil = absence->envelope.pupil,
    };
}

struct place mark_place(const struct mark *mark) {
    struct place place = pupil_place(&mark->pupil);
    place.urn = mark->school_urn;
    return place;
}

bool mark_is_health_part_time(const struct mark *mark) {
    return strcmp(mark->code, "C2") == 0 &&
           (mark->cause == CAUSE_PHYSICAL || mark->cause == CAUSE_MENTAL);
}

void mark_lines(const struct mark *mark, const struct reference *reference, struct lines *to) {
    if (mark->op == OP_VOID) {
        return;
    }
    const struct attendance_code *code = reference_code_padded(reference, mark->code);
    if (code == NULL) {
        return; /* accepted under another reference; a rebuild after its return counts it again */
    }
    struct line line = {
        .measure = &sessions,
        .day = mark->day,
        .since = DAY_NONE,
        .place = mark_place(mark),
        .detail = code->code,
        .value = 1,
    };
    line_add(to, &line);
    if (mark_is_health_part_time(mark)) {
        line.measure = &health_part_time_sessions;
        line.detail = cause_symbols[mark->cause];
        line_add(to, &line);
    }
}
