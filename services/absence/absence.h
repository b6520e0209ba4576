/* The absence stream: one event is one session mark of a register.
 *
 * Identity: (child_ref, school_urn, date, session), whatever source and record_id. The document is
 * a child's academic year of marks (domain/marks.h). Measures: sessions, health_part_time_sessions,
 * attendance_band_term, attendance_band_year, illness_15d_children, illness_15d_run_children. */
#ifndef GOLDENTHREAD_ABSENCE_H
#define GOLDENTHREAD_ABSENCE_H

#include "domain/marks.h"
#include "runtime/pipeline.h"

enum cause { CAUSE_PHYSICAL, CAUSE_MENTAL, CAUSE_UNSPECIFIED };

struct absence {
    struct envelope envelope;
    int64_t school_urn;
    int64_t date; /* a day_t once checked */
    struct text code;
    int8_t session; /* enum session */
    int8_t cause;   /* enum cause or SYMBOL_NULL */
};

#define ABSENCE_FIELDS 13
extern const struct field absence_fields[ABSENCE_FIELDS];

extern const struct measure attendance_band_term, attendance_band_year;
extern const struct measure illness_15d_children, illness_15d_run_children;

#define ABSENCE_MEASURES 6
extern const struct measure *const absence_measures[ABSENCE_MEASURES];

struct refusal absence_refuse(const void *absence, struct text key,
                              const struct reference *reference);
day_t absence_day(const void *absence);

/* The mark of a checked event. */
struct mark absence_mark(const struct absence *absence);

/* The school of the mark, and the child's part of the place as it was on that day. */
struct place mark_place(const struct mark *mark);

/* sessions and health_part_time_sessions of one mark; nothing for a VOID. */
void mark_lines(const struct mark *mark, const struct reference *reference, struct lines *to);

/* A mark of C2 whose cause is physical or mental. */
bool mark_is_health_part_time(const struct mark *mark);

/* What needs all marks of the year: attendance bands and the two illness measures. */
void absence_child_lines(const void *marks, const struct reference *reference, struct lines *to);

/* C2_ILL_10D, C2_ILL_15D, C2_PA and C2_SEVERE of the year. */
void absence_crossings(const void *marks, const struct reference *reference, struct crossings *to);

extern const struct pipeline absence_pipeline;

#endif
