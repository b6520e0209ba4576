/* Notices when a line changes its meaning and the pipeline's version does not: fixed histories give
 * lines whose checksum stands here beside the version that gave them. */
#include <glib.h>

#include "absence/absence.h"
#include "support/absence_history.h"
#include "support/line_sums.h"
#include "support/literals.h"
#include "support/suite.h"

/* When this test fails, raise .version in services/absence/pipeline.c and put the new pair here.
 * Running consumers then ask for a rebuild instead of mixing two meanings in one ledger. */
static const struct {
    uint32_t version;
    const char *checksum; /* SHA-256 */
} golden = {1, "ffcaf4b8075551cc8515b042cbac5a6b7f0a105032d1baa70761df82a023f5d8"};

#define HISTORIES 20

static void add_history(struct line_sums *sums, enum history_shape shape, uint64_t seed) {
    static struct history history;
    history_make(&history, shape, seed);
    const struct document_kind *kind = absence_pipeline.document;
    void *document = kind->new (NULL, on("2024-09-01"));
    for (size_t i = 0; i < HISTORY_EVENTS; i++) {
        kind->fold(document, &(struct arrival){.record = &history.events[i]}, &literal_reference,
                   &sums->lines);
    }
    absence_pipeline.child_lines(document, &literal_reference, &sums->lines);
    kind->free(document);
}

/* The caller frees it with g_free. */
static char *lines_of_all_histories(void) {
    struct line_sums sums;
    line_sums_init(&sums);
    for (uint64_t seed = 0; seed < HISTORIES; seed++) {
        for (int shape = 0; shape < HISTORY_SHAPES; shape++) {
            add_history(&sums, (enum history_shape)shape, 1000 + seed);
        }
    }
    char *text = line_sums_text(&sums);
    line_sums_free(&sums);
    return text;
}

static void lines_mean_what_they_meant_at_this_version(void) {
    char *text = lines_of_all_histories();
    char *checksum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    if (strcmp(checksum, golden.checksum) != 0) {
        printf("\nlines of version %u have checksum %s\n", absence_pipeline.version, checksum);
    }
    CU_ASSERT_EQUAL(absence_pipeline.version, golden.version);
    CU_ASSERT_STRING_EQUAL(checksum, golden.checksum);
    g_free(checksum);
    g_free(text);
}

static void the_histories_reach_every_measure(void) {
    char *text = lines_of_all_histories();
    for (size_t i = 0; i < absence_pipeline.n_measures; i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(text, absence_pipeline.measures[i]->id));
    }
    static const char *const details[] = {"under10 ", "10to50 ", "50plus ", "PHYSICAL ", "MENTAL "};
    for (size_t i = 0; i < 5; i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(text, details[i]));
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
                         {"lines mean what they meant at this version",
                          lines_mean_what_they_meant_at_this_version},
                         {"the histories reach every measure", the_histories_reach_every_measure},
                         {"the table names the stream", the_table_names_the_stream},
                         {"the document is one of marks", the_document_is_one_of_marks},
                         {NULL, NULL},
                     });
}
