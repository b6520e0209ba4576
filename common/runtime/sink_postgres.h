/* The sink that is PostgreSQL.
 *
 * Two connections: one for claims and documents, used by the caller's thread, and one for write
 * sets, owned by a thread of its own, so that writing overlaps folding. Both come back by
 * themselves. The database being away is never an error of an event: a set is written again until
 * its offsets have moved, and given back with ERROR_RETRY only when the outage lasts too long. */
#ifndef GOLDENTHREAD_RUNTIME_SINK_POSTGRES_H
#define GOLDENTHREAD_RUNTIME_SINK_POSTGRES_H

#include "runtime/pipeline.h"
#include "runtime/sink.h"

#define SINK_ROLE "goldenthread_consumer"
#define SINK_OUTAGE_MS 60000

/* Connects and starts the writer thread. `rules` as rules_text builds them; `breach_key` is only
 * looked at for a pipeline with rules. Texts are copied, the pipeline is borrowed. NULL and *error:
 * ERROR_RETRY while the database is away, ERROR_CONFIG. ops->close frees it, and a set that is
 * still with it. */
struct sink *sink_postgres_new(const struct pipeline *pipeline, const char *dsn, const char *rules,
                               const struct breach_key *breach_key, struct error *error);

/* How long the database may be away before a set is given back; SINK_OUTAGE_MS if never called.
 * Before the first submit. */
void sink_postgres_set_outage(struct sink *sink, int64_t outage_ms);

#endif
