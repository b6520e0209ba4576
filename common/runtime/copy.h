/* COPY ... FROM STDIN (FORMAT binary), written in pieces of about a megabyte.
 *
 *     copy_begin(&copy, connection, "COPY t (a, b) FROM STDIN (FORMAT binary)", &error)
 *     for each row: struct wire *row = copy_row(&copy, 2); wire_int4(row, a); wire_text(row, b);
 *     copy_end(&copy, &error)
 *
 * A failure on the way is remembered, so that rows can be added from a callback without an answer;
 * copy_end tells it. */
#ifndef GOLDENTHREAD_RUNTIME_COPY_H
#define GOLDENTHREAD_RUNTIME_COPY_H

#include "runtime/pg.h"

/* Zeroed before its first use; used again it keeps its memory. */
struct copy {
    PGconn *connection;
    struct wire wire;
    bool failed;
};

bool copy_begin(struct copy *copy, PGconn *connection, const char *statement,
                struct error *error) MUST_CHECK;

/* Where the `columns` fields of the next row go, exactly so many. */
struct wire *copy_row(struct copy *copy, int16_t columns);

/* To be called after copy_begin returned true, whatever happened since. */
bool copy_end(struct copy *copy, struct error *error) MUST_CHECK;
void copy_free(struct copy *copy);

#endif
