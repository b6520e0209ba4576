/* A table that ON COMMIT empties is truncated with every transaction, whether that used it or not,
 * and the index of its TOAST table is made anew: a millisecond for two tables, more on a busy
 * machine, where all else of a small set takes less. Rows that are deleted cost next to nothing,
 * but their room is not used again, so the table is truncated now and then. */
#include "runtime/pg_consumer.h"

#define LEFT_MOST 2000

bool pg_stage(PGconn *connection, struct copy *copy, const struct pg_staged *table, size_t *left,
              size_t coming, struct error *error) {
    const bool much = *left > LEFT_MOST;
    if (*left > 0 && !pg_run(connection, much ? table->truncate_sql : table->delete_sql, error)) {
        return false;
    }
    *left = (much ? 0 : *left) + coming;
    return copy_begin(copy, connection, table->copy_sql, error);
}
