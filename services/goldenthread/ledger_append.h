/* Appends differences to kpi.ledger, so that nothing is left of them. */
#ifndef GOLDENTHREAD_LEDGER_APPEND_H
#define GOLDENTHREAD_LEDGER_APPEND_H

#include "goldenthread/differences.h"

/* One row per key, within the caller's transaction. */
bool ledger_append(PGconn *db, struct differences *differences, day_t known_on,
                   struct error *error) MUST_CHECK;

#endif
