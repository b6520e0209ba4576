/* What consumers make of the borough that the simulator tells, in memory: every event is checked,
 * encoded and folded into the document of its child and window. Only for programs that link the
 * simulator's parts. */
#ifndef GOLDENTHREAD_TESTS_TOLD_WORLD_H
#define GOLDENTHREAD_TESTS_TOLD_WORLD_H

#include <glib.h>

#include "simulator/records.h"

struct told_world {
    struct outlet outlet;
    struct reference reference; /* the repository's, with all its school days */
    struct schemas *schemas[STREAMS];
    struct document_context contexts[STREAMS];
    GHashTable *documents[STREAMS]; /* "child_ref window" -> document */
    int64_t events[STREAMS], refused[STREAMS];
    int64_t applied[STREAMS], unchanged[STREAMS], conflicts[STREAMS];
    int64_t told[STREAMS][TELLINGS];
};

void told_world_begin(struct told_world *world);
void told_world_end(struct told_world *world);

/* The records of a borough up to `until`, with plenty of everything when `eventful`, all told. */
struct records *told_world_records(struct told_world *world, uint32_t pupils, day_t until,
                                   bool eventful);

/* Calls `see` for every fact of a stream of records. */
void told_world_facts(const struct told_world *world, enum stream stream,
                      void (*see)(const void *record, void *context), void *context);

/* Crossings by rule that are within its scope, open on `today` and raised in the `days` before it:
 * "C1_SUSP_45D 35" -> how many, GPOINTER_TO_SIZE. The caller frees with g_hash_table_unref. */
GHashTable *told_world_open(const struct told_world *world, day_t today, day_t days);

#endif
