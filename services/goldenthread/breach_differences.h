/* The breaches that the rules find in all documents of a consumer against the rows of
 * breach.breach: what verify counts and rebuild writes, quietly.
 *
 * A document whose next_due has come is left alone: its consumer has not judged it yet, and what
 * time raises is news, which a rebuild must not swallow. */
#ifndef GOLDENTHREAD_BREACH_DIFFERENCES_H
#define GOLDENTHREAD_BREACH_DIFFERENCES_H

#include <libpq-fe.h>

#include "goldenthread/stored_documents.h"
#include "runtime/write_set.h"

/* A document whose next_due is not what the rules say. */
struct due_change {
    const char *child_ref;
    day_t window_start;
    day_t next_due;
};

struct breach_differences {
    const struct pipeline *pipeline;
    const struct reference *reference;
    day_t today;
    const struct breach_key *key; /* NULL: the moves get no ids, and cannot be written */
    GHashTable *standing;         /* a document's name -> GArray of struct breach */
    struct write_set *set;        /* its breaches are the moves */
    GArray *due;                  /* struct due_change; its texts are the set's */
    int64_t rows;                 /* of breach.breach */
    int64_t waiting;              /* documents that are left alone */
};

/* Reads the rows; nothing for a pipeline without rules. Ends with breach_differences_free, also
 * after false. */
bool breach_differences_begin(struct breach_differences *differences, PGconn *db,
                              const struct pipeline *pipeline, const struct reference *reference,
                              day_t today, const struct breach_key *key,
                              struct error *error) MUST_CHECK;

/* Judges one document that could be read. */
void breach_differences_judge(struct breach_differences *differences, const struct stored_row *row);

/* After the last document: what is left has no document, and so no crossing. */
void breach_differences_end(struct breach_differences *differences);
void breach_differences_free(struct breach_differences *differences);

/* Moves and dates that are not as the rules say. */
int64_t breach_differences_count(const struct breach_differences *differences);

/* Writes all of it within the caller's transaction. ERROR_FENCED when a person changed a breach
 * since it was read. */
bool breach_differences_write(struct breach_differences *differences, PGconn *db,
                              struct error *error) MUST_CHECK;

#endif
