#include "runtime/breach_id.h"

#include <glib.h>
#include <string.h>

#define PREFIX "alr_"
#define BASE32_BITS 5
#define SEPARATOR "\x1F"

static bool key_of_hex(const char *text, gsize length, struct breach_key *key) {
    if (length == 2 * BREACH_KEY_BYTES + 1 && text[length - 1] == '\n') {
        length--;
    }
    if (length != 2 * BREACH_KEY_BYTES) {
        return false;
    }
    for (size_t i = 0; i < BREACH_KEY_BYTES; i++) {
        int high = g_ascii_xdigit_value(text[2 * i]);
        int low = g_ascii_xdigit_value(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        key->bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

bool breach_key_load(const char *path, struct breach_key *key, struct error *error) {
    if (path == NULL) {
        return error_set(
            error, ERROR_CONFIG,
            "breach-key-file is missing; hint: openssl rand -hex 32 makes a key, which "
            "every consumer of a database shares and which must not be lost");
    }
    char *text = NULL;
    gsize length;
    GError *failure = NULL;
    if (!g_file_get_contents(path, &text, &length, &failure)) {
        error_set(error, ERROR_CONFIG, "breach-key-file: %s", failure->message);
        g_error_free(failure);
        return false;
    }
    bool known = key_of_hex(text, length, key);
    if (!known && length == BREACH_KEY_BYTES) {
        memcpy(key->bytes, text, length);
        known = true;
    }
    explicit_bzero(text, length);
    g_free(text);
    return known || error_set(error, ERROR_CONFIG,
                              "breach-key-file: %s holds neither 32 bytes nor 64 hex digits", path);
}

/* The first characters of base32; every one takes five bits, the highest first. */
static void base32(const uint8_t *bytes, char *to, size_t characters) {
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < characters; i++) {
        if (held < BASE32_BITS) {
            bits = bits << 8 | *bytes++;
            held += 8;
        }
        held -= BASE32_BITS;
        to[i] = alphabet[bits >> held & 0x1F];
    }
}

void breach_id(const struct breach_key *key, const char *rule_id, const char *child_ref,
               const char *episode, char to[BREACH_ID_SIZE]) {
    const char *const parts[] = {rule_id, SEPARATOR, child_ref, SEPARATOR, episode};
    uint8_t digest[32];
    gsize length = sizeof digest;
    GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, key->bytes, sizeof key->bytes);
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_hmac_update(hmac, (const guchar *)parts[i], (gssize)strlen(parts[i]));
    }
    g_hmac_get_digest(hmac, digest, &length);
    g_hmac_unref(hmac);
    size_t prefix = strlen(PREFIX);
    memcpy(to, PREFIX, prefix);
    base32(digest, to + prefix, BREACH_ID_SIZE - 1 - prefix);
    to[BREACH_ID_SIZE - 1] = '\0';
}

void breach_key_check(const struct breach_key *key, char to[BREACH_ID_SIZE]) {
    breach_id(key, "", "", "", to); /* no rule is called '' */
}
