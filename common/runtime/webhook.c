#include "runtime/webhook.h"

#include <glib.h>
#include <string.h>

#define SECRET_PREFIX "whsec_"
#define VERSION_PREFIX "v1,"

/* GLib's decoder passes over what is no base64, so the text must be what it encodes to. */
static bool decode_secret(const char *base64, struct webhook_secret *to) {
    gsize length = 0;
    guchar *bytes = g_base64_decode(base64, &length);
    char *again = g_base64_encode(bytes, length);
    const bool fits = length >= WEBHOOK_SECRET_LEAST && length <= WEBHOOK_SECRET_MOST &&
                      strcmp(again, base64) == 0;
    if (fits) {
        memcpy(to->bytes, bytes, length);
        to->length = length;
    }
    g_free(again);
    g_free(bytes);
    return fits;
}

bool webhook_secret_parse(const char *text, struct webhook_secret *to, struct error *error) {
    char *stripped = g_strstrip(g_strdup(text));
    const bool parsed = g_str_has_prefix(stripped, SECRET_PREFIX) &&
                        decode_secret(stripped + strlen(SECRET_PREFIX), to);
    g_free(stripped);
    return parsed || error_set(error, ERROR_CONFIG,
                               "a webhook secret is whsec_ and the base64 of 24 to 64 bytes; hint: "
                               "echo whsec_$(head -c 32 /dev/urandom | base64 -w 0)");
}

bool webhook_secret_read(const char *path, struct webhook_secret *to, struct error *error) {
    char *text = NULL;
    GError *cause = NULL;
    if (!g_file_get_contents(path, &text, NULL, &cause)) {
        error_set(error, ERROR_CONFIG, "cannot read the webhook secret: %s", cause->message);
        g_error_free(cause);
        return false;
    }
    struct error reason = {0};
    const bool parsed = webhook_secret_parse(text, to, &reason);
    g_free(text);
    return parsed || error_set(error, ERROR_CONFIG, "file '%s': %s", path, reason.message);
}

static char *sign(const struct webhook_secret *secret, const char *id, const char *timestamp,
                  struct text body) {
    guint8 digest[32];
    gsize length = sizeof digest;
    GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, secret->bytes, secret->length);
    const struct text parts[] = {text_of(id), text_of("."), text_of(timestamp), text_of("."), body};
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        /* of no length GLib would take strlen */
        if (parts[i].length > 0) {
            g_hmac_update(hmac, (const guchar *)parts[i].bytes, (gssize)parts[i].length);
        }
    }
    g_hmac_get_digest(hmac, digest, &length);
    g_hmac_unref(hmac);
    char *base64 = g_base64_encode(digest, length);
    char *signature = g_strconcat(VERSION_PREFIX, base64, NULL);
    g_free(base64);
    return signature;
}

char *webhook_sign(const struct webhook_secret *secret, const char *id, int64_t timestamp_s,
                   struct text body) {
    char *timestamp = g_strdup_printf("%" G_GINT64_FORMAT, timestamp_s);
    char *signature = sign(secret, id, timestamp, body);
    g_free(timestamp);
    return signature;
}

/* Looks at every byte, so that the time does not tell how many of them were right. */
static bool same(const char *a, const char *b) {
    const size_t length = strlen(a);
    if (strlen(b) != length) {
        return false;
    }
    unsigned difference = 0;
    for (size_t i = 0; i < length; i++) {
        difference |= (unsigned)(a[i] ^ b[i]);
    }
    return difference == 0;
}

static bool any_is(char *const *signatures, const char *expected) {
    bool found = false;
    for (; *signatures != NULL; signatures++) {
        found |= same(expected, *signatures);
    }
    return found;
}

enum webhook_verdict webhook_verify(const struct webhook_secret *secrets, size_t n_secrets,
                                    const struct webhook_headers *headers, struct text body,
                                    int64_t now_s) {
    gint64 timestamp_s = 0;
    if (headers->id == NULL || headers->timestamp == NULL || headers->signatures == NULL ||
        headers->id[0] == '\0' ||
        !g_ascii_string_to_signed(headers->timestamp, 10, 0, INT64_MAX, &timestamp_s, NULL)) {
        return WEBHOOK_UNSIGNED;
    }
    if (ABS(now_s - timestamp_s) > WEBHOOK_TOLERANCE_S) {
        return WEBHOOK_STALE;
    }
    char **signatures = g_strsplit(headers->signatures, " ", -1);
    bool genuine = false;
    for (size_t i = 0; i < n_secrets; i++) {
        char *expected = sign(&secrets[i], headers->id, headers->timestamp, body);
        genuine |= any_is(signatures, expected);
        g_free(expected);
    }
    g_strfreev(signatures);
    return genuine ? WEBHOOK_GENUINE : WEBHOOK_FORGED;
}
