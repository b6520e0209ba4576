/* What rules find, as text, for tests. */
#ifndef GOLDENTHREAD_TESTS_CROSSING_LIST_H
#define GOLDENTHREAD_TESTS_CROSSING_LIST_H

#include <glib.h>

#include "domain/crossing.h"

struct crossing_list {
    struct crossings crossings;
    GPtrArray *rows;
};

void crossing_list_init(struct crossing_list *list);
void crossing_list_free(struct crossing_list *list);

/* One row a crossing that exists, ordered by bytes: rule, step, episode, raised, over and due, org,
 * sen, stage, event (AM or PM of a mark); "C4_ADVICE_DUE 35 s1|r1|35 2024-10-07 - 2024-10-14 trft K
 * secondary e1\n", '-' for what is empty. The caller frees it with g_free. */
char *crossing_list_text(const struct crossing_list *list);

#endif
