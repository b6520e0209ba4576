/* Signed webhooks over HTTP, many at a time: what goes in as an attempt comes out with what became
 * of it, whatever the receiver does. Not for several threads.
 *
 * HTTPS is verified, with TLS 1.2 or newer; proxies of the environment and redirects are not
 * followed; of an answer no more than 64 KiB is read. Names are resolved first, then every address
 * is looked at before it is connected to, so that a name cannot lead where its owner wants. */
#ifndef GOLDENTHREAD_SENDER_H
#define GOLDENTHREAD_SENDER_H

#include <curl/curl.h>

#include "alerter/attempt.h"
#include "runtime/error.h"

struct sender_settings {
    const char *secrets;        /* folder of the endpoints' secret files */
    const char *ca_file;        /* PEM; NULL: the system's authorities */
    const char *allowed_ranges; /* of addresses that are not public; plain http goes only there */
    int64_t timeout_ms;         /* of a whole attempt */
};

struct sender;

/* NULL and *error (ERROR_CONFIG). The texts are borrowed. */
struct sender *sender_new(const struct sender_settings *settings, struct error *error);
/* Attempts under way are dropped: what became of them is not known. NULL: nothing. */
void sender_free(struct sender *sender);

/* Takes the attempt over. */
void sender_begin(struct sender *sender, struct attempt *attempt);

/* Reads and writes what can be, without waiting. */
void sender_work(struct sender *sender);

/* One that has ended, which is the caller's now; NULL for none. */
struct attempt *sender_take(struct sender *sender);

/* Under way, and ended but not taken. */
unsigned sender_busy(const struct sender *sender);

/* Sleeps until there is work on a connection or on one of the others, or the time is over. */
void sender_wait(struct sender *sender, struct curl_waitfd *others, unsigned n_others,
                 int timeout_ms);

#endif
