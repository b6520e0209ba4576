/* Texts that sort by bytes as Avro sorts the values, for oracles: the greatest event of an identity
 * is the one with the greatest text. Null comes before anything, numbers go by size. */
#ifndef GOLDENTHREAD_TESTS_SORTABLE_H
#define GOLDENTHREAD_TESTS_SORTABLE_H

#include <glib.h>

#include "domain/event.h"

void sortable_number(GString *to, int64_t number, int64_t null);
void sortable_text(GString *to, struct text text);

/* Revision, op and pupil; source, record_id and child_ref are the identity's and equal. */
void sortable_envelope(GString *to, const struct envelope *envelope);

#endif
