/* The alerter's metrics; deploy/README.md lists them. */
#ifndef GOLDENTHREAD_TALLIES_H
#define GOLDENTHREAD_TALLIES_H

#include "alerter/queue.h"
#include "runtime/metrics.h"

struct tallies {
    struct metric *quiet, *routed, *unrouted;
    struct metric *attempts[OUTCOMES];
    struct metric *seconds[PRIORITIES];
    struct metric *dead, *ambiguous;
    struct metric *depth, *oldest, *all_dead, *all_unrouted, *unexpanded, *unpublished, *paused;
};

void tallies_init(struct tallies *tallies);

void tallies_routed(struct tallies *tallies, const struct routed *routed);
void tallies_attempt(struct tallies *tallies, const struct recorded *recorded);
/* Attempts whose process died over them: whether they arrived is not known. */
void tallies_lapsed(struct tallies *tallies, int64_t attempts);
void tallies_levels(struct tallies *tallies, const struct queue_levels *levels);

#endif
