/* The id of a breach: the same for the same rule, child and episode, today and after any replay,
 * and without the key nobody can tell from it whose breach it is.
 *
 * "alr_" and the first 26 characters of lower-case base32 (RFC 4648) of HMAC-SHA256 over rule id,
 * child_ref and episode, with a byte 1F between. */
#ifndef GOLDENTHREAD_RUNTIME_BREACH_ID_H
#define GOLDENTHREAD_RUNTIME_BREACH_ID_H

#include <stdint.h>

#include "runtime/error.h"

#define BREACH_ID_SIZE 31 /* with its NUL */
#define BREACH_KEY_BYTES 32

struct breach_key {
    uint8_t bytes[BREACH_KEY_BYTES];
};

/* Reads a file of 32 bytes, or of 64 hex digits and perhaps a newline. False and *error
 * (ERROR_CONFIG) names the setting and the file, never its content. */
bool breach_key_load(const char *path, struct breach_key *key, struct error *error) MUST_CHECK;

void breach_id(const struct breach_key *key, const char *rule_id, const char *child_ref,
               const char *episode, char to[BREACH_ID_SIZE]);

/* Which key it is, without telling the key; differs for every other key. */
void breach_key_check(const struct breach_key *key, char to[BREACH_ID_SIZE]);

#endif
