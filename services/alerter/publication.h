/* What of breach.alert is not in the topic yet, in SQL. */
#ifndef GOLDENTHREAD_PUBLICATION_H
#define GOLDENTHREAD_PUBLICATION_H

#include "alerter/breach_record.h"
#include "alerter/session.h"

/* Makes this session the one that publishes, unless another is; *locked says so. It stays so until
 * the session ends. */
bool publication_lock(struct session *session, bool *locked, struct error *error) MUST_CHECK;

/* The first of what is not published, in the order of change. NULL and *error, or rows for
 * publication_record, which PQclear frees. */
PGresult *publication_next(struct session *session, int64_t most, struct error *error);

/* One of them; its texts are the rows'. Returns the number of the change. */
int64_t publication_record(const PGresult *rows, int row, struct breach_record *record);

/* These have been acknowledged. */
bool publication_done(struct session *session, const int64_t *change_ids, size_t count,
                      struct error *error) MUST_CHECK;

#endif
