#include "receiver/seen.h"

#include <glib/gstdio.h>
#include <string.h>

#include "support/suite.h"

static char *folder, *path;

static void make_folder(void) {
    folder = g_dir_make_tmp("seen-XXXXXX", NULL);
    path = g_build_filename(folder, "seen", NULL);
}

static void drop_folder(void) {
    g_unlink(path);
    g_rmdir(folder);
    g_free(path);
    g_free(folder);
}

static struct seen *open_seen(void) {
    struct seen *seen = seen_open(path, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(seen);
    return seen;
}

static void an_id_is_known_after_it_was_added_and_after_a_restart(void) {
    make_folder();
    struct seen *seen = open_seen();
    CU_ASSERT_FALSE(seen_has(seen, "alr_a_1"));
    CU_ASSERT_TRUE(seen_add(seen, "alr_a_1", NULL));
    CU_ASSERT_TRUE(seen_add(seen, "alr_b_1", NULL));
    CU_ASSERT_TRUE(seen_has(seen, "alr_a_1"));
    seen_close(seen);
    seen = open_seen();
    CU_ASSERT_TRUE(seen_has(seen, "alr_a_1"));
    CU_ASSERT_TRUE(seen_has(seen, "alr_b_1"));
    CU_ASSERT_FALSE(seen_has(seen, "alr_a_"));
    CU_ASSERT_EQUAL(seen_count(seen), 2);
    seen_close(seen);
    drop_folder();
}

static void a_line_cut_short_by_a_crash_is_forgotten(void) {
    make_folder();
    CU_ASSERT_TRUE(g_file_set_contents(path, "alr_a_1\nalr_b", -1, NULL));
    struct seen *seen = open_seen();
    CU_ASSERT_EQUAL(seen_count(seen), 1);
    CU_ASSERT_FALSE(seen_has(seen, "alr_b"));
    CU_ASSERT_TRUE(seen_add(seen, "alr_c_1", NULL));
    seen_close(seen);
    char *text = NULL;
    CU_ASSERT_TRUE(g_file_get_contents(path, &text, NULL, NULL));
    CU_ASSERT_STRING_EQUAL(text, "alr_a_1\nalr_c_1\n");
    g_free(text);
    drop_folder();
}

static void a_second_receiver_does_not_get_the_file(void) {
    make_folder();
    struct seen *seen = open_seen();
    struct error error = {0};
    CU_ASSERT_PTR_NULL(seen_open(path, &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "another receiver"));
    seen_close(seen);
    drop_folder();
}

static void a_folder_that_is_not_there_is_told(void) {
    struct error error = {0};
    CU_ASSERT_PTR_NULL(seen_open("/nowhere/at/all", &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
}

int main(void) {
    static const struct test tests[] = {
        {"an id is known after it was added and after a restart",
         an_id_is_known_after_it_was_added_and_after_a_restart},
        {"a line cut short by a crash is forgotten", a_line_cut_short_by_a_crash_is_forgotten},
        {"a second receiver does not get the file", a_second_receiver_does_not_get_the_file},
        {"a folder that is not there is told", a_folder_that_is_not_there_is_told},
        {NULL, NULL},
    };
    return suite_run("seen", tests);
}
