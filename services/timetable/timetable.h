/* The stream of part-time timetables: one event is what is so far known of one timetable by which a
 * child is at school for fewer hours than others.
 *
 * Identity: (child_ref, source, record_id). The document is every timetable of a child for life. A
 * timetable is open from starts_on to the day before ended_on. It should be short, agreed with the
 * parents, reviewed, and never a means to manage behaviour (Department for Education, Working
 * together to improve school attendance). */
#ifndef GOLDENTHREAD_TIMETABLE_H
#define GOLDENTHREAD_TIMETABLE_H

#include "domain/record.h"
#include "runtime/pipeline.h"

enum timetable_reason {
    TIMETABLE_MEDICAL,
    TIMETABLE_REINTEGRATION,
    TIMETABLE_STAGED_ENTRY,
    TIMETABLE_SEMH, /* social, emotional and mental health */
    TIMETABLE_BEHAVIOUR,
    TIMETABLE_OTHER,
};

struct timetable {
    struct envelope envelope;
    int64_t starts_on;      /* dates are a day_t once checked, nullable ones by event_date */
    int64_t planned_end_on; /* nullable */
    int64_t ended_on;       /* nullable: still open */
    int64_t next_review_on; /* nullable */
    int64_t weekly_minutes; /* at school */
    int64_t ap_minutes;     /* nullable: a week in alternative provision */
    int64_t la_notified_on; /* nullable */
    int8_t reason;          /* enum timetable_reason */
    int8_t parent_agreed;
};

#define TIMETABLE_FIELDS 17
extern const struct field timetable_fields[TIMETABLE_FIELDS];

#define TIMETABLE_MEASURES 5
extern const struct measure *const timetable_measures[TIMETABLE_MEASURES];

struct refusal timetable_refuse(const void *timetable, struct text key,
                                const struct reference *reference);
/* The day that it starts on. */
day_t timetable_day(const void *timetable);

/* Whether school and alternative provision together stay below a full-time education of the year
 * group; never where none is known for it. */
bool timetable_is_below_hours(const struct timetable *timetable);

/* Measures of one fact; nothing for a VOID. */
void timetable_lines(const void *timetable, const struct reference *reference, struct lines *to);

/* The rules of commitment 1 on part-time timetables. */
void timetable_crossings(const void *winners, const struct reference *reference,
                         struct crossings *to);

extern const struct pipeline timetable_pipeline;

#endif
