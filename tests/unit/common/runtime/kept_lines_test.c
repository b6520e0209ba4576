#include "runtime/kept_lines.h"

#include "runtime/tally.h"
#include "support/suite.h"

static const struct measure band = {"attendance_band_year"};

/* A document that is its lines, in the caller's hands. */
struct lines_document {
    struct line lines[2];
    size_t count;
};

static const void *view(const void *document) {
    return document;
}

static void child_lines(const void *document, const struct reference *reference, struct lines *to) {
    const struct lines_document *lines = document;
    (void)reference;
    for (size_t i = 0; i < lines->count; i++) {
        line_add(to, &lines->lines[i]);
    }
}

static const struct document_kind kind = {.view = view};
static const struct pipeline pipeline = {.document = &kind, .child_lines = child_lines};

static struct line line_of(const char *provider, const char *detail) {
    return (struct line){.measure = &band,
                         .day = 20332,
                         .since = DAY_NONE,
                         .place = {.urn = URN_NONE, .provider = text_of(provider)},
                         .detail = detail,
                         .value = 1};
}

static void renew(struct kept_lines *kept, const struct lines_document *document,
                  struct tally *to) {
    kept_lines_renew(kept, &pipeline, document, NULL, to != NULL ? &to->lines : NULL);
}

static void the_first_lines_are_only_kept(void) {
    struct kept_lines kept = {0};
    struct lines_document document = {{line_of("RFR", "under10")}, 1};
    CU_ASSERT_FALSE(kept.known);
    renew(&kept, &document, NULL);
    CU_ASSERT_TRUE(kept.known);
    CU_ASSERT_EQUAL(kept.count, 1);
    kept_lines_clear(&kept);
    CU_ASSERT_FALSE(kept.known);
}

static void count_values(void *context, const struct line *line) {
    int64_t *values = context;
    values[line->value > 0] += line->value;
}

static void what_changes_is_taken_back_and_added(void) {
    struct kept_lines kept = {0};
    struct tally tally;
    tally_init(&tally);
    char provider[] = "RFR";
    struct lines_document document = {{line_of(provider, "under10"), line_of("RHQ", "under10")}, 2};
    renew(&kept, &document, NULL);
    memset(provider, 'x', 3);
    document.lines[0] = line_of("RFR", "10to50");
    renew(&kept, &document, &tally);
    int64_t values[2] = {0};
    tally_each(&tally, count_values, values);
    CU_ASSERT_EQUAL(values[0], -1);
    CU_ASSERT_EQUAL(values[1], 1);
    CU_ASSERT_EQUAL(tally_count(&tally), 2);
    tally_free(&tally);
    kept_lines_clear(&kept);
}

static void what_stays_adds_nothing(void) {
    struct kept_lines kept = {0};
    struct tally tally;
    tally_init(&tally);
    struct lines_document document = {{line_of("RFR", "under10"), line_of("RHQ", "under10")}, 2};
    renew(&kept, &document, NULL);
    renew(&kept, &document, &tally);
    CU_ASSERT_EQUAL(tally.n_waiting, 0);
    CU_ASSERT_EQUAL(tally_count(&tally), 0);
    tally_free(&tally);
    kept_lines_clear(&kept);
}

static void a_document_that_loses_all_takes_all_back(void) {
    struct kept_lines kept = {0};
    struct tally tally;
    tally_init(&tally);
    struct lines_document document = {{line_of("RFR", "under10"), line_of("RHQ", "under10")}, 2};
    renew(&kept, &document, NULL);
    document.count = 0;
    renew(&kept, &document, &tally);
    int64_t values[2] = {0};
    tally_each(&tally, count_values, values);
    CU_ASSERT_EQUAL(values[0], -2);
    CU_ASSERT_EQUAL(values[1], 0);
    CU_ASSERT_EQUAL(kept.count, 0);
    tally_free(&tally);
    kept_lines_clear(&kept);
}

int main(void) {
    return suite_run(
        "kept_lines",
        (const struct test[]){
            {"the first lines are only kept", the_first_lines_are_only_kept},
            {"what changes is taken back and added, by the texts of then",
             what_changes_is_taken_back_and_added},
            {"what stays as it is adds nothing", what_stays_adds_nothing},
            {"a document that loses all takes all back", a_document_that_loses_all_takes_all_back},
            {NULL, NULL},
        });
}
