/* A referral as a literal that passes every check, to be changed by the test. */
#ifndef GOLDENTHREAD_TESTS_REFERRAL_EVENT_H
#define GOLDENTHREAD_TESTS_REFERRAL_EVENT_H

#include "referral/referral.h"
#include "support/random.h"

/* By the envelope of envelope_literal: to provider trft, received on 2024-09-02; nothing has
 * happened since. */
struct referral referral_event(const char *service, int64_t revision);

/* Any that passes the checks, received in the autumn of 2024 and with a wait of up to three years;
 * for random histories. */
void referral_any(struct random *random, void *referral);

#endif
