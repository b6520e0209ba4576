#include "goldenthread/kpi_files.h"

#include <glib.h>
#include <string.h>

#include "support/suite.h"

static void the_keys_of_a_file_become_json_texts(void) {
    const char text[] = "# why\n[kpi]\ntitle = Code \\\\: present\nprecision = 3\n"
                        "numerator = sessions:I,M + sessions:/\n";
    struct error error = {0};
    char *json = kpi_file_json(text, strlen(text), &error);
    CU_ASSERT_STRING_EQUAL(json != NULL ? json : error.message,
                           "{\"title\":\"Code \\\\: present\",\"precision\":\"3\","
                           "\"numerator\":\"sessions:I,M + sessions:/\"}");
    g_free(json);
}

static void check_refused(const char *text, const char *message) {
    struct error error = {0};
    CU_ASSERT_PTR_NULL(kpi_file_json(text, strlen(text), &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, message));
}

static void what_is_no_key_file_is_refused(void) {
    check_refused("title = Absence\n", "does not start with a group");
    check_refused("[other]\ntitle = Absence\n", "kpi");
}

int main(void) {
    static const struct test tests[] = {
        {"the keys of a file become JSON texts", the_keys_of_a_file_become_json_texts},
        {"what is no key file is refused", what_is_no_key_file_is_refused},
        {NULL, NULL},
    };
    return suite_run("kpi files", tests);
}
