#include "receiver/seen.h"

#include <glib/gstdio.h>
#include <stdint.h>
#include <string.h>

#include "support/suite.h"

#define KEEP_S 7776000 /* 90 days */
#define TODAY_S 1790000000

static char *folder, *path;

static void make_folder(void) {
    folder = g_dir_make_tmp("seen-XXXXXX", NULL);
    path = g_build_filename(folder, "seen", NULL);
}

static void drop_folder(void) {
    char *lock = g_strconcat(path, ".lock", NULL);
    g_unlink(lock);
    g_free(lock);
    g_unlink(path);
    g_rmdir(folder);
    g_free(path);
    g_free(folder);
}

static struct seen *open_seen(void) {
    struct seen *seen = seen_open(path, KEEP_S, TODAY_S, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(seen);
    return seen;
}

static void an_id_is_known_after_it_was_added_and_after_a_restart(void) {
    make_folder();
    struct seen *seen = open_seen();
    CU_ASSERT_FALSE(seen_has(seen, "alr_a_1"));
    CU_ASSERT_TRUE(seen_add(seen, "alr_a_1", TODAY_S, NULL));
    CU_ASSERT_TRUE(seen_add(seen, "alr_b_1", TODAY_S, NULL));
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
    CU_ASSERT_TRUE(g_file_set_contents(path, "alr_a_1 1789999000\nalr_b", -1, NULL));
    struct seen *seen = open_seen();
    CU_ASSERT_EQUAL(seen_count(seen), 1);
    CU_ASSERT_FALSE(seen_has(seen, "alr_b"));
    CU_ASSERT_TRUE(seen_add(seen, "alr_c_1", TODAY_S, NULL));
    seen_close(seen);
    char *text = NULL;
    CU_ASSERT_TRUE(g_file_get_contents(path, &text, NULL, NULL));
    CU_ASSERT_STRING_EQUAL(text, "alr_a_1 1789999000\nalr_c_1 1790000000\n");
    g_free(text);
    drop_folder();
}

static void an_id_is_forgotten_when_it_is_old(void) {
    make_folder();
    CU_ASSERT_TRUE(
        g_file_set_contents(path, "alr_a_1 1782223999\nalr_b_1 1782224000\nalr_c_1\n", -1, NULL));
    struct seen *seen = open_seen();
    CU_ASSERT_FALSE(seen_has(seen, "alr_a_1"));
    CU_ASSERT_TRUE(seen_has(seen, "alr_b_1"));
    CU_ASSERT_TRUE(seen_has(seen, "alr_c_1"));
    seen_close(seen);
    drop_folder();
}

static void a_receiver_that_never_stops_forgets_once_a_day(void) {
    make_folder();
    struct seen *seen = open_seen();
    for (int day = 0; day < 1000; day++) {
        char *id = g_strdup_printf("alr_%d_1", day);
        CU_ASSERT_TRUE(seen_add(seen, id, TODAY_S + day * INT64_C(86400), NULL));
        g_free(id);
    }
    CU_ASSERT_EQUAL(seen_count(seen), 91);
    seen_close(seen);
    char *text = NULL;
    CU_ASSERT_TRUE(g_file_get_contents(path, &text, NULL, NULL));
    CU_ASSERT_PTR_NULL(strstr(text, "alr_908_1 "));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "alr_909_1 1868537600\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "alr_999_1 1876313600\n"));
    g_free(text);
    drop_folder();
}

static void a_second_receiver_does_not_get_the_file(void) {
    make_folder();
    struct seen *seen = open_seen();
    struct error error = {0};
    CU_ASSERT_PTR_NULL(seen_open(path, KEEP_S, TODAY_S, &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "another receiver"));
    seen_close(seen);
    drop_folder();
}

static void a_folder_that_is_not_there_is_told(void) {
    struct error error = {0};
    CU_ASSERT_PTR_NULL(seen_open("/nowhere/at/all", KEEP_S, TODAY_S, &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
}

int main(void) {
    static const struct test tests[] = {
        {"an id is known after it was added and after a restart",
         an_id_is_known_after_it_was_added_and_after_a_restart},
        {"a line cut short by a crash is forgotten", a_line_cut_short_by_a_crash_is_forgotten},
        {"an id is forgotten when it is old", an_id_is_forgotten_when_it_is_old},
        {"a receiver that never stops forgets once a day",
         a_receiver_that_never_stops_forgets_once_a_day},
        {"a second receiver does not get the file", a_second_receiver_does_not_get_the_file},
        {"a folder that is not there is told", a_folder_that_is_not_there_is_told},
        {NULL, NULL},
    };
    return suite_run("seen", tests);
}
