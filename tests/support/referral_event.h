/* A referral as a literal that passes every check, to be changed by the test. */
#ifndef GOLDENTHREAD_TESTS_REFERRAL_EVENT_H
#define GOLDENTHREAD_TESTS_REFERRAL_EVENT_H

#include "referral/referral.h"

/* By the envelope of envelope_literal: to provider trft, received on 2024-09-02; nothing has
 * happened since. */
struct referral referral_event(const char *service, int64_t revision);

#endif
