/* The documents that a consumer keeps in memory between events: found by child and window, least
 * recently used out first.
 *
 * A cached document is at most as new as the write sets handed over; it may be dropped once the set
 * that wrote it last is in the database, and all of them are dropped when a set fails. The table is
 * open addressing, because it stands in the path of every event. */
#ifndef GOLDENTHREAD_RUNTIME_DOCUMENTS_H
#define GOLDENTHREAD_RUNTIME_DOCUMENTS_H

#include "runtime/kept_lines.h"

struct document {
    uint64_t hash;
    void *state;     /* of the pipeline's document kind */
    int64_t version; /* that the database has, or will have once the sets handed over are written */
    uint64_t last_set; /* number of the last set that wrote it; 0 none */
    bool touched;      /* the open set looks at it when it is closed */
    bool dirty;        /* the open set will write it */
    day_t window_start;
    size_t memory;       /* bytes accounted for */
    size_t packed;       /* bytes in the database when last read or written; 0 when new */
    day_t next_due;      /* as last read or written: when something changes by time alone */
    int64_t recorded_at; /* of the newest event that changed it in the open set, epoch ms */
    struct kept_lines child_lines; /* as last added; known once it is touched */
    struct breach *breaches;       /* what the database has, or will have, of it; in any state */
    size_t n_breaches;
    struct document *newer, *older;
    uint32_t length;  /* of child_ref */
    char child_ref[]; /* NUL-terminated */
};

struct documents;

/* Keeps about `budget` bytes. `kind` is borrowed. */
struct documents *documents_new(const struct document_kind *kind, size_t budget);
void documents_free(struct documents *documents);

uint64_t documents_hash(struct text child_ref, day_t window_start);

/* Asks the processor for the place where the document of this hash is looked up. */
void documents_prefetch(const struct documents *documents, uint64_t hash);

/* NULL: not in memory. */
struct document *documents_find(const struct documents *documents, uint64_t hash,
                                struct text child_ref, day_t window_start);

/* Adds one that is not there; takes ownership of `state`. It has no breaches and nothing due. */
struct document *documents_add(struct documents *documents, uint64_t hash, struct text child_ref,
                               day_t window_start, int64_t version, void *state);

/* Adds a breach, which it takes over. */
void document_add_breach(struct document *document, const struct breach *breach);

/* The document was used and may have grown: newest from now on. */
void documents_used(struct documents *documents, struct document *document);

/* Drops the least recently used until the budget holds; never one that is touched or whose last set
 * is later than `written_set`. */
void documents_evict(struct documents *documents, uint64_t written_set);

/* Forgets all of them. */
void documents_clear(struct documents *documents);

size_t documents_count(const struct documents *documents);
size_t documents_memory(const struct documents *documents);

#endif
