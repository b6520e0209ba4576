/* Standard Webhooks: how a delivery proves who sent it and that nobody changed it.
 *
 *   webhook-id         the same for every attempt of one delivery; what a receiver dedupes by
 *   webhook-timestamp  of the attempt, seconds since 1970
 *   webhook-signature  "v1," and the base64 of HMAC-SHA256(secret, id "." timestamp "." body);
 *                      several with blanks between, while a secret is being changed */
#ifndef GOLDENTHREAD_RUNTIME_WEBHOOK_H
#define GOLDENTHREAD_RUNTIME_WEBHOOK_H

#include <stddef.h>
#include <stdint.h>

#include "domain/text.h"
#include "runtime/error.h"

#define WEBHOOK_SECRET_LEAST 24
#define WEBHOOK_SECRET_MOST 64
/* How far the sender's clock, and a repeated request, may be off. */
#define WEBHOOK_TOLERANCE_S 300

struct webhook_secret {
    uint8_t bytes[WEBHOOK_SECRET_MOST];
    size_t length;
};

/* "whsec_" and 24 to 64 bytes in base64; blanks around it are left out. False and *error
 * (ERROR_CONFIG), which never quotes it. */
bool webhook_secret_parse(const char *text, struct webhook_secret *to,
                          struct error *error) MUST_CHECK;
/* The same from a file. */
bool webhook_secret_read(const char *path, struct webhook_secret *to,
                         struct error *error) MUST_CHECK;

/* One signature, "v1,...". The caller frees (g_free). */
char *webhook_sign(const struct webhook_secret *secret, const char *id, int64_t timestamp_s,
                   struct text body);

/* What a request has in its headers; NULL for one that is missing. */
struct webhook_headers {
    const char *id, *timestamp, *signatures;
};

enum webhook_verdict {
    WEBHOOK_GENUINE,
    WEBHOOK_UNSIGNED, /* a header is missing or is not of its form */
    WEBHOOK_STALE,    /* the timestamp is further from now than the tolerance */
    WEBHOOK_FORGED,   /* no signature is by one of the secrets */
};

/* Whether one of the signatures is by one of the secrets. Takes the same time wherever two
 * signatures differ. */
enum webhook_verdict webhook_verify(const struct webhook_secret *secrets, size_t n_secrets,
                                    const struct webhook_headers *headers, struct text body,
                                    int64_t now_s);

#endif
