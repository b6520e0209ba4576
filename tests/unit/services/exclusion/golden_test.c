/* Notices when a line or a rule changes its meaning and the pipeline's version does not: fixed
 * histories give lines and crossings whose checksum stands here beside the version that gave
 * them. */
#include <glib.h>

#include "exclusion/exclusion.h"
#include "support/crossing_list.h"
#include "support/exclusion_event.h"
#include "support/exclusion_history.h"
#include "support/line_sums.h"
#include "support/suite.h"

/* When this test fails, raise .version in services/exclusion/pipeline.c and put the new pair here.
 * Running consumers then ask for a rebuild instead of mixing two meanings in one database. */
static const struct {
    uint32_t version;
    const char *checksum; /* SHA-256 */
} golden = {1, "4925b0b6b3b99f4de380e4dcfeda289de2344aae53517e581f3c59e75e7d5d18"};

#define HISTORIES 20

/* Every event of a history as a fact of its own. */
static struct winners facts_of(struct exclusion_history *history, struct winner *items) {
    static char ids[EXCLUSION_EVENTS][8];
    for (size_t i = 0; i < EXCLUSION_EVENTS; i++) {
        g_snprintf(ids[i], sizeof ids[i], "r%03zu", i);
        history->events[i].envelope.record_id = text_of(ids[i]);
        history->events[i].envelope.op = OP_ASSERT;
    }
    return exclusion_winners(items, history->events, EXCLUSION_EVENTS);
}

static void add_history(struct line_sums *sums, struct crossing_list *list,
                        enum exclusion_shape shape, uint64_t seed) {
    static struct exclusion_history history;
    struct winner items[EXCLUSION_EVENTS];
    exclusion_history_make(&history, shape, seed);
    struct winners winners = facts_of(&history, items);
    for (size_t i = 0; i < winners.count; i++) {
        exclusion_pipeline.inputs->lines(winners.items[i].record, exclusion_reference(),
                                         &sums->lines);
    }
    exclusion_pipeline.child_lines(&winners, exclusion_reference(), &sums->lines);
    exclusion_pipeline.crossings(&winners, exclusion_reference(), &list->crossings);
}

/* The caller frees it with g_free. */
static char *text_of_all_histories(void) {
    struct line_sums sums;
    struct crossing_list list;
    line_sums_init(&sums);
    crossing_list_init(&list);
    for (uint64_t seed = 0; seed < HISTORIES; seed++) {
        for (int shape = 0; shape < EXCLUSION_SHAPES; shape++) {
            add_history(&sums, &list, (enum exclusion_shape)shape, 1000 + seed);
        }
    }
    char *lines = line_sums_text(&sums), *crossings = crossing_list_text(&list);
    char *text = g_strconcat(lines, crossings, NULL);
    g_free(lines);
    g_free(crossings);
    line_sums_free(&sums);
    crossing_list_free(&list);
    return text;
}

static void lines_and_rules_mean_what_they_meant_at_this_version(void) {
    char *text = text_of_all_histories();
    char *checksum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    if (strcmp(checksum, golden.checksum) != 0) {
        printf("\nlines and rules of version %u have checksum %s\n", exclusion_pipeline.version,
               checksum);
    }
    CU_ASSERT_EQUAL(exclusion_pipeline.version, golden.version);
    CU_ASSERT_STRING_EQUAL(checksum, golden.checksum);
    g_free(checksum);
    g_free(text);
}

static void the_histories_reach_every_measure_and_rule(void) {
    char *text = text_of_all_histories();
    for (size_t i = 0; i < exclusion_pipeline.n_measures; i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(text, exclusion_pipeline.measures[i]->id));
    }
    static const char *const parts[] = {
        " met ",         " missed ",        " in_time ",       " late ",
        " none ",        "C1_PEX_SEND ",    "C1_PEX_RETRACT ", "C1_SUSP_5D ",
        "C1_SUSP_15D ",  "C1_SUSP_45D 35 ", "C1_SUSP_45D 40 ", "C1_SUSP_45D 45 ",
        "C1_SUSP_EHCP ", "C1_SUSP_REPEAT ", "C1_SIXTH_DAY ",   "C1_LATE_NOTICE ",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(text, parts[i]));
    }
    g_free(text);
}

static void the_table_names_the_stream(void) {
    CU_ASSERT_STRING_EQUAL(exclusion_pipeline.name, "exclusion");
    CU_ASSERT_EQUAL(exclusion_pipeline.window, WINDOW_LIFETIME);
    CU_ASSERT_EQUAL(exclusion_pipeline.n_inputs, 1);
    CU_ASSERT_STRING_EQUAL(exclusion_pipeline.inputs->topic, "exclusion");
    CU_ASSERT_EQUAL(exclusion_pipeline.n_measures, 12);
}

int main(void) {
    return suite_run("exclusion: golden",
                     (const struct test[]){
                         {"lines and rules mean what they meant at this version",
                          lines_and_rules_mean_what_they_meant_at_this_version},
                         {"the histories reach every measure and rule",
                          the_histories_reach_every_measure_and_rule},
                         {"the table names the stream", the_table_names_the_stream},
                         {NULL, NULL},
                     });
}
