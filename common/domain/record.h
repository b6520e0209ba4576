/* What streams of records have in common beyond the envelope: rows of their field tables, the order
 * of their checks, where they count, and stocks. */
#ifndef GOLDENTHREAD_DOMAIN_RECORD_H
#define GOLDENTHREAD_DOMAIN_RECORD_H

#include "domain/crossing.h"
#include "domain/event.h"
#include "domain/line.h"
#include "domain/winners.h"

/* Rows for own fields whose members bear the fields' names. */
#define OWN_FIELD(record, type, nullable, member) \
    FIELD(#member, type, nullable, PART_OWN, offsetof(record, member))
#define OWN_ENUM(record, member, symbols, n_symbols) \
    ENUM_FIELD(#member, false, PART_OWN, offsetof(record, member), symbols, n_symbols)

/* The checks of a record's own fields, which a VOID's need not pass. */
struct record_checks {
    struct refusal (*bad_value)(const void *record);
    /* NULL: no field of its own is looked up in the reference. */
    struct refusal (*unknown_code)(const void *record, const struct reference *reference);
};

/* The first refusal in the order of reasons, of a record that starts with its envelope and must
 * have a record_id. */
struct refusal record_refuse(const void *record, struct text key, const struct reference *reference,
                             const struct record_checks *checks);

/* A date among a record's fields. */
struct dated {
    const char *field;
    int64_t date;       /* NUMBER_NULL where it is not known, which only a nullable field can be */
    int64_t not_before; /* the date that it must not precede; NUMBER_NULL: any */
};

/* REASON_BAD_VALUE for the first that refuse_date refuses or that is too early. */
struct refusal refuse_dates(const struct dated *dates, size_t n_dates);

/* The pupil's place with the pupil's own school as its org, or with a provider. */
struct place place_at_school(const struct pupil *pupil);
struct place place_at_provider(const struct pupil *pupil, struct text provider);

/* A stock that opens with `line` (its value 1, its day not read) and closes on a day that is no
 * part of it; DAY_NONE: still open. No lines when it closes on or before the day on which it
 * opens. */
void stock_lines(const struct line *line, day_t opens_on, day_t closes_on, struct lines *to);

/* Hands every fact of a pipeline of one input to `find`. */
void fact_crossings(const struct winners *winners,
                    void (*find)(const void *record, const struct reference *reference,
                                 struct crossings *to),
                    const struct reference *reference, struct crossings *to);

#endif
