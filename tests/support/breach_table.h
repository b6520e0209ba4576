/* breach.breach of one document in memory: what moves write, and what is read back. */
#ifndef GOLDENTHREAD_TESTS_BREACH_TABLE_H
#define GOLDENTHREAD_TESTS_BREACH_TABLE_H

#include <glib.h>

#include "domain/breach.h"

struct breach_table {
    GArray *rows; /* struct breach */
};

void breach_table_init(struct breach_table *table);
void breach_table_free(struct breach_table *table);

/* NULL when there is no such row. Valid until the next diff. */
struct breach *breach_table_row(const struct breach_table *table, const char *rule_id,
                                const char *episode);

/* Diffs the crossings against the table, writes the moves and CU_ASSERTs that each finds the
 * sequence it expects and raises it by one when the state changes. `*due` may be NULL. Returns the
 * moves, one a line: "C1_PEX_SEND s1|r1 RAISED 1 crossed sent\n", "... RAISED 1 mended\n". The
 * caller frees it with g_free. */
char *breach_table_diff(struct breach_table *table, const struct reference *reference,
                        const struct crossing *crossings, size_t count,
                        const struct breach_moment *moment, day_t *due);

#endif
