/* The events that tell one mark. */
#ifndef GOLDENTHREAD_SIMULATOR_EVENT_H
#define GOLDENTHREAD_SIMULATOR_EVENT_H

#include "absence/absence.h"
#include "simulator/fate.h"
#include "simulator/school_year.h"
#include "simulator/stamp.h"
#include "simulator/streams.h"

/* One mark: what the register says of a child in a session. */
struct place_in_year {
    uint32_t child;
    uint16_t day; /* index of the year's school day */
    uint8_t session;
};

struct event {
    struct absence absence; /* its texts point into here, the borough and constants */
    char event_id[EVENT_ID_SIZE];
    char record_id[RECORD_ID_SIZE];
};

/* What was true of a child at its school on a day; `school` NULL: it is at none. */
void pupil_fill(struct pupil *pupil, const struct child *child, day_t day,
                const struct school *school);

/* Builds an event. `told` is the index of the school day on which a later telling happens. With
 * `counted` revisions are 1 and 2, else the moment of recording. */
void event_fill(struct event *event, const struct school_year *year, struct place_in_year place,
                enum fate fate, enum telling telling, size_t told, bool counted);

#endif
