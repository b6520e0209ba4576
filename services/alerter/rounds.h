/* The alerter's work, one turn after the other, in one thread:
 *
 *   1. expand   changes of state become alerts and deliveries            breach.expand()
 *   2. record   what came of attempts that have ended                    queue_record
 *   3. claim    what is due and not somebody else's is leased, then sent queue_claim
 *   4. publish  changes go to topic commitment-breach                    publisher_work
 *   5. look     depths and ages for /metrics, every few seconds          queue_levels
 *   6. night    what came to the ledger is filed, beside all this        nightly_work
 *   7. sleep    until a connection, the database or the broker has something, or a second is over
 *
 * Killed between any two of them, nothing is lost: what was not expanded is in breach.inbox; a
 * lease that nobody ends lapses, and the delivery is sent again under the same id. */
#ifndef GOLDENTHREAD_ROUNDS_H
#define GOLDENTHREAD_ROUNDS_H

#include "alerter/settings.h"

struct rounds;

/* `worker` names this process in the audit. Nothing is asked yet. NULL and *error (ERROR_CONFIG).
 */
struct rounds *rounds_new(const struct alerter_settings *settings, const char *worker,
                          struct error *error);
void rounds_free(struct rounds *rounds); /* NULL: nothing */

/* One turn. False and *error when it is no use to go on; a database or a broker that is away is
 * waited for. */
bool rounds_turn(struct rounds *rounds, struct error *error) MUST_CHECK;

/* Whether the database is there. */
bool rounds_ready(const struct rounds *rounds);

/* From now on nothing is begun; turns end what is under way. */
void rounds_wind_up(struct rounds *rounds);
bool rounds_idle(const struct rounds *rounds);
bool rounds_publishing(const struct rounds *rounds);

#endif
