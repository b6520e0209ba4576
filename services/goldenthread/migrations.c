#include "goldenthread/migrations.h"

#include <string.h>

#include "goldenthread/folder.h"

#define NUMBER_DIGITS 4

static void migration_free(void *data) {
    struct migration *migration = data;
    g_free(migration->name);
    g_free(migration->sha256);
    g_free(migration->sql);
    g_free(migration);
}

/* The number that the file's name begins with, 0 when it is not NNNN-name.sql. */
static int number_of(const char *file) {
    for (int i = 0; i < NUMBER_DIGITS; i++) {
        if (!g_ascii_isdigit(file[i])) {
            return 0;
        }
    }
    return file[NUMBER_DIGITS] == '-' ? (int)g_ascii_strtoll(file, NULL, 10) : 0;
}

static struct migration *migration_read(const char *folder, const char *file, struct error *error) {
    const int number = number_of(file);
    if (number == 0) {
        error_set(error, ERROR_CONFIG, "migration '%s' is not named NNNN-name.sql", file);
        return NULL;
    }
    size_t length = 0;
    char *sql = folder_read(folder, file, &length, error);
    if (sql == NULL) {
        return NULL;
    }
    struct migration *migration = g_new0(struct migration, 1);
    migration->number = number;
    migration->name = g_strndup(file, strlen(file) - strlen(".sql"));
    migration->sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (guchar *)sql, length);
    migration->sql = sql;
    return migration;
}

static bool numbers_are_unique(const GPtrArray *migrations, struct error *error) {
    for (guint i = 1; i < migrations->len; i++) {
        const struct migration *before = g_ptr_array_index(migrations, i - 1);
        const struct migration *migration = g_ptr_array_index(migrations, i);
        if (before->number == migration->number) {
            return error_set(error, ERROR_CONFIG, "two migrations have one number: '%s' and '%s'",
                             before->name, migration->name);
        }
    }
    return true;
}

GPtrArray *migrations_read(const char *folder, struct error *error) {
    GPtrArray *files = folder_files(folder, ".sql", error);
    if (files == NULL) {
        return NULL;
    }
    GPtrArray *migrations = g_ptr_array_new_with_free_func(migration_free);
    for (guint i = 0; i < files->len; i++) {
        struct migration *migration = migration_read(folder, g_ptr_array_index(files, i), error);
        if (migration == NULL) {
            break;
        }
        g_ptr_array_add(migrations, migration);
    }
    if (migrations->len < files->len || !numbers_are_unique(migrations, error)) {
        g_ptr_array_unref(migrations);
        migrations = NULL;
    }
    g_ptr_array_unref(files);
    return migrations;
}

int migrations_applied(const GPtrArray *migrations, const struct applied *applied, size_t count,
                       struct error *error) {
    for (size_t i = 0; i < count; i++) {
        const struct migration *file =
            i < migrations->len ? g_ptr_array_index(migrations, i) : NULL;
        if (file == NULL || file->number > applied[i].number) {
            error_set(
                error, ERROR_CONFIG,
                "the database has migration '%s', which this release does not know; hint: use "
                "the release that the database was migrated with, or a later one",
                applied[i].name);
            return -1;
        }
        if (file->number < applied[i].number) {
            error_set(error, ERROR_CONFIG,
                      "migration '%s' was never applied, but '%s' after it was; hint: give it the "
                      "next free number",
                      file->name, applied[i].name);
            return -1;
        }
        if (strcmp(file->sha256, applied[i].sha256) != 0) {
            error_set(error, ERROR_CONFIG,
                      "migration '%s' was edited after it was applied; hint: restore the file and "
                      "put the change into a new migration",
                      file->name);
            return -1;
        }
    }
    return (int)count;
}
