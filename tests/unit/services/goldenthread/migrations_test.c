#include "goldenthread/migrations.h"

#include <glib/gstdio.h>
#include <string.h>

#include "support/suite.h"

/* A folder of its own with the files, which are removed with it. */
static char *folder_with(const char *const *files) {
    char *folder = g_dir_make_tmp("migrations-XXXXXX", NULL);
    for (; *files != NULL; files++) {
        char *path = g_build_filename(folder, *files, NULL);
        CU_ASSERT_TRUE(g_file_set_contents(path, "select 1;\n", -1, NULL));
        g_free(path);
    }
    return folder;
}

static void folder_remove(char *folder, const char *const *files) {
    for (; *files != NULL; files++) {
        char *path = g_build_filename(folder, *files, NULL);
        g_unlink(path);
        g_free(path);
    }
    g_rmdir(folder);
    g_free(folder);
}

static void files_are_read_in_order_with_their_checksums(void) {
    const char *const files[] = {"0002-reference.sql", "0001-roles.sql", "README.md", NULL};
    char *folder = folder_with(files);
    struct error error = {0};
    GPtrArray *migrations = migrations_read(folder, &error);
    CU_ASSERT_TRUE(migrations != NULL && migrations->len == 2);
    if (migrations == NULL) {
        return;
    }
    const struct migration *first = g_ptr_array_index(migrations, 0);
    CU_ASSERT_EQUAL(first->number, 1);
    CU_ASSERT_STRING_EQUAL(first->name, "0001-roles");
    CU_ASSERT_STRING_EQUAL(first->sql, "select 1;\n");
    CU_ASSERT_STRING_EQUAL(first->sha256,
                           "4a45092ccf992ea92250053a80b931b787924ba61648f420555511b84f10ab6c");
    g_ptr_array_unref(migrations);
    folder_remove(folder, files);
}

static void check_refused(const char *const *files, const char *message) {
    char *folder = folder_with(files);
    struct error error = {0};
    CU_ASSERT_PTR_NULL(migrations_read(folder, &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
    CU_ASSERT_STRING_EQUAL(error.message, message);
    folder_remove(folder, files);
}

static void a_number_that_is_missing_or_there_twice_is_refused(void) {
    check_refused((const char *const[]){"roles.sql", NULL},
                  "migration 'roles.sql' is not named NNNN-name.sql");
    check_refused((const char *const[]){"001-roles.sql", NULL},
                  "migration '001-roles.sql' is not named NNNN-name.sql");
    check_refused((const char *const[]){"0001-a.sql", "0001-b.sql", NULL},
                  "two migrations have one number: '0001-a' and '0001-b'");
}

static struct migration roles = {1, (char *)"0001-roles", (char *)"aa", (char *)""};
static struct migration stream = {3, (char *)"0003-stream", (char *)"cc", (char *)""};

static int applied(const struct applied *rows, size_t count, struct error *error) {
    GPtrArray *migrations = g_ptr_array_new();
    g_ptr_array_add(migrations, &roles);
    g_ptr_array_add(migrations, &stream);
    const int n = migrations_applied(migrations, rows, count, error);
    g_ptr_array_unref(migrations);
    return n;
}

static void what_is_applied_is_counted(void) {
    struct error error = {0};
    const struct applied rows[] = {{1, "0001-roles", "aa"}, {3, "0003-stream", "cc"}};
    CU_ASSERT_EQUAL(applied(rows, 0, &error), 0);
    CU_ASSERT_EQUAL(applied(rows, 1, &error), 1);
    CU_ASSERT_EQUAL(applied(rows, 2, &error), 2);
}

static void check_unfit(const struct applied *rows, size_t count, const char *message) {
    struct error error = {0};
    CU_ASSERT_EQUAL(applied(rows, count, &error), -1);
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, message));
}

static void a_folder_that_does_not_fit_the_database_is_refused(void) {
    check_unfit((const struct applied[]){{1, "0001-roles", "ab"}}, 1,
                "migration '0001-roles' was edited after it was applied");
    check_unfit((const struct applied[]){{1, "0001-roles", "aa"}, {2, "0002-gone", "bb"}}, 2,
                "the database has migration '0002-gone', which this release does not know");
    check_unfit((const struct applied[]){{3, "0003-stream", "cc"}}, 1,
                "migration '0001-roles' was never applied, but '0003-stream' after it was");
}

int main(void) {
    static const struct test tests[] = {
        {"files are read in order with their checksums",
         files_are_read_in_order_with_their_checksums},
        {"a number that is missing or there twice is refused",
         a_number_that_is_missing_or_there_twice_is_refused},
        {"what is applied is counted", what_is_applied_is_counted},
        {"a folder that does not fit the database is refused",
         a_folder_that_does_not_fit_the_database_is_refused},
        {NULL, NULL},
    };
    return suite_run("migrations", tests);
}
