#include "runtime/webhook.h"

#include <glib.h>
#include <glib/gstdio.h>

#include "support/suite.h"

/* The example that the libraries of standardwebhooks.com test themselves with. */
#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define ID "msg_p5jXN8AQM9LWM0D4loKWxJek"
#define TIMESTAMP "1614265330"
#define NOW INT64_C(1614265330)
#define BODY "{\"test\": 2432232314}"
#define SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

#define OTHER_SECRET "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"

static struct webhook_secret secret_of(const char *text) {
    struct webhook_secret secret = {0};
    CU_ASSERT_TRUE(webhook_secret_parse(text, &secret, NULL));
    return secret;
}

static enum webhook_verdict verify(const struct webhook_headers *headers, const char *body,
                                   int64_t now_s) {
    const struct webhook_secret secrets[] = {secret_of(OTHER_SECRET), secret_of(SECRET)};
    return webhook_verify(secrets, 2, headers, text_of(body), now_s);
}

static void the_published_example_is_signed_alike(void) {
    const struct webhook_secret secret = secret_of(SECRET);
    char *signature = webhook_sign(&secret, ID, NOW, text_of(BODY));
    CU_ASSERT_STRING_EQUAL(signature, SIGNATURE);
    g_free(signature);
}

static void a_genuine_request_is_known_by_either_secret(void) {
    const struct webhook_headers headers = {ID, TIMESTAMP, SIGNATURE};
    CU_ASSERT_EQUAL(verify(&headers, BODY, NOW), WEBHOOK_GENUINE);
    const struct webhook_secret other = secret_of(OTHER_SECRET);
    char *signature = webhook_sign(&other, ID, NOW, text_of(BODY));
    const struct webhook_headers by_other = {ID, TIMESTAMP, signature};
    CU_ASSERT_EQUAL(verify(&by_other, BODY, NOW), WEBHOOK_GENUINE);
    g_free(signature);
}

static void one_good_signature_of_several_is_enough(void) {
    const struct webhook_headers headers = {ID, TIMESTAMP, "v1a,abc v1,xyz " SIGNATURE};
    CU_ASSERT_EQUAL(verify(&headers, BODY, NOW), WEBHOOK_GENUINE);
}

static void a_change_anywhere_is_a_forgery(void) {
    const struct webhook_headers headers = {ID, TIMESTAMP, SIGNATURE};
    CU_ASSERT_EQUAL(verify(&headers, "{\"test\": 2432232315}", NOW), WEBHOOK_FORGED);
    CU_ASSERT_EQUAL(verify(&headers, "", NOW), WEBHOOK_FORGED);
    const struct webhook_headers other_id = {"msg_q", TIMESTAMP, SIGNATURE};
    CU_ASSERT_EQUAL(verify(&other_id, BODY, NOW), WEBHOOK_FORGED);
    const struct webhook_headers other_time = {ID, "1614265331", SIGNATURE};
    CU_ASSERT_EQUAL(verify(&other_time, BODY, NOW), WEBHOOK_FORGED);
    const struct webhook_headers cut = {ID, TIMESTAMP, "v1,g0hM9SsE"};
    CU_ASSERT_EQUAL(verify(&cut, BODY, NOW), WEBHOOK_FORGED);
}

static void a_secret_that_is_not_held_signs_nothing(void) {
    const struct webhook_secret other = secret_of(OTHER_SECRET);
    const struct webhook_headers headers = {ID, TIMESTAMP, SIGNATURE};
    CU_ASSERT_EQUAL(webhook_verify(&other, 1, &headers, text_of(BODY), NOW), WEBHOOK_FORGED);
}

static void five_minutes_are_tolerated_and_no_second_more(void) {
    const struct webhook_headers headers = {ID, TIMESTAMP, SIGNATURE};
    CU_ASSERT_EQUAL(verify(&headers, BODY, NOW + 300), WEBHOOK_GENUINE);
    CU_ASSERT_EQUAL(verify(&headers, BODY, NOW + 301), WEBHOOK_STALE);
    CU_ASSERT_EQUAL(verify(&headers, BODY, NOW - 300), WEBHOOK_GENUINE);
    CU_ASSERT_EQUAL(verify(&headers, BODY, NOW - 301), WEBHOOK_STALE);
}

static void a_missing_or_misshapen_header_is_no_signature(void) {
    const struct webhook_headers headers[] = {
        {NULL, TIMESTAMP, SIGNATURE}, {"", TIMESTAMP, SIGNATURE},
        {ID, NULL, SIGNATURE},        {ID, "yesterday", SIGNATURE},
        {ID, "-1614", SIGNATURE},     {ID, "1614265330 ", SIGNATURE},
        {ID, TIMESTAMP, NULL},        {ID, "99999999999999999999", SIGNATURE},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(headers); i++) {
        CU_ASSERT_EQUAL(verify(&headers[i], BODY, NOW), WEBHOOK_UNSIGNED);
    }
}

static void secrets_of_another_form_are_refused_without_being_quoted(void) {
    static const char *const texts[] = {
        "",
        "whsec_",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==", /* 23 bytes and rest bits */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS*",
        "whsec_"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        struct webhook_secret secret = {0};
        struct error error = {0};
        CU_ASSERT_FALSE(webhook_secret_parse(texts[i], &secret, &error));
        CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
        CU_ASSERT_PTR_NULL(strstr(error.message, "MfKQ9r8"));
    }
}

static void a_secret_is_read_from_a_file_with_a_line_end(void) {
    char *path = g_build_filename(g_get_tmp_dir(), "webhook-secret-XXXXXX", NULL);
    const int fd = g_mkstemp(path);
    CU_ASSERT_TRUE(g_file_set_contents(path, SECRET "\n", -1, NULL));
    struct webhook_secret secret = {0};
    CU_ASSERT_TRUE(webhook_secret_read(path, &secret, NULL));
    CU_ASSERT_EQUAL(secret.length, 24);
    CU_ASSERT_EQUAL(secret.bytes[0], 0x31);
    struct error error = {0};
    g_close(fd, NULL);
    g_unlink(path);
    CU_ASSERT_FALSE(webhook_secret_read(path, &secret, &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
    g_free(path);
}

int main(void) {
    static const struct test tests[] = {
        {"the published example is signed alike", the_published_example_is_signed_alike},
        {"a genuine request is known by either secret",
         a_genuine_request_is_known_by_either_secret},
        {"one good signature of several is enough", one_good_signature_of_several_is_enough},
        {"a change anywhere is a forgery", a_change_anywhere_is_a_forgery},
        {"a secret that is not held signs nothing", a_secret_that_is_not_held_signs_nothing},
        {"five minutes are tolerated and no second more",
         five_minutes_are_tolerated_and_no_second_more},
        {"a missing or misshapen header is no signature",
         a_missing_or_misshapen_header_is_no_signature},
        {"secrets of another form are refused without being quoted",
         secrets_of_another_form_are_refused_without_being_quoted},
        {"a secret is read from a file with a line end",
         a_secret_is_read_from_a_file_with_a_line_end},
        {NULL, NULL},
    };
    return suite_run("webhook", tests);
}
