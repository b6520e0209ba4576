/* One exclusion, part-time timetable, referral or request for advice, whose it is, and the events
 * that tell it. */
#ifndef GOLDENTHREAD_SIMULATOR_RECORD_H
#define GOLDENTHREAD_SIMULATOR_RECORD_H

#include "simulator/advice.h"
#include "simulator/event.h"
#include "simulator/exclusions.h"
#include "simulator/referrals.h"
#include "simulator/timetables.h"

/* What is true of a record in the end. Each begins with its life. */
union record_plan {
    struct life life;
    struct exclusion_plan exclusion;
    struct timetable_plan timetable;
    struct referral_plan referral;
    struct advice_plan advice;
};

struct record {
    enum stream stream;
    enum fate fate;
    day_t right_from; /* of FATE_CORRECTED and FATE_MISFILED: a moment of its life */
    char child_ref[CHILD_REF_SIZE];
    char wrong_ref[CHILD_REF_SIZE]; /* the child that it is told of until then when misfiled */
    const char *source;             /* lives longer */
    struct pupil pupil;             /* on the record's business date */
    union record_plan plan;
};

struct record_event {
    union {
        struct envelope envelope;
        struct exclusion exclusion;
        struct timetable timetable;
        struct referral referral;
        struct advice advice;
    } record;
    char event_id[EVENT_ID_SIZE];
    char record_id[RECORD_ID_SIZE];
    char case_id[RECORD_ID_SIZE];
    char school[12]; /* its URN, where a school is asked for advice */
};

/* Builds the event of a moment (an index). Its texts point into it, into the record and to
 * constants. With `counted` revisions are 1, 2, 3, else the moment of recording. */
void record_event_fill(struct record_event *event, const struct record *record, size_t moment,
                       enum telling telling, bool counted);

#endif
