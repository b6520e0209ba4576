#include "support/golden_suite.h"

#include <glib.h>

#include "support/crossing_list.h"
#include "support/line_sums.h"
#include "support/suite.h"

/* CUnit's tests take no argument. */
static const struct golden *golden;

/* The caller frees it with g_free. */
static char *text_of_all_histories(void) {
    struct line_sums sums;
    struct crossing_list list;
    line_sums_init(&sums);
    crossing_list_init(&list);
    for (uint64_t seed = 0; seed < GOLDEN_HISTORIES; seed++) {
        golden->add_history(1000 + seed, &sums.lines, &list.crossings);
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
    if (strcmp(checksum, golden->checksum) != 0) {
        printf("\nlines and crossings of version %u have checksum %s\n", golden->pipeline->version,
               checksum);
    }
    CU_ASSERT_EQUAL(golden->pipeline->version, golden->version);
    CU_ASSERT_STRING_EQUAL(checksum, golden->checksum);
    g_free(checksum);
    g_free(text);
}

static void expect_word(const char *text, const char *word) {
    char *whole = g_strconcat(word, " ", NULL);
    const bool found = strstr(text, whole) != NULL;
    if (!found) {
        printf("\nno history reaches %s\n", word);
    }
    CU_ASSERT_TRUE(found);
    g_free(whole);
}

static void the_histories_reach_every_measure_and_rule(void) {
    char *text = text_of_all_histories();
    for (size_t i = 0; i < golden->pipeline->n_measures; i++) {
        expect_word(text, golden->pipeline->measures[i]->id);
    }
    for (const char *const *word = golden->words; *word != NULL; word++) {
        expect_word(text, *word);
    }
    g_free(text);
}

static void the_table_names_the_stream(void) {
    CU_ASSERT_STRING_EQUAL(golden->pipeline->name, golden->name);
    CU_ASSERT_EQUAL(golden->pipeline->window, golden->window);
    CU_ASSERT_EQUAL(golden->pipeline->n_inputs, 1);
    CU_ASSERT_STRING_EQUAL(golden->pipeline->inputs->topic, golden->topic);
    CU_ASSERT_EQUAL(golden->pipeline->n_measures, golden->n_measures);
}

int golden_suite_run(const struct golden *of) {
    golden = of;
    char *name = g_strconcat(golden->name, ": golden", NULL);
    int status = suite_run(name, (const struct test[]){
                                     {"lines and rules mean what they meant at this version",
                                      lines_and_rules_mean_what_they_meant_at_this_version},
                                     {"the histories reach every measure and rule",
                                      the_histories_reach_every_measure_and_rule},
                                     {"the table names the stream", the_table_names_the_stream},
                                     {NULL, NULL},
                                 });
    g_free(name);
    return status;
}
