/* Parts of an envelope that differ in every way that matters, for histories. */
#ifndef GOLDENTHREAD_TESTS_RANDOM_ENVELOPE_H
#define GOLDENTHREAD_TESTS_RANDOM_ENVELOPE_H

#include "domain/event.h"
#include "support/random.h"

/* Any part of it may be unknown, or all of it. */
struct pupil random_pupil(struct random *random);

/* Mostly 1 to 3, so that revisions meet. */
int64_t random_revision(struct random *random);

#endif
