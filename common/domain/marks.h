/* A child's session marks of one academic year: the winners, packed to a few bytes each.
 *
 * Holds the winning event of every (school, date, session) with all that a line, a rule or a later
 * comparison asks for: revision, op, code, cause and the pupil as sent. What a mark says beside its
 * revision - its content - is one of a few for most children, so a document keeps each content once
 * and a mark as (session slot, content, revision). Order everywhere: date, AM before PM,
 * school_urn.
 *
 * Packed form: see the top of marks_pack.c. It holds texts, not indexes into reference tables, is
 * read by every later version of the code, and is canonical: it depends on the winners alone. */
#ifndef GOLDENTHREAD_DOMAIN_MARKS_H
#define GOLDENTHREAD_DOMAIN_MARKS_H

#include "domain/event.h"

enum session { SESSION_AM, SESSION_PM };

#define MARK_CODE_SIZE 4 /* longest attendance code and its NUL, with room */

struct mark {
    int64_t revision;   /* 0: no mark */
    int64_t school_urn; /* of the mark; fits an Avro int */
    day_t day;
    int8_t session; /* enum session */
    int8_t op;      /* enum op; a VOID has code "" and cause SYMBOL_NULL, whatever was sent */
    int8_t cause;
    char code[MARK_CODE_SIZE]; /* padded with NUL */
    /* primary_need points into the event; into the document for marks that come out of one, until
     * the next fold. Of a checked event: nc_year -2 to 15, a need of 1 to 7 bytes. */
    struct pupil pupil;
};

/* A mark as the document keeps it. */
struct mark_entry {
    int64_t revision;
    uint32_t content; /* a number for marks_content */
    uint16_t slot;    /* 2 x days since the first of the year, + 1 in the afternoon */
};

struct marks;

/* An empty document of the academic year that begins on `year`. Free with marks_free, which takes
 * NULL. */
struct marks *marks_new(day_t year);
void marks_free(struct marks *marks);

/* Folds one event in. Only marks within the academic year of the document may come (the caller
 * chooses it). On OUTCOME_APPLIED and OUTCOME_CONFLICT_ARRIVED_WON *before is the mark that was
 * replaced, revision 0 if none; else it is untouched. */
enum outcome marks_fold(struct marks *marks, const struct mark *event, struct mark *before);

/* The winners in order, VOIDs included: for (size_t i = 0; i < marks_count(m); i++) marks_get(m,
 * i). */
size_t marks_count(const struct marks *marks);
struct mark marks_get(const struct marks *marks, size_t index);

/* The same marks for those who look at every content once and then at many marks: marks_count
 * entries in order, whose contents are numbers below marks_contents. A content has no day, session
 * and revision. All of it is valid until the next fold. */
const struct mark_entry *marks_entries(const struct marks *marks);
size_t marks_contents(const struct marks *marks);
struct mark marks_content(const struct marks *marks, size_t content);

/* First day of the academic year. */
day_t marks_year(const struct marks *marks);

/* Bytes of memory that the document holds, its own struct included. */
size_t marks_memory(const struct marks *marks);

/* An upper bound of what marks_pack writes, and the packing itself; returns the bytes written. */
size_t marks_packed_bound(const struct marks *marks);
size_t marks_pack(const struct marks *marks, uint8_t *to);

/* NULL when the bytes are not a packed document: they are checked as untrusted ones are. */
struct marks *marks_unpack(day_t year, const uint8_t *bytes, size_t length);

/* Asks the processor to bring in what the next fold will read; no effect otherwise. */
void marks_prefetch(const struct marks *marks);

#endif
