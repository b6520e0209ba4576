#include "receiver/seen.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct seen {
    int fd;
    off_t size; /* of the whole lines; whatever lies behind them is not ours */
    GHashTable *ids;
};

static bool failed(struct error *error, enum error_kind kind, const char *what, const char *path) {
    return error_set(error, kind, "cannot %s the file of seen deliveries '%s': %s", what, path,
                     g_strerror(errno));
}

static void take_lines(struct seen *seen, const char *text, size_t length) {
    const char *at = text, *end;
    while ((end = memchr(at, '\n', length - (size_t)(at - text))) != NULL) {
        g_hash_table_add(seen->ids, g_strndup(at, (gsize)(end - at)));
        at = end + 1;
    }
    seen->size = (off_t)(at - text);
}

static bool read_file(struct seen *seen, const char *path, struct error *error) {
    char *text = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &text, &length, NULL)) {
        return failed(error, ERROR_CONFIG, "read", path);
    }
    take_lines(seen, text, length);
    g_free(text);
    return ftruncate(seen->fd, seen->size) == 0 || failed(error, ERROR_CONFIG, "mend", path);
}

struct seen *seen_open(const char *path, struct error *error) {
    struct seen *seen = g_new0(struct seen, 1);
    seen->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    seen->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (seen->fd < 0) {
        failed(error, ERROR_CONFIG, "open", path);
    } else if (flock(seen->fd, LOCK_EX | LOCK_NB) != 0) {
        error_set(error, ERROR_CONFIG, "another receiver holds '%s'; hint: give each its own",
                  path);
    } else if (read_file(seen, path, error)) {
        return seen;
    }
    seen_close(seen);
    return NULL;
}

void seen_close(struct seen *seen) {
    if (seen == NULL) {
        return;
    }
    if (seen->fd >= 0) {
        close(seen->fd);
    }
    g_hash_table_unref(seen->ids);
    g_free(seen);
}

bool seen_has(const struct seen *seen, const char *id) {
    return g_hash_table_contains(seen->ids, id);
}

bool seen_add(struct seen *seen, const char *id, struct error *error) {
    char *line = g_strconcat(id, "\n", NULL);
    const ssize_t length = (ssize_t)strlen(line);
    const bool written =
        pwrite(seen->fd, line, (size_t)length, seen->size) == length && fdatasync(seen->fd) == 0;
    g_free(line);
    if (!written) {
        return error_set(error, ERROR_RETRY, "cannot keep the id of a delivery: %s",
                         g_strerror(errno));
    }
    seen->size += length;
    g_hash_table_add(seen->ids, g_strdup(id));
    return true;
}

guint seen_count(const struct seen *seen) {
    return g_hash_table_size(seen->ids);
}
