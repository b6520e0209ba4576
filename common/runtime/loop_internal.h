/* What the parts of the loop share: loop.c (turns), loop_claim.c (partitions), loop_load.c
 * (documents), loop_fold.c (messages), loop_timers.c (what comes by time alone), loop_breaches.c
 * (rules), loop_set.c (write sets). Nobody else includes it. */
#ifndef GOLDENTHREAD_RUNTIME_LOOP_INTERNAL_H
#define GOLDENTHREAD_RUNTIME_LOOP_INTERNAL_H

#include <glib.h>

#include "runtime/documents.h"
#include "runtime/loop.h"
#include "runtime/loop_metrics.h"
#include "runtime/positions.h"

#define CHUNK 256 /* messages decoded, looked up and folded together */

/* One message of a chunk on its way. */
struct slot {
    const struct message *message;
    struct position *position;
    struct refusal refusal;
    void *record;
    uint64_t hash;
    day_t window_start;
    struct document *document;
};

struct wanted_document {
    struct document_key key;
    uint64_t hash;
};

struct loop {
    const struct pipeline *pipeline;
    const struct reference *reference;
    struct document_context context;
    struct source *source;
    struct sink *sink;
    struct loop_settings settings;
    struct loop_metrics metrics;

    GArray *wanted;      /* struct topic_partition: what the group gave */
    bool claimed;        /* wanted is claimed and being fetched */
    bool refetch;        /* positions changed outside of a claim: tell the source */
    int64_t claim_at_us; /* not before: after a fence the group is heard first */
    struct positions positions;
    struct documents *documents;

    struct write_set *open; /* being filled; NULL: nothing folded since the last one */
    uint64_t open_number;   /* sets are numbered from 1 */
    int64_t opened_at_us;
    GPtrArray *touched; /* struct document of the open set */
    size_t set_limit; /* settings.set_bytes, less while other instances write the same documents */
    uint64_t written_number;  /* all sets up to this one are in the database */
    struct message *messages; /* of one poll */
    struct slot slots[CHUNK];
    char *records; /* of the slots, and one more for an anchor; record_stride bytes each */
    size_t record_stride;
    day_t last_day, last_window; /* of the message before: its date and the window that holds it */
    GArray *missing;             /* struct wanted_document: to be loaded for the chunk */

    day_t timers_day;     /* on which time was asked last; DAY_NONE: since the claim not yet */
    int64_t timers_at_us; /* not before, on the same day */
    uint64_t timers_set;  /* number of the set that the last portion went into */
};

/* loop_claim.c */
void loop_forget(struct loop *loop, int64_t claim_after_us);
bool loop_claim(struct loop *loop, struct error *error) MUST_CHECK;
bool loop_refetch(struct loop *loop, struct error *error) MUST_CHECK;
void loop_stop_position(struct loop *loop, struct position *position, const char *doubt);
struct position *loop_accept(struct loop *loop, const struct message *message);
extern const struct source_events loop_events; /* context: the loop, filled in by the caller */

/* loop_load.c: loads documents that are not in memory, all different; those that the database does
 * not have begin empty. False as of sink_ops.load; the loop must forget everything after
 * ERROR_RETRY. */
bool loop_load(struct loop *loop, const struct wanted_document *wanted, size_t count,
               struct error *error) MUST_CHECK;

/* loop_timers.c: takes a portion of what is due by time, when it is time to ask. False as of
 * loop_load. */
bool loop_timers(struct loop *loop, struct error *error) MUST_CHECK;

/* loop_breaches.c: the rules' say on a document of the open set, whose moves go into the set. */
void loop_judge(struct loop *loop, struct document *document);

/* loop_fold.c: false with ERROR_RETRY when documents could not be loaded; the loop must forget
 * everything then. */
bool loop_fold(struct loop *loop, size_t n_messages, struct error *error) MUST_CHECK;

/* The open set will look at the document when it is closed. */
void loop_touch(struct loop *loop, struct document *document);

/* loop_set.c */
day_t loop_today(const struct loop *loop);
struct write_set *loop_open_set(struct loop *loop);
bool loop_set_is_full(const struct loop *loop);
bool loop_set_is_due(const struct loop *loop, bool queue_is_empty);
void loop_drop_set(struct loop *loop);
bool loop_hand_over(struct loop *loop, int timeout_ms, struct error *error) MUST_CHECK;
bool loop_reap(struct loop *loop, int timeout_ms, struct error *error) MUST_CHECK;

#endif
