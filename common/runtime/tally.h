/* Sums ledger lines of equal keys until they are written. An open-addressing table, because it
 * stands in the path of every event (tests/bench prints what it costs beside GHashTable). */
#ifndef GOLDENTHREAD_RUNTIME_TALLY_H
#define GOLDENTHREAD_RUNTIME_TALLY_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/line.h"

struct tally {
    struct lines lines; /* what a lines function is given */
    struct tally_cell *cells;
    size_t capacity, used;
    struct tally_providers *providers; /* provider texts, copied once each */
};

void tally_init(struct tally *tally);
void tally_free(struct tally *tally);
void tally_clear(struct tally *tally);

/* Bytes held. */
size_t tally_memory(const struct tally *tally);

/* Calls `each` for every key whose sum is not zero, in no particular order. The line lives until
 * the tally changes. */
void tally_each(const struct tally *tally, void (*each)(void *context, const struct line *line),
                void *context);
size_t tally_count(const struct tally *tally);

#endif
