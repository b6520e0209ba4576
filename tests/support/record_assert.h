/* What a stream of records makes of one record: its refusal, its lines, its crossings. */
#ifndef GOLDENTHREAD_TESTS_RECORD_ASSERT_H
#define GOLDENTHREAD_TESTS_RECORD_ASSERT_H

#include "runtime/pipeline.h"

/* By the checks of the pipeline's first input, with the key of envelope_literal and
 * literal_reference. */
void assert_refused(const struct pipeline *pipeline, const void *record, enum reason reason,
                    const char *field);
void assert_accepted(const struct pipeline *pipeline, const void *record);

/* Its lines as line_sums_text writes them. */
void assert_lines(const struct pipeline *pipeline, const void *record, const char *expected);

/* What the rules find when it is the child's only record, as crossing_list_text writes it. */
void assert_crossings(const struct pipeline *pipeline, const void *record,
                      const struct reference *reference, const char *expected);

#endif
