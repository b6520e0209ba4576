/* One attempt on its way: libcurl's handle with the options that all have, and what it answers. */
#ifndef GOLDENTHREAD_TRANSFER_H
#define GOLDENTHREAD_TRANSFER_H

#include <curl/curl.h>

#include "alerter/attempt.h"
#include "alerter/networks.h"
#include "alerter/sender.h"

struct transfer {
    struct attempt *attempt;
    const struct networks *refused, *allowed;
    CURL *handle;
    struct curl_slist *headers;
    int64_t begun_us; /* monotonic */
    size_t received;  /* bytes of the answer's body */
    bool blocked;     /* an address was not one that may be sent to */
    bool cut;         /* the body was longer than is read */
};

/* Takes the attempt over; networks and settings are borrowed. NULL when there is nothing to sign
 * with: the attempt has its outcome and is the caller's again. */
struct transfer *transfer_new(const struct sender_settings *settings,
                              const struct networks *refused, const struct networks *allowed,
                              struct attempt *attempt);

/* Writes into the attempt what came of it and frees the rest. */
struct attempt *transfer_end(struct transfer *transfer, CURLcode result);

#endif
