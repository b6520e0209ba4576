#include "alerter/signing.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "support/suite.h"

/* The example that the libraries of standardwebhooks.com test themselves with, and what Python's
 * hmac says for a second secret, the bytes 0 to 31. */
#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define ID "msg_p5jXN8AQM9LWM0D4loKWxJek"
#define NOW INT64_C(1614265330)
#define BODY "{\"test\": 2432232314}"
#define SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
#define OTHER_SECRET "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define OTHER_SIGNATURE "v1,O4Gjv1HqPqsMrjmczoggs/sWA8gZD0VyHG+fLh4+ktI="

static char *header_of(const char *content, struct error *error) {
    char *folder = g_dir_make_tmp("webhook-secrets-XXXXXX", NULL);
    char *path = g_build_filename(folder, "lead", NULL);
    if (content != NULL) {
        CU_ASSERT_TRUE(g_file_set_contents(path, content, -1, NULL));
    }
    char *header = signing_header(folder, "lead", ID, NOW, text_of(BODY), error);
    g_unlink(path);
    g_rmdir(folder);
    g_free(path);
    g_free(folder);
    return header;
}

static void one_secret_makes_one_signature(void) {
    char *header = header_of(SECRET "\n", NULL);
    CU_ASSERT_STRING_EQUAL(header, SIGNATURE);
    g_free(header);
}

static void two_secrets_make_two_with_a_blank_between(void) {
    char *header = header_of(OTHER_SECRET "\r\n\n  " SECRET, NULL);
    CU_ASSERT_STRING_EQUAL(header, OTHER_SIGNATURE " " SIGNATURE);
    g_free(header);
}

static void refuse(const char *content, const char *reason) {
    struct error error = {0};
    CU_ASSERT_PTR_NULL(header_of(content, &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, reason));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "lead"));
    CU_ASSERT_PTR_NULL(strstr(error.message, "MfKQ9r8"));
}

static void a_file_without_a_secret_signs_nothing(void) {
    refuse(NULL, "cannot read");
    refuse(" \n", "no secret");
    refuse(SECRET " " SECRET " " SECRET, "more than two");
    refuse(SECRET "\nMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", "24 to 64 bytes");
}

int main(void) {
    static const struct test tests[] = {
        {"one secret makes one signature", one_secret_makes_one_signature},
        {"two secrets make two, with a blank between", two_secrets_make_two_with_a_blank_between},
        {"a file without a secret signs nothing and is named, not quoted",
         a_file_without_a_secret_signs_nothing},
        {NULL, NULL},
    };
    return suite_run("signing", tests);
}
