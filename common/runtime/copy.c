#include "runtime/copy.h"

#define PIECE_BYTES ((size_t)1 << 20)

/* Signature, then flags and the length of the header's extension, both zero. */
static const char head[19] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0";

#define END_OF_DATA (-1) /* in the place of a row's number of columns */

static void copy_flush(struct copy *copy) {
    if (!copy->failed && copy->wire.length > 0) {
        copy->failed = PQputCopyData(copy->connection, (const char *)copy->wire.bytes,
                                     (int)copy->wire.length) != 1;
    }
    wire_clear(&copy->wire);
}

bool copy_begin(struct copy *copy, PGconn *connection, const char *statement, struct error *error) {
    if (!pg_run(connection, statement, error)) {
        return false;
    }
    copy->connection = connection;
    copy->failed = false;
    wire_clear(&copy->wire);
    wire_raw(&copy->wire, head, sizeof head);
    return true;
}

struct wire *copy_row(struct copy *copy, int16_t columns) {
    if (copy->wire.length >= PIECE_BYTES) {
        copy_flush(copy);
    }
    wire_raw_int2(&copy->wire, columns);
    return &copy->wire;
}

bool copy_end(struct copy *copy, struct error *error) {
    wire_raw_int2(&copy->wire, END_OF_DATA);
    copy_flush(copy);
    bool sent = PQputCopyEnd(copy->connection, NULL) == 1 && !copy->failed;
    /* The server's own answer says more than a failed send: it may have ended the COPY itself. */
    PGresult *result = pg_checked(copy->connection, PQgetResult(copy->connection), error);
    bool done = sent && result != NULL;
    if (!sent && result != NULL) {
        error_set(error, ERROR_RETRY, "database connection lost in the middle of a COPY");
    }
    PQclear(result);
    while (sent && (result = PQgetResult(copy->connection)) != NULL) {
        PQclear(result);
    }
    return done;
}

void copy_free(struct copy *copy) {
    wire_free(&copy->wire);
}
