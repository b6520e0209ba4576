/* Absence events for tests: a small reference, a log of events in every shape, and a consumer's
 * loop over memory. */
#ifndef GOLDENTHREAD_TESTS_ABSENCE_WORLD_H
#define GOLDENTHREAD_TESTS_ABSENCE_WORLD_H

#include "absence/absence.h"
#include "runtime/loop.h"
#include "support/memory_database.h"
#include "support/memory_source.h"

/* Codes / \ I M C2 X and the needs SEMH and ASD; one rule, TOY. */
extern const struct reference world_reference;

/* The absence consumer with the rule TOY in place of its own: every mark I is a crossing that is
 * raised three days after the mark and over ten days after it. Its episode is the mark's date and
 * session. */
const struct pipeline *world_pipeline(void);

/* The schemas of the absence topic, loaded once. */
struct schemas *world_schemas(void);

/* An ASSERT by child `child` on `day` (AM for even, PM for odd `session`), with a need of SEMH and
 * SEN support. */
struct absence world_absence(const char *child, day_t day, int8_t session, const char *code,
                             int64_t revision);

/* Appends the event, framed and encoded. */
void world_append(struct memory_log *log, int32_t partition, const struct absence *absence);

/* A log with assertions, corrections, duplicates, old revisions, VOIDs before and after, conflicts
 * and garbage, in an order that `seed` gives. */
void world_fill(struct memory_log *log, unsigned seed, int events);

struct world_run {
    size_t poll_messages; /* per poll */
    size_t set_bytes;
    size_t cache_bytes;
    bool slow_sink;         /* a set is written only when the next one waits for it */
    size_t rebalance_at[4]; /* polls before which the group takes and gives again; 0: unused */
    day_t today;            /* 0: 40 days after the first of September */
};

/* A loop over the log and the database until nothing is left. False and *error when the loop gives
 * up. */
bool world_consume(const struct memory_log *log, struct memory_database *database,
                   const struct world_run *run, struct error *error);

/* A loop to be turned by hand. Free with loop_free. */
struct loop *world_loop(struct memory_source *source, struct memory_sink *sink,
                        const struct world_run *run);

/* Everything that must not depend on how the work was cut: sums of lines, documents, open breaches,
 * offsets, counts, quarantine. */
char *world_dump(const struct memory_database *database);

#endif
