#include "support/record_assert.h"

#include "domain/winners.h"
#include "support/crossing_list.h"
#include "support/envelope_literal.h"
#include "support/line_sums.h"
#include "support/literals.h"
#include "support/suite.h"

void assert_refused(const struct pipeline *pipeline, const void *record, enum reason reason,
                    const char *field) {
    struct refusal refusal =
        pipeline->inputs->refuse(record, text_of(LITERAL_CHILD), &literal_reference);
    CU_ASSERT_EQUAL(refusal.reason, reason);
    CU_ASSERT_STRING_EQUAL(refusal.field, field);
}

void assert_accepted(const struct pipeline *pipeline, const void *record) {
    assert_refused(pipeline, record, REASON_NONE, "");
}

void assert_lines(const struct pipeline *pipeline, const void *record, const char *expected) {
    struct line_sums sums;
    line_sums_init(&sums);
    pipeline->inputs->lines(record, &literal_reference, &sums.lines);
    char *text = line_sums_text(&sums);
    CU_ASSERT_STRING_EQUAL(text, expected);
    g_free(text);
    line_sums_free(&sums);
}

void assert_crossings(const struct pipeline *pipeline, const void *record,
                      const struct reference *reference, const char *expected) {
    struct winner winner = {0, record};
    struct crossing_list list;
    crossing_list_init(&list);
    pipeline->crossings(&(struct winners){&winner, 1}, reference, &list.crossings);
    char *text = crossing_list_text(&list);
    CU_ASSERT_STRING_EQUAL(text, expected);
    g_free(text);
    crossing_list_free(&list);
}
