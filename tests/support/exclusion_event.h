/* Exclusions as literals: one that passes every check, to be changed by the test, and a calendar
 * with holidays in it. */
#ifndef GOLDENTHREAD_TESTS_EXCLUSION_EVENT_H
#define GOLDENTHREAD_TESTS_EXCLUSION_EVENT_H

#include "exclusion/exclusion.h"
#include "support/envelope_literal.h"

/* An ISSUED one of reason DB by the envelope of envelope_literal, decided on the day before it
 * starts; nothing is known of its end, of notice or of provision. */
struct exclusion exclusion_event(const char *record_id, enum exclusion_category category,
                                 const char *starts_on, int64_t sessions);

/* What child_lines and rules are given of these, in the order given; `items` has room for them. */
struct winners exclusion_winners(struct winner *items, const struct exclusion *exclusions,
                                 size_t count);

/* literal_reference with the school days from 2024-09-02 to 2025-04-04: Monday to Friday without 28
 * October to 1 November, 21 December to 5 January and 17 to 21 February. */
const struct reference *exclusion_reference(void);

/* Epoch milliseconds of an hour and minute, UTC, of a date. */
int64_t instant(const char *date, int hour, int minute);

#endif
