/* Notices when a line or a breach changes its meaning and the pipeline's version does not: fixed
 * histories give lines and crossings whose checksum stands here beside the version that gave them.
 */
#include <glib.h>

#include "absence/absence.h"
#include "support/absence_history.h"
#include "support/crossing_list.h"
#include "support/line_sums.h"
#include "support/literals.h"
#include "support/suite.h"

/* When this test fails, raise .version in services/absence/pipeline.c and put the new pair here.
 * Running consumers then ask for a rebuild instead of mixing two meanings in one ledger. */
static const struct {
    uint32_t version;
    const char *checksum; /* SHA-256 */
} golden = {2, "a8f5fec0f1a8089233b74104293aaaf52b982bcf051d47ef42f2c6392e1c626e"};

#define HISTORIES 20

struct meanings {
    struct line_sums sums;
    struct crossing_list crossings;
};

static void add_history(struct meanings *to, enum history_shape shape, uint64_t seed) {
    static struct history history;
    history_make(&history, shape, seed);
    const struct document_kind *kind = absence_pipeline.document;
    void *document = kind->new (NULL, on("2024-09-01"));
    for (size_t i = 0; i < HISTORY_EVENTS; i++) {
        kind->fold(document, &(struct arrival){.record = &history.events[i]}, &literal_reference,
                   &to->sums.lines);
    }
    absence_pipeline.child_lines(document, &literal_reference, &to->sums.lines);
    absence_pipeline.crossings(document, &literal_reference, &to->crossings.crossings);
    kind->free(document);
}

/* The caller frees it with g_free. */
static char *text_of_all_histories(void) {
    struct meanings meanings;
    line_sums_init(&meanings.sums);
    crossing_list_init(&meanings.crossings);
    for (uint64_t seed = 0; seed < HISTORIES; seed++) {
        for (int shape = 0; shape < HISTORY_SHAPES; shape++) {
            add_history(&meanings, (enum history_shape)shape, 1000 + seed);
        }
    }
    char *lines = line_sums_text(&meanings.sums);
    char *crossings = crossing_list_text(&meanings.crossings);
    char *text = g_strconcat(lines, crossings, NULL);
    g_free(crossings);
    g_free(lines);
    crossing_list_free(&meanings.crossings);
    line_sums_free(&meanings.sums);
    return text;
}

static void lines_and_breaches_mean_what_they_meant_at_this_version(void) {
    char *text = text_of_all_histories();
    char *checksum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    if (strcmp(checksum, golden.checksum) != 0) {
        printf("\nlines and crossings of version %u have checksum %s\n", absence_pipeline.version,
               checksum);
    }
    CU_ASSERT_EQUAL(absence_pipeline.version, golden.version);
    CU_ASSERT_STRING_EQUAL(checksum, golden.checksum);
    g_free(checksum);
    g_free(text);
}

static void the_histories_reach_every_measure_and_rule(void) {
    char *text = text_of_all_histories();
    for (size_t i = 0; i < absence_pipeline.n_measures; i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(text, absence_pipeline.measures[i]->id));
    }
    static const char *const details[] = {"under10 ", "10to50 ", "50plus ", "PHYSICAL ", "MENTAL "};
    for (size_t i = 0; i < 5; i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(text, details[i]));
    }
    static const char *const rules[] = {"C2_ILL_10D ", "C2_ILL_15D ", "C2_PA ", "C2_SEVERE "};
    for (size_t i = 0; i < 4; i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(text, rules[i]));
    }
    g_free(text);
}

static void the_table_names_the_stream(void) {
    CU_ASSERT_STRING_EQUAL(absence_pipeline.name, "absence");
    CU_ASSERT_EQUAL(absence_pipeline.window, WINDOW_ACADEMIC_YEAR);
    CU_ASSERT_EQUAL(absence_pipeline.n_inputs, 1);
    CU_ASSERT_STRING_EQUAL(absence_pipeline.inputs->topic, "absence");
    CU_ASSERT_EQUAL(absence_pipeline.n_measures, 6);
}

static void the_document_is_one_of_marks(void) {
    const struct document_kind *kind = absence_pipeline.document;
    void *document = kind->new (NULL, on("2024-09-01"));
    kind->prefetch(document);
    CU_ASSERT_EQUAL(kind->memory(document), marks_memory(document));
    CU_ASSERT_EQUAL(marks_year(document), on("2024-09-01"));
    CU_ASSERT_PTR_NULL(kind->unpack(NULL, on("2024-09-01"), NULL, 0));
    kind->free(document);
}

int main(void) {
    return suite_run("absence: golden",
                     (const struct test[]){
                         {"lines and breaches mean what they meant at this version",
                          lines_and_breaches_mean_what_they_meant_at_this_version},
                         {"the histories reach every measure and rule",
                          the_histories_reach_every_measure_and_rule},
                         {"the table names the stream", the_table_names_the_stream},
                         {"the document is one of marks", the_document_is_one_of_marks},
                         {NULL, NULL},
                     });
}
