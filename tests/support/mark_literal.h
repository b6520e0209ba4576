/* Session marks as literals, and the bytes of a document. */
#ifndef GOLDENTHREAD_TESTS_MARK_LITERAL_H
#define GOLDENTHREAD_TESTS_MARK_LITERAL_H

#include <glib.h>

#include "domain/marks.h"

#define LITERAL_YEAR 19967 /* 2024-09-01 */

/* An ASSERT at school 106905, a pupil of year 8 with SEN support for SEMH; `slot` counts sessions
 * from the first of LITERAL_YEAR. */
struct mark mark_literal(int slot, const char *code, int64_t revision);
struct mark void_literal(int slot, int64_t revision);

/* Folds and does not ask for the outcome. */
void mark_fold(struct marks *marks, struct mark mark);

/* The packed document, for g_byte_array_unref. */
GByteArray *marks_bytes(const struct marks *marks);

#endif
