/* The order in which a year's marks are told: day by day, the morning's registers, the afternoon's,
 * then what the offices send later: corrections, withdrawals, late and repeated events. */
#ifndef GOLDENTHREAD_SIMULATOR_FEED_H
#define GOLDENTHREAD_SIMULATOR_FEED_H

#include "simulator/event.h"

struct feed_settings {
    struct fate_shares shares;
    bool counted; /* revisions 1, 2 instead of moments */
    /* Whatever is due after the last day comes on it, so that the year is complete; else it has not
     * happened yet and a feed up to a later day tells it. */
    bool complete;
    /* What else is told when a day's marks are told, up to and with that day; NULL: nothing. */
    bool (*day_over)(void *context, day_t day);
    void *context;
};

/* Tells the school days `from` to `until` - 1 (indexes) of a year. */
bool feed_days(const struct school_year *year, size_t from, size_t until,
               const struct feed_settings *settings, struct outlet *outlet);

#endif
