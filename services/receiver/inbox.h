/* What becomes of a delivery: who sent it, is it an alert, has it been taken before; then it is
 * printed and its id kept. */
#ifndef GOLDENTHREAD_INBOX_H
#define GOLDENTHREAD_INBOX_H

#include <pthread.h>
#include <stdio.h>

#include "receiver/seen.h"
#include "runtime/webhook.h"

#define INBOX_SECRETS 2

struct inbox {
    struct webhook_secret secrets[INBOX_SECRETS]; /* two while one is being changed */
    size_t n_secrets;
    struct seen *seen;
    FILE *to; /* where alerts are printed */
    bool json;
    pthread_mutex_t mutex; /* one delivery at a time from the look-up to the id on the disk */
};

/* The HTTP status to answer: 204 taken, now or before; 401 not by who holds the secret, or too old;
 * 400 no alert; 503 could not be printed or kept, to be delivered again. Any thread may call it. */
unsigned inbox_take(struct inbox *inbox, const struct webhook_headers *headers, struct text body,
                    int64_t now_us);

#endif
