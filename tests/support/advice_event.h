/* A request for advice as a literal that passes every check, to be changed by the test. */
#ifndef GOLDENTHREAD_TESTS_ADVICE_EVENT_H
#define GOLDENTHREAD_TESTS_ADVICE_EVENT_H

#include "advice/advice.h"
#include "support/random.h"

enum strand { STRAND_EDUCATION, STRAND_HEALTH, STRAND_EP };

/* By the envelope of envelope_literal: health advice asked of provider trft on 2024-09-02, and so
 * due on 2024-10-14; outstanding, not exempt, not judged. */
struct advice advice_event(int64_t revision);

/* Any that passes the checks, asked for in the autumn of 2024; for random histories. */
void advice_any(struct random *random, void *advice);

#endif
