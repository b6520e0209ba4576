/* A sink on the throw-away cluster of sink.test, the write sets that tests give it, and what the
 * database holds afterwards. The cluster's superuser looks on over a connection of its own. */
#ifndef GOLDENTHREAD_TESTS_PG_WORLD_H
#define GOLDENTHREAD_TESTS_PG_WORLD_H

#include "runtime/pipeline.h"
#include "runtime/sink_postgres.h"
#include "support/suite.h"

#define WORLD_WAIT_MS 60000 /* nothing here takes so long, unless it hangs */

/* Where the cluster listens. */
const char *world_dsn(void);

/* Empties every table of the stream "absence" and sets the reference's counter to 7. */
void world_reset(void);

/* A sink of the stream "absence" with rules "1.7", the reset world's own. */
struct sink *world_sink(void);
struct sink *world_sink_at(const char *dsn);

/* The stream itself, whose documents may have breaches. */
const struct pipeline *world_pipeline_with_rules(void);

/* Partition 3 of topic "absence", whose log starts at 0; aborts when the claim fails. */
struct claim world_claim(struct sink *sink);

/* For load_events of tests that do not look at breaches. */
void world_drop_breach(void *context, size_t index, const struct breach *breach);

/* A set of ten messages behind the claim's next_offset, which it moves: nine applied, one
 * quarantined. Adds nine sessions to the ledger and writes the document and the breach of child
 * "c1", read at `version`. */
struct write_set *world_ten(struct claim *claim, int64_t version);

/* Only the offsets of such a set. */
struct write_set *world_advance(const struct claim *claim, int64_t next);
void world_document(struct write_set *set, const char *child_ref, int64_t version,
                    const char *body);
/* The breach of an absence rule over the row of sequence `expected`: raised over an even one,
 * retracted over an odd one. */
void world_breach(struct write_set *set, const char *child_ref, const char *episode,
                  int32_t expected);

/* Submits the set, waits for it and frees it; answers its error, and whether a version was missed.
 */
struct error world_write(struct sink *sink, struct write_set *set, bool *version_missed);

/* Runs SQL as superuser. Rows are lines and columns are separated by bars, as psql -At prints them.
 * The caller frees. Aborts on an error. */
char *world_sql(const char *sql);

/* CU_ASSERTs that the query gives these rows. */
void world_expect(const char *sql, const char *rows);

/* CU_ASSERTs that `sets` sets of world_ten are in the database, each exactly once. */
void world_expect_tens(int sets);

/* Waits until the query answers "t". */
void world_wait_until(const char *sql);

/* Ends the sessions of that name ("goldenthread-absence writer") and waits until they are gone;
 * answers how many there were. */
int world_terminate(const char *application_name);

/* Crashes the whole cluster (pg_ctl stop -m immediate) and starts it again. */
void cluster_crash(void);
void cluster_start(void);

#endif
