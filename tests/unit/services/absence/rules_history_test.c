/* Rules on random histories, against an oracle that goes through all marks for every question. */
#include "absence/absence.h"
#include "support/absence_history.h"
#include "support/absence_oracle.h"
#include "support/crossing_list.h"
#include "support/literals.h"
#include "support/suite.h"

#define SEEDS 60

static const char *const rules[] = {"C2_ILL_10D", "C2_ILL_15D", "C2_PA", "C2_SEVERE"};

/* The caller frees it with g_free. */
static char *crossings_of(const struct history *history) {
    struct marks *document = marks_new(on("2024-09-01"));
    for (size_t i = 0; i < HISTORY_EVENTS; i++) {
        struct mark mark = absence_mark(&history->events[i]), before;
        marks_fold(document, &mark, &before);
    }
    struct crossing_list list;
    crossing_list_init(&list);
    absence_crossings(document, &literal_reference, &list.crossings);
    char *text = crossing_list_text(&list);
    crossing_list_free(&list);
    marks_free(document);
    return text;
}

static void histories_cross_where_the_oracle_says(void) {
    static struct history history;
    const int seeds = (int)suite_rounds(SEEDS);
    int found[4] = {0};
    for (int seed = 0; seed < seeds; seed++) {
        for (int shape = 0; shape < HISTORY_SHAPES; shape++) {
            history_make(&history, (enum history_shape)shape, 5000 + (uint64_t)seed);
            char *expected = oracle_crossings(history.events, HISTORY_EVENTS);
            char *text = crossings_of(&history);
            CU_ASSERT_STRING_EQUAL(text, expected);
            for (int i = 0; i < 4; i++) {
                found[i] += strstr(expected, rules[i]) != NULL;
            }
            g_free(text);
            g_free(expected);
        }
    }
    for (int i = 0; i < 4; i++) {
        CU_ASSERT(found[i] > seeds / 4);
        CU_ASSERT(found[i] < seeds * HISTORY_SHAPES);
    }
}

static void the_order_of_arrival_does_not_matter(void) {
    static struct history history;
    for (uint64_t seed = 0; seed < suite_rounds(SEEDS); seed++) {
        history_make(&history, (enum history_shape)(seed % HISTORY_SHAPES), 6000 + seed);
        char *text = crossings_of(&history);
        history_shuffle(&history);
        char *again = crossings_of(&history);
        CU_ASSERT_STRING_EQUAL(text, again);
        g_free(again);
        g_free(text);
    }
}

int main(void) {
    return suite_run(
        "absence: rules on histories",
        (const struct test[]){
            {"histories cross where the oracle says", histories_cross_where_the_oracle_says},
            {"the order of arrival does not matter", the_order_of_arrival_does_not_matter},
            {NULL, NULL},
        });
}
