#include "runtime/breach_id.h"

#include <glib.h>
#include <glib/gstdio.h>

#include "support/suite.h"

static const struct breach_key zeros;

/* Computed by Python's hmac and base64. */
static void the_id_is_the_hmac_of_rule_child_and_episode(void) {
    char id[BREACH_ID_SIZE];
    breach_id(&zeros, "C1_PEX_SEND", "c1", "s1|r1", id);
    CU_ASSERT_STRING_EQUAL(id, "alr_chst75ihrmrzazdkyhxnsuvob4");
    breach_id(&zeros, "C1_PEX_SEND", "c1s1", "|r1", id);
    CU_ASSERT_STRING_NOT_EQUAL(id, "alr_chst75ihrmrzazdkyhxnsuvob4");
}

static bool load(const char *content, gssize length, struct breach_key *key) {
    char *path = g_build_filename(g_get_tmp_dir(), "breach-key-XXXXXX", NULL);
    int file = g_mkstemp(path);
    CU_ASSERT_TRUE_FATAL(file >= 0);
    g_close(file, NULL);
    CU_ASSERT_TRUE(g_file_set_contents(path, content, length, NULL));
    struct error error = {0};
    bool loaded = breach_key_load(path, key, &error);
    CU_ASSERT_EQUAL(error.kind, loaded ? ERROR_NONE : ERROR_CONFIG);
    CU_ASSERT_EQUAL(loaded, strstr(error.message, "breach-key-file") == NULL);
    g_unlink(path);
    g_free(path);
    return loaded;
}

static void a_key_is_32_bytes_or_64_hex_digits(void) {
    struct breach_key key;
    const char *hex = "00ff10a0000000000000000000000000000000000000000000000000000000Ab";
    CU_ASSERT_TRUE(load(hex, 64, &key));
    CU_ASSERT_EQUAL(key.bytes[1], 0xFF);
    CU_ASSERT_EQUAL(key.bytes[2], 0x10);
    CU_ASSERT_EQUAL(key.bytes[31], 0xAB);
    char *line = g_strconcat(hex, "\n", NULL);
    CU_ASSERT_TRUE(load(line, 65, &key));
    g_free(line);
    CU_ASSERT_TRUE(load((const char *)zeros.bytes, 32, &key));
    CU_ASSERT_EQUAL(memcmp(&key, &zeros, sizeof key), 0);
    CU_ASSERT_FALSE(load(hex, 63, &key));
    CU_ASSERT_FALSE(load("", 0, &key));
    CU_ASSERT_FALSE(load("zz", -1, &key));
}

static void a_missing_key_says_how_to_make_one(void) {
    struct breach_key key;
    struct error error = {0};
    CU_ASSERT_FALSE(breach_key_load(NULL, &key, &error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "openssl rand -hex 32"));
    CU_ASSERT_FALSE(breach_key_load("/nonexistent/key", &key, &error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "/nonexistent/key"));
}

static void another_key_has_another_check(void) {
    struct breach_key ones = {{1}};
    char check[BREACH_ID_SIZE], other[BREACH_ID_SIZE];
    breach_key_check(&zeros, check);
    breach_key_check(&ones, other);
    CU_ASSERT_STRING_NOT_EQUAL(check, other);
}

int main(void) {
    static const struct test tests[] = {
        {"the id is the HMAC of rule, child and episode",
         the_id_is_the_hmac_of_rule_child_and_episode},
        {"a key is 32 bytes or 64 hex digits", a_key_is_32_bytes_or_64_hex_digits},
        {"a missing key says how to make one", a_missing_key_says_how_to_make_one},
        {"another key has another check", another_key_has_another_check},
        {NULL, NULL},
    };
    return suite_run("runtime/breach_id", tests);
}
