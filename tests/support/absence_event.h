/* Absence events as literals: one that passes every check, to be changed by the test. */
#ifndef GOLDENTHREAD_TESTS_ABSENCE_EVENT_H
#define GOLDENTHREAD_TESTS_ABSENCE_EVENT_H

#include "absence/absence.h"

#define EVENT_CHILD "c1"
#define EVENT_SCHOOL 106905

/* An ASSERT of child c1 at school 106905, a pupil of year 8 with SEN support for SEMH; recorded at
 * noon of 2024-09-30. */
struct absence absence_event(const char *date, enum session session, const char *code,
                             int64_t revision);

/* The same as a mark. */
struct mark absence_event_mark(const char *date, enum session session, const char *code,
                               int64_t revision);

#endif
