#include "alerter/signing.h"

#include <glib.h>
#include <string.h>

static char *read_file(const char *folder, const char *file, struct error *error) {
    char *path = g_build_filename(folder, file, NULL);
    char *text = NULL;
    GError *cause = NULL;
    if (!g_file_get_contents(path, &text, NULL, &cause)) {
        error_set(error, ERROR_CONFIG, "cannot read a webhook secret: %s", cause->message);
        g_error_free(cause);
    }
    g_free(path);
    return text;
}

/* The words of `text`, which is changed; how many, SIGNING_SECRETS + 1 for more. */
static size_t split(char *text, char *words[SIGNING_SECRETS]) {
    size_t count = 0;
    char *rest = NULL;
    for (char *word = strtok_r(text, " \t\r\n", &rest); word != NULL && count <= SIGNING_SECRETS;
         word = strtok_r(NULL, " \t\r\n", &rest)) {
        if (count < SIGNING_SECRETS) {
            words[count] = word;
        }
        count++;
    }
    return count;
}

static bool append_signature(GString *header, const char *word, const char *id, int64_t timestamp_s,
                             struct text body, struct error *error) {
    struct webhook_secret secret = {0};
    const bool parsed = webhook_secret_parse(word, &secret, error);
    if (parsed) {
        char *signature = webhook_sign(&secret, id, timestamp_s, body);
        g_string_append_printf(header, "%s%s", header->len > 0 ? " " : "", signature);
        g_free(signature);
    }
    explicit_bzero(&secret, sizeof secret);
    return parsed;
}

static bool sign_all(GString *header, char *text, const char *id, int64_t timestamp_s,
                     struct text body, struct error *error) {
    char *words[SIGNING_SECRETS];
    const size_t count = split(text, words);
    if (count == 0 || count > SIGNING_SECRETS) {
        return error_set(error, ERROR_CONFIG, "it holds %s; hint: one secret, whsec_..., or two",
                         count == 0 ? "no secret" : "more than two secrets");
    }
    bool done = true;
    for (size_t i = 0; done && i < count; i++) {
        done = append_signature(header, words[i], id, timestamp_s, body, error);
    }
    return done;
}

char *signing_header(const char *folder, const char *file, const char *id, int64_t timestamp_s,
                     struct text body, struct error *error) {
    char *text = read_file(folder, file, error);
    if (text == NULL) {
        return NULL;
    }
    const size_t length = strlen(text);
    GString *header = g_string_new(NULL);
    struct error cause = {0};
    const bool done = sign_all(header, text, id, timestamp_s, body, &cause);
    explicit_bzero(text, length);
    g_free(text);
    if (!done) {
        error_set(error, ERROR_CONFIG, "secret file '%s': %s", file, cause.message);
    }
    return g_string_free(header, !done);
}
