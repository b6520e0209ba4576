/* What a rule and child_lines see of a document of records: the winning events of one child,
 * decoded.
 *
 * Order: input, then source and record_id by bytes. VOIDs are among them, for whoever looks for
 * what was withdrawn; most readers skip them. */
#ifndef GOLDENTHREAD_DOMAIN_WINNERS_H
#define GOLDENTHREAD_DOMAIN_WINNERS_H

#include "domain/event.h"

struct winner {
    size_t input;       /* index into the pipeline's inputs */
    const void *record; /* that input's record; it starts with a struct envelope */
};

struct winners {
    const struct winner *items;
    size_t count;
};

static inline bool winner_is_fact(const struct winner *winner) {
    return ((const struct envelope *)winner->record)->op == OP_ASSERT;
}

#endif
