/* Notices when a line or a rule changes its meaning and the pipeline's version does not: fixed
 * histories give lines and crossings whose checksum stands here beside the version that gave
 * them. */
#include "support/advice_event.h"
#include "support/record_property.h"
#include "support/suite.h"

/* When this test fails, raise .version in services/advice/pipeline.c and put the new pair here.
 * Running consumers then ask for a rebuild instead of mixing two meanings in one database. */
static const struct {
    uint32_t version;
    const char *checksum; /* SHA-256 */
} golden = {1, "826b2a1259b3fda2a834ccd3445689e3a2377faf7a4f7df90a5df71826b6f910"};

static struct record_stream stream = {.pipeline = &advice_pipeline, .any = advice_any};

static void lines_and_rules_mean_what_they_meant_at_this_version(void) {
    char *text = lines_and_crossings(&stream);
    char *checksum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    if (strcmp(checksum, golden.checksum) != 0) {
        printf("\nlines and crossings of version %u have checksum %s\n", advice_pipeline.version,
               checksum);
    }
    CU_ASSERT_EQUAL(advice_pipeline.version, golden.version);
    CU_ASSERT_STRING_EQUAL(checksum, golden.checksum);
    g_free(checksum);
    g_free(text);
}

static void the_histories_reach_every_measure_and_rule(void) {
    static const char *const rules[] = {"C4_ADVICE_DUE 35 ", "C4_ADVICE_DUE 42 "};
    char *text = lines_and_crossings(&stream);
    for (size_t i = 0; i < advice_pipeline.n_measures; i++) {
        char *word = g_strconcat(advice_pipeline.measures[i]->id, " ", NULL);
        CU_ASSERT_PTR_NOT_NULL(strstr(text, word));
        g_free(word);
    }
    for (size_t i = 0; i < 2; i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(text, rules[i]));
    }
    g_free(text);
}

static void the_table_names_the_stream(void) {
    CU_ASSERT_STRING_EQUAL(advice_pipeline.name, "advice");
    CU_ASSERT_EQUAL(advice_pipeline.window, WINDOW_LIFETIME);
    CU_ASSERT_EQUAL(advice_pipeline.n_inputs, 1);
    CU_ASSERT_STRING_EQUAL(advice_pipeline.inputs->topic, "advice-submission");
    CU_ASSERT_EQUAL(advice_pipeline.n_measures, 8);
}

int main(void) {
    record_stream_open(&stream);
    int status =
        suite_run("advice: golden", (const struct test[]){
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
