#include "goldenthread/folder.h"

#include <string.h>

static gint by_bytes(gconstpointer a, gconstpointer b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *folder_files(const char *folder, const char *suffix, struct error *error) {
    GError *cause = NULL;
    GDir *dir = g_dir_open(folder, 0, &cause);
    if (dir == NULL) {
        error_set(error, ERROR_CONFIG, "%s; hint: --schemas names the folder 'schemas'",
                  cause->message);
        g_error_free(cause);
        return NULL;
    }
    GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
    for (const char *file; (file = g_dir_read_name(dir)) != NULL;) {
        if (g_str_has_suffix(file, suffix)) {
            g_ptr_array_add(files, g_strdup(file));
        }
    }
    g_dir_close(dir);
    g_ptr_array_sort(files, by_bytes);
    return files;
}

char *folder_read(const char *folder, const char *file, size_t *length, struct error *error) {
    char *path = g_build_filename(folder, file, NULL);
    char *text = NULL;
    GError *cause = NULL;
    if (!g_file_get_contents(path, &text, length, &cause)) {
        error_set(error, ERROR_CONFIG, "%s", cause->message);
        g_error_free(cause);
    }
    g_free(path);
    return text;
}
