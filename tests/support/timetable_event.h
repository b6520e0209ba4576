/* A part-time timetable as a literal that passes every check and breaks no rule for six weeks, to
 * be changed by the test. */
#ifndef GOLDENTHREAD_TESTS_TIMETABLE_EVENT_H
#define GOLDENTHREAD_TESTS_TIMETABLE_EVENT_H

#include "support/random.h"
#include "timetable/timetable.h"

/* By the envelope of envelope_literal: from 2024-09-09, planned to 2024-10-04, still open, to be
 * reviewed on 2024-09-23, 24 hours a week as in full time, for SEMH and agreed. */
struct timetable timetable_event(int64_t revision);

/* Any that passes the checks, of the autumn of 2024; for random histories. */
void timetable_any(struct random *random, void *timetable);

#endif
