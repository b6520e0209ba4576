/* The partitions that a consumer has claimed, and how far it has folded each.
 *
 * A position begins with its anchor: the last record that the database counted is read once more
 * and must carry the same event id. A log that was truncated, made anew or belongs to another
 * cluster is found by that, and its partition stops while the others go on. */
#ifndef GOLDENTHREAD_RUNTIME_POSITIONS_H
#define GOLDENTHREAD_RUNTIME_POSITIONS_H

#include "runtime/sink.h"
#include "runtime/source.h"

enum position_state {
    POSITION_FOREIGN,   /* not claimed */
    POSITION_ANCHORING, /* waiting for the anchor record */
    POSITION_ACTIVE,
    POSITION_STOPPED, /* in doubt about the log: an operator must look */
};

struct position {
    enum position_state state;
    int64_t next; /* the first offset that is not folded yet */
    int64_t anchor_offset;
    struct event_id anchor;
    bool timed;                /* the open set holds documents of it whose time has come */
    bool at_end;               /* nothing was waiting when last heard of */
    int64_t last_timestamp_ms; /* of the last message folded; 0 none yet */
    struct advance
        advance; /* what the open write set adds; nothing to add while expected == next */
};

struct positions {
    struct position *items; /* by input, then partition */
    size_t n_inputs, stride;
};

/* Room for every partition named in `partitions`, all foreign. Free with positions_clear. */
void positions_reset(struct positions *positions, size_t n_inputs,
                     const struct topic_partition *partitions, size_t count);
void positions_clear(struct positions *positions);

/* NULL: out of the room, which means foreign. */
struct position *position_at(const struct positions *positions, size_t input, int32_t partition);

/* What `claim` and the log's first and last offsets mean together. `doubt` is filled when the
 * position is stopped: static text for the operator. */
struct position position_of_claim(const struct claim *claim, int64_t low, int64_t high,
                                  const char **doubt);

/* The offset to fetch from: the anchor's while anchoring, else the next. */
int64_t position_fetch_offset(const struct position *position);

/* Positions to fetch, for source->assign; the caller frees the array. */
GArray *positions_to_fetch(const struct positions *positions);

/* How many positions are in `state`. */
size_t positions_count(const struct positions *positions, enum position_state state);

#endif
