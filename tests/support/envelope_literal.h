/* An envelope that passes every check, to be changed by the test. */
#ifndef GOLDENTHREAD_TESTS_ENVELOPE_LITERAL_H
#define GOLDENTHREAD_TESTS_ENVELOPE_LITERAL_H

#include "domain/event.h"

#define LITERAL_CHILD "c1"
#define LITERAL_SCHOOL 106905

/* An ASSERT by source s1 of its record r1 about child c1, a pupil of year 8 at school 106905 with
 * SEN support for SEMH; event e1, recorded at noon of 2024-09-30. */
struct envelope envelope_literal(int64_t revision);

#endif
