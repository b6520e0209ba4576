#include "domain/record.h"

struct refusal record_refuse(const void *record, struct text key, const struct reference *reference,
                             const struct record_checks *checks) {
    const struct envelope *envelope = record;
    struct refusal refusal = envelope_bad_key(envelope, key);
    if (refusal.reason == REASON_NONE) {
        refusal = envelope_bad_value(envelope, false);
    }
    if (refusal.reason == REASON_NONE && envelope->op == OP_ASSERT) {
        refusal = checks->bad_value(record);
    }
    if (refusal.reason == REASON_NONE) {
        refusal = envelope_unknown_code(envelope, reference);
    }
    if (refusal.reason == REASON_NONE && envelope->op == OP_ASSERT &&
        checks->unknown_code != NULL) {
        refusal = checks->unknown_code(record, reference);
    }
    return refusal;
}

struct refusal refuse_dates(const struct dated *dates, size_t n_dates) {
    for (const struct dated *dated = dates; dated < dates + n_dates; dated++) {
        struct refusal refusal = refuse_date(dated->date, false, dated->field);
        if (refusal.reason != REASON_NONE) {
            return refusal;
        }
        if (dated->date != NUMBER_NULL && dated->date < dated->not_before) {
            return (struct refusal){REASON_BAD_VALUE, dated->field};
        }
    }
    return REFUSE_NONE;
}

struct place place_at_school(const struct pupil *pupil) {
    struct place place = pupil_place(pupil);
    if (pupil->known) {
        place.urn = pupil->school_urn; /* NUMBER_NULL is URN_NONE */
    }
    return place;
}

struct place place_at_provider(const struct pupil *pupil, struct text provider) {
    struct place place = pupil_place(pupil);
    place.provider = provider;
    return place;
}

void stock_lines(const struct line *line, day_t opens_on, day_t closes_on, struct lines *to) {
    if (closes_on != DAY_NONE && closes_on <= opens_on) {
        return;
    }
    struct line edge = *line;
    edge.day = opens_on;
    line_add(to, &edge);
    if (closes_on != DAY_NONE) {
        edge.day = closes_on;
        edge.value = -line->value;
        line_add(to, &edge);
    }
}

void fact_crossings(const struct winners *winners,
                    void (*find)(const void *record, const struct reference *reference,
                                 struct crossings *to),
                    const struct reference *reference, struct crossings *to) {
    for (size_t i = 0; i < winners->count; i++) {
        if (winner_is_fact(&winners->items[i])) {
            find(winners->items[i].record, reference, to);
        }
    }
}
