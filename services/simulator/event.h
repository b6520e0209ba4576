/* The events that tell one mark. */
#ifndef GOLDENTHREAD_SIMULATOR_EVENT_H
#define GOLDENTHREAD_SIMULATOR_EVENT_H

#include "absence/absence.h"
#include "simulator/fate.h"
#include "simulator/school_year.h"

/* One mark: what the register says of a child in a session. */
struct place_in_year {
    uint32_t child;
    uint16_t day; /* index of the year's school day */
    uint8_t session;
};

/* Which of the events about a mark; its number is part of the event id. */
enum telling {
    TELLING_FIRST,
    TELLING_CORRECTION, /* the reason that replaces N */
    TELLING_VOID,       /* withdraws the first one, which was under another school */
    TELLING_REFILED,    /* the same mark under its own school */
};

struct event {
    struct absence absence; /* its texts point into here, the borough and constants */
    char event_id[37];
    char record_id[32];
};

/* Builds an event. `told` is the index of the school day on which a later telling happens. With
 * `counted` revisions are 1 and 2, else the moment of recording. */
void event_fill(struct event *event, const struct school_year *year, struct place_in_year place,
                enum fate fate, enum telling telling, size_t told, bool counted);

#endif
