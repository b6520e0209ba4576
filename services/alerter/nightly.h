/* Filing the ledger at night and whenever many lines wait, in a session of its own beside the
 * deliveries: kpi.compact(). Several alerters may try, the database lets one. */
#ifndef GOLDENTHREAD_NIGHTLY_H
#define GOLDENTHREAD_NIGHTLY_H

#include <stdint.h>

#include "runtime/pg.h"

/* Zeroed but for `dsn` (borrowed) at first. */
struct nightly {
    const char *dsn;
    PGconn *connection; /* while the statement runs */
    int64_t look_us;    /* monotonic: when to ask again whether it is time */
};

/* Asks every minute whether it is time (kpi.compaction_due), and looks whether what was begun is
 * done. Never waits for it; what fails is logged, and tried again a minute later. To be called
 * every second or so, while the database is there. */
void nightly_work(struct nightly *nightly);

/* Ends what is under way; nothing of it has happened then. */
void nightly_stop(struct nightly *nightly);

#endif
