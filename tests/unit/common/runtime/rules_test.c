#include "runtime/rules.h"

#include <glib.h>

#include "support/suite.h"

static void test_text(void) {
    char *rules = rules_text(2, 17);
    CU_ASSERT_STRING_EQUAL(rules, "2.17");
    g_free(rules);
}

static void test_version(void) {
    int64_t version = -1;
    CU_ASSERT_TRUE(rules_reference_version("2.17", &version));
    CU_ASSERT_EQUAL(version, 17);
}

static void test_other_texts(void) {
    const char *const others[] = {"", "2", "2.", "2.x", "2.-1", "2.1 ", "2.9223372036854775808"};
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        int64_t version = 5;
        CU_ASSERT_FALSE(rules_reference_version(others[i], &version));
        CU_ASSERT_EQUAL(version, 5);
    }
}

int main(void) {
    const struct test tests[] = {
        {"the rules version is the code's version and the reference's counter", test_text},
        {"the reference's counter is read back", test_version},
        {"any other text is refused and changes nothing", test_other_texts},
        {NULL, NULL},
    };
    return suite_run("rules", tests);
}
