/* Sums ledger lines of equal keys until they are written. An open-addressing table of half cache
 * lines, because it stands in the path of every event. */
#ifndef GOLDENTHREAD_RUNTIME_TALLY_H
#define GOLDENTHREAD_RUNTIME_TALLY_H

#include <glib.h>
#include <stddef.h>

#include "domain/line.h"
#include "runtime/numbering.h"

struct tally_cell;

/* Lines on their way: their cells are called from memory while the next lines are made. */
#define TALLY_WAITING 16

struct tally {
    struct lines lines; /* what a lines function is given */
    struct tally_cell *cells;
    size_t capacity, used;      /* capacity is a power of two */
    struct tally_cell *waiting; /* up to TALLY_WAITING lines that are not in the table yet */
    uint64_t hashes[TALLY_WAITING];
    size_t n_waiting;
    struct numbering kinds; /* of measure and detail, */
    struct numbering orgs;  /* and of urn and provider */
    GHashTable *providers;  /* provider texts, each copied once */
};

void tally_init(struct tally *tally);
void tally_free(struct tally *tally);

/* Bytes that the table holds. */
size_t tally_memory(const struct tally *tally);

/* How many keys have a sum that is not zero. */
size_t tally_count(struct tally *tally);

/* Calls `each` for every key whose sum is not zero, by day (the ledger's BRIN index lives on that
 * order). The line and its texts live until the tally changes. */
void tally_each(struct tally *tally, void (*each)(void *context, const struct line *line),
                void *context);

#endif
