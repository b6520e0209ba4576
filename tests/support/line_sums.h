/* Sums of ledger lines as text, for tests: what a measure is after all that was added and taken
 * back. */
#ifndef GOLDENTHREAD_TESTS_LINE_SUMS_H
#define GOLDENTHREAD_TESTS_LINE_SUMS_H

#include <glib.h>

#include "domain/line.h"

struct line_sums {
    struct lines lines;
    GHashTable *sums; /* key as text -> sum */
};

void line_sums_init(struct line_sums *sums);
void line_sums_free(struct line_sums *sums);

/* One row a sum that is not zero, ordered by bytes:
 * "sessions 2024-09-02 - 106905 K SEMH secondary I 1\n", '-' for what is empty. The caller frees
 * it with g_free. */
char *line_sums_text(const struct line_sums *sums);

#endif
