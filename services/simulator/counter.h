/* Counts events on their way and shows how far they are. */
#ifndef GOLDENTHREAD_SIMULATOR_COUNTER_H
#define GOLDENTHREAD_SIMULATOR_COUNTER_H

#include "simulator/feed.h"

struct counter {
    struct outlet outlet;
    struct outlet *next; /* NULL: only count */
    int64_t told[STREAMS][TELLINGS];
    int64_t total;
    int64_t expected; /* events that will be told, about */
    bool show, terminal;
    int64_t started_us, shown_us; /* monotonic */
};

/* Shows progress on standard error when that is a terminal or `progress` asks for it. */
void counter_start(struct counter *counter, int64_t expected, bool progress);
double counter_seconds(const struct counter *counter);
void counter_end(struct counter *counter);

#endif
