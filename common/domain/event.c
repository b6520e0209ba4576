#include "domain/event.h"

#define CHILD_REF_MAX 128 /* bytes */
#define NAME_LENGTH_MAX 64
#define RECORD_ID_MAX 128 /* characters */
#define NC_YEAR_MIN (-2)
#define NC_YEAR_MAX 15

const char *const op_symbols[2] = {"ASSERT", "VOID"};
const char *const sen_symbols[3] = {"N", "K", "E"};
static const char sen_letters[] = {'N', 'K', 'E'};

const struct field pupil_fields[PUPIL_FIELDS] = {
    FIELD("school_urn", FIELD_INT, true, PART_ENVELOPE, offsetof(struct pupil, school_urn)),
    FIELD("nc_year", FIELD_INT, true, PART_ENVELOPE, offsetof(struct pupil, nc_year)),
    ENUM_FIELD("sen_provision", true, PART_ENVELOPE, offsetof(struct pupil, sen_provision),
               sen_symbols, 3),
    FIELD("primary_need", FIELD_STRING, true, PART_ENVELOPE, offsetof(struct pupil, primary_need)),
    FIELD("looked_after", FIELD_BOOLEAN, true, PART_ENVELOPE, offsetof(struct pupil, looked_after)),
};

const char *reason_name(enum reason reason) {
    static const char *const names[REASONS] = {
        [REASON_NONE] = "",
        [REASON_EMPTY] = "empty",
        [REASON_TOO_LARGE] = "too_large",
        [REASON_BAD_FRAME] = "bad_frame",
        [REASON_UNKNOWN_SCHEMA] = "unknown_schema",
        [REASON_TRUNCATED] = "truncated",
        [REASON_BAD_VARINT] = "bad_varint",
        [REASON_BAD_LENGTH] = "bad_length",
        [REASON_BAD_ENUM] = "bad_enum",
        [REASON_BAD_BOOLEAN] = "bad_boolean",
        [REASON_BAD_UTF8] = "bad_utf8",
        [REASON_TOO_DEEP] = "too_deep",
        [REASON_TRAILING_BYTES] = "trailing_bytes",
        [REASON_UNRESOLVABLE] = "unresolvable",
        [REASON_BAD_KEY] = "bad_key",
        [REASON_BAD_VALUE] = "bad_value",
        [REASON_UNKNOWN_CODE] = "unknown_code",
        [REASON_CONFLICT] = "conflict",
    };
    return names[reason];
}

static struct refusal bad_value(const char *field) {
    return (struct refusal){REASON_BAD_VALUE, field};
}

struct refusal envelope_bad_key(const struct envelope *envelope, struct text key) {
    struct text child_ref = envelope->child_ref;
    if (child_ref.length < 1 || child_ref.length > CHILD_REF_MAX || !text_equal(child_ref, key)) {
        return (struct refusal){REASON_BAD_KEY, "child_ref"};
    }
    return REFUSE_NONE;
}

/* Bits `from` to `to` of the word of a character map that holds both. */
#define CHARACTERS(from, to) ((~UINT64_C(0) >> (63 - ((to) - (from)))) << ((from) % 64))
#define CHARACTER(one) (UINT64_C(1) << ((one) % 64))

static bool name_is_valid(struct text name) {
    static const uint64_t allowed[4] = {
        CHARACTERS('-', '.') | CHARACTERS('0', '9'),
        CHARACTERS('A', 'Z') | CHARACTER('_') | CHARACTERS('a', 'z'),
    };
    if (name.length < 1 || name.length > NAME_LENGTH_MAX) {
        return false;
    }
    for (size_t i = 0; i < name.length; i++) {
        uint8_t character = (uint8_t)name.bytes[i];
        if ((allowed[character / 64] >> character % 64 & 1) == 0) {
            return false;
        }
    }
    return true;
}

/* Characters of well-formed UTF-8: the bytes that do not continue one. */
static size_t text_characters(struct text text) {
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++) {
        count += ((uint8_t)text.bytes[i] & 0xC0) != 0x80;
    }
    return count;
}

static bool record_id_is_valid(struct text record_id, bool may_be_empty) {
    if (record_id.length == 0) {
        return may_be_empty;
    }
    return record_id.length <= RECORD_ID_MAX || text_characters(record_id) <= RECORD_ID_MAX;
}

static bool nc_year_is_valid(const struct pupil *pupil) {
    if (!pupil->known || pupil->nc_year == NUMBER_NULL) {
        return true;
    }
    return pupil->nc_year >= NC_YEAR_MIN && pupil->nc_year <= NC_YEAR_MAX;
}

struct refusal envelope_bad_value(const struct envelope *envelope, bool record_id_may_be_empty) {
    if (!name_is_valid(envelope->source)) {
        return bad_value("source");
    }
    if (!record_id_is_valid(envelope->record_id, record_id_may_be_empty)) {
        return bad_value("record_id");
    }
    if (envelope->revision < 1) {
        return bad_value("revision");
    }
    day_t recorded_on = day_in_london(envelope->recorded_at);
    if (recorded_on < DAY_FIRST || recorded_on > DAY_LAST) {
        return bad_value("recorded_at");
    }
    return nc_year_is_valid(&envelope->pupil) ? REFUSE_NONE : bad_value("nc_year");
}

struct refusal envelope_unknown_code(const struct envelope *envelope,
                                     const struct reference *reference) {
    const struct pupil *pupil = &envelope->pupil;
    if (pupil->known && pupil->primary_need.bytes != NULL &&
        reference_need(reference, pupil->primary_need) == NULL) {
        return (struct refusal){REASON_UNKNOWN_CODE, "primary_need"};
    }
    return REFUSE_NONE;
}

struct refusal refuse_name(struct text name, const char *field) {
    return name_is_valid(name) ? REFUSE_NONE : bad_value(field);
}

struct refusal refuse_date(int64_t date, bool required, const char *field) {
    if (date == NUMBER_NULL && !required) {
        return REFUSE_NONE;
    }
    return date >= DAY_FIRST && date <= DAY_LAST ? REFUSE_NONE : bad_value(field);
}

struct place pupil_place(const struct pupil *pupil) {
    struct place place = {.urn = URN_NONE};
    if (!pupil->known) {
        return place;
    }
    place.stage = stage_of_year(pupil->nc_year);
    if (pupil->sen_provision != SYMBOL_NULL) {
        place.sen = sen_letters[pupil->sen_provision];
    }
    if (pupil->primary_need.bytes != NULL) {
        memcpy(place.need, pupil->primary_need.bytes, pupil->primary_need.length);
    }
    return place;
}
