/* The envelope that every event carries, its checks, and what the fold may answer. */
#ifndef GOLDENTHREAD_DOMAIN_EVENT_H
#define GOLDENTHREAD_DOMAIN_EVENT_H

#include "domain/field.h"
#include "domain/line.h"
#include "domain/reference.h"

enum op { OP_ASSERT, OP_VOID };

/* What was true of the child on the record's business date. Unknown parts are null; unknown is not
 * 'none'. */
struct pupil {
    bool known;           /* false: every part is null */
    int8_t sen_provision; /* index into sen_symbols */
    int8_t looked_after;  /* 0 or 1 */
    int64_t school_urn;
    int64_t nc_year; /* national curriculum year, -2 to 15; below 0 is nursery */
    struct text primary_need;
};

struct envelope {
    struct text event_id;
    struct text source;
    struct text record_id;
    int64_t revision;
    int64_t recorded_at; /* epoch milliseconds, UTC */
    struct text child_ref;
    struct pupil pupil;
    int8_t op; /* enum op */
};

/* Why an event goes to quarantine, in the order in which the first match wins. */
enum reason {
    REASON_NONE,
    REASON_EMPTY,
    REASON_TOO_LARGE,
    REASON_BAD_FRAME,
    REASON_UNKNOWN_SCHEMA,
    REASON_TRUNCATED,
    REASON_BAD_VARINT,
    REASON_BAD_LENGTH,
    REASON_BAD_ENUM,
    REASON_BAD_BOOLEAN,
    REASON_BAD_UTF8,
    REASON_TOO_DEEP,
    REASON_TRAILING_BYTES,
    REASON_UNRESOLVABLE,
    REASON_BAD_KEY,
    REASON_BAD_VALUE,
    REASON_UNKNOWN_CODE,
    REASON_CONFLICT,
    REASONS,
};

struct refusal {
    enum reason reason; /* REASON_NONE: nothing to refuse */
    const char *field;  /* name of the field, static; "" where no single field is to blame */
};

#define REFUSE_NONE ((struct refusal){REASON_NONE, ""})

/* What an event did to the winner of its identity. A conflict counts as quarantined, whoever
 * won. */
enum outcome {
    OUTCOME_APPLIED,
    OUTCOME_UNCHANGED,
    OUTCOME_CONFLICT_ARRIVED_WON,
    OUTCOME_CONFLICT_STORED_WON
};

/* "too_large" */
const char *reason_name(enum reason reason);

/* Checks of the envelope and the pupil in two steps, because a bad value anywhere comes before an
 * unknown code anywhere. `key` is the message's; the record's child_ref must equal it. */
struct refusal envelope_bad_key(const struct envelope *envelope, struct text key);
struct refusal envelope_bad_value(const struct envelope *envelope, bool record_id_may_be_empty);
struct refusal envelope_unknown_code(const struct envelope *envelope,
                                     const struct reference *reference);

/* One date field, required or not: REASON_BAD_VALUE outside 2000-01-01 to 2099-12-31. */
struct refusal refuse_date(int64_t date, bool required, const char *field);

/* A date field that was not refused: DAY_NONE for null. */
static inline day_t event_date(int64_t date) {
    return date == NUMBER_NULL ? DAY_NONE : (day_t)date;
}

/* A name that a system goes by, 1 to 64 of `A-Z a-z 0-9 . _ -`: a source, a provider. */
struct refusal refuse_name(struct text name, const char *field);

/* SEN provision, need and stage of the pupil; the caller sets the org. `need` must be known to the
 * reference. */
struct place pupil_place(const struct pupil *pupil);

/* The rows of the field table that every record starts with; `record` has its envelope as member
 * `envelope`. `source_part` is PART_IGNORED where source and record_id do not identify the record
 * (absence). */
#define IN_ENVELOPE(record, member) offsetof(record, envelope) + offsetof(struct envelope, member)
/* clang-format off */
#define ENVELOPE_FIELDS(record, source_part) \
    FIELD("event_id", FIELD_STRING, false, PART_IGNORED, IN_ENVELOPE(record, event_id)), \
    FIELD("source", FIELD_STRING, false, source_part, IN_ENVELOPE(record, source)), \
    FIELD("record_id", FIELD_STRING, false, source_part, IN_ENVELOPE(record, record_id)), \
    FIELD("revision", FIELD_LONG, false, PART_ENVELOPE, IN_ENVELOPE(record, revision)), \
    ENUM_FIELD("op", false, PART_ENVELOPE, IN_ENVELOPE(record, op), op_symbols, 2), \
    FIELD("recorded_at", FIELD_LONG, false, PART_IGNORED, IN_ENVELOPE(record, recorded_at)), \
    FIELD("child_ref", FIELD_STRING, false, PART_ENVELOPE, IN_ENVELOPE(record, child_ref)), \
    RECORD_FIELD("pupil", true, PART_ENVELOPE, IN_ENVELOPE(record, pupil), pupil_fields, PUPIL_FIELDS)
/* clang-format on */

#define PUPIL_FIELDS 5
extern const struct field pupil_fields[PUPIL_FIELDS];
extern const char *const op_symbols[2];
extern const char *const sen_symbols[3];

#endif
