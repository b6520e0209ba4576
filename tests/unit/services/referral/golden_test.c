/* Notices when a line or a rule changes its meaning and the pipeline's version does not: fixed
 * histories give lines and crossings whose checksum stands here beside the version that gave
 * them. */
#include "support/record_property.h"
#include "support/referral_event.h"
#include "support/suite.h"

/* When this test fails, raise .version in services/referral/pipeline.c and put the new pair here.
 * Running consumers then ask for a rebuild instead of mixing two meanings in one database. */
static const struct {
    uint32_t version;
    const char *checksum; /* SHA-256 */
} golden = {1, "6da69dadce8ffbccd881dc1a6ebda4ac645080ca1da344ed7c0dcf6a77bf6bda"};

static struct record_stream stream = {.pipeline = &referral_pipeline, .any = referral_any};

static void lines_and_rules_mean_what_they_meant_at_this_version(void) {
    char *text = lines_and_crossings(&stream);
    char *checksum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    if (strcmp(checksum, golden.checksum) != 0) {
        printf("\nlines and crossings of version %u have checksum %s\n", referral_pipeline.version,
               checksum);
    }
    CU_ASSERT_EQUAL(referral_pipeline.version, golden.version);
    CU_ASSERT_STRING_EQUAL(checksum, golden.checksum);
    g_free(checksum);
    g_free(text);
}

static void the_histories_reach_every_measure_and_rule(void) {
    static const char *const rules[] = {"C5_CHILD_104WK "};
    char *text = lines_and_crossings(&stream);
    for (size_t i = 0; i < referral_pipeline.n_measures; i++) {
        char *word = g_strconcat(referral_pipeline.measures[i]->id, " ", NULL);
        CU_ASSERT_PTR_NOT_NULL(strstr(text, word));
        g_free(word);
    }
    for (size_t i = 0; i < 1; i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(text, rules[i]));
    }
    g_free(text);
}

static void the_table_names_the_stream(void) {
    CU_ASSERT_STRING_EQUAL(referral_pipeline.name, "referral");
    CU_ASSERT_EQUAL(referral_pipeline.window, WINDOW_LIFETIME);
    CU_ASSERT_EQUAL(referral_pipeline.n_inputs, 1);
    CU_ASSERT_STRING_EQUAL(referral_pipeline.inputs->topic, "referral");
    CU_ASSERT_EQUAL(referral_pipeline.n_measures, 6);
}

int main(void) {
    record_stream_open(&stream);
    int status = suite_run("referral: golden",
                           (const struct test[]){
                               {"lines and rules mean what they meant at this version",
                                lines_and_rules_mean_what_they_meant_at_this_version},
                               {"the histories reach every measure and rule",
                                the_histories_reach_every_measure_and_rule},
                               {"the table names the stream", the_table_names_the_stream},
                               {NULL, NULL},
                           });
    record_stream_close(&stream);
    return status;
}
