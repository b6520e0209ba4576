#include "receiver/seen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define DAY_S INT64_C(86400)

struct seen {
    char *path;
    int lock, fd;
    off_t size;             /* of the whole lines; whatever lies behind them is not ours */
    int64_t keep_s, tidy_s; /* tidy_s: when to forget next */
    GHashTable *ids;        /* id -> when it was taken */
};

static bool failed(struct error *error, enum error_kind kind, const char *what, const char *path) {
    return error_set(error, kind, "cannot %s the file of seen deliveries '%s': %s", what, path,
                     g_strerror(errno));
}

static void note(struct seen *seen, const char *id, size_t length, int64_t taken_s) {
    g_hash_table_insert(seen->ids, g_strndup(id, length), g_memdup2(&taken_s, sizeof taken_s));
}

/* A line without a time is one of today. */
static void take_lines(struct seen *seen, const char *text, int64_t now_s) {
    const char *end;
    for (; (end = strchr(text, '\n')) != NULL; text = end + 1) {
        const size_t length = strcspn(text, " \n");
        note(seen, text, length,
             text[length] == ' ' ? g_ascii_strtoll(text + length, NULL, 10) : now_s);
    }
}

static bool read_file(struct seen *seen, int64_t now_s, struct error *error) {
    GError *problem = NULL;
    char *text = NULL;
    if (!g_file_get_contents(seen->path, &text, NULL, &problem)) {
        const bool is_new = g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT);
        if (!is_new) {
            error_set(error, ERROR_CONFIG, "cannot read what was seen: %s", problem->message);
        }
        g_error_free(problem);
        return is_new;
    }
    take_lines(seen, text, now_s);
    g_free(text);
    return true;
}

/* The lines of the ids that are young enough; the others are forgotten. */
static GString *young_lines(struct seen *seen, int64_t now_s) {
    GString *lines = g_string_new(NULL);
    GHashTableIter iterator;
    gpointer id, taken_s;
    g_hash_table_iter_init(&iterator, seen->ids);
    while (g_hash_table_iter_next(&iterator, &id, &taken_s)) {
        if (now_s - *(const int64_t *)taken_s > seen->keep_s) {
            g_hash_table_iter_remove(&iterator);
        } else {
            g_string_append_printf(lines, "%s %" G_GINT64_FORMAT "\n", (const char *)id,
                                   *(const int64_t *)taken_s);
        }
    }
    return lines;
}

/* A new file takes the place of the old: a crash leaves one of the two. */
static bool replace_file(const char *path, const GString *lines, enum error_kind kind,
                         struct error *error) {
    GError *problem = NULL;
    if (!g_file_set_contents_full(path, lines->str, (gssize)lines->len,
                                  G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                  0600, &problem)) {
        error_set(error, kind, "cannot write what was seen: %s", problem->message);
        g_error_free(problem);
        return false;
    }
    return true;
}

static bool tidy(struct seen *seen, int64_t now_s, enum error_kind kind, struct error *error) {
    GString *lines = young_lines(seen, now_s);
    const off_t size = (off_t)lines->len;
    const bool written = replace_file(seen->path, lines, kind, error);
    g_string_free(lines, TRUE);
    if (!written) {
        return false;
    }
    const int fd = open(seen->path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) {
        return failed(error, kind, "open", seen->path);
    }
    if (seen->fd >= 0) {
        close(seen->fd);
    }
    seen->fd = fd;
    seen->size = size;
    seen->tidy_s = now_s + DAY_S;
    return true;
}

static bool take_lock(struct seen *seen, struct error *error) {
    char *path = g_strconcat(seen->path, ".lock", NULL);
    seen->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    const bool locked = seen->lock >= 0 && flock(seen->lock, LOCK_EX | LOCK_NB) == 0;
    if (seen->lock < 0) {
        failed(error, ERROR_CONFIG, "lock", path);
    } else if (!locked) {
        error_set(error, ERROR_CONFIG, "another receiver holds '%s'; hint: give each its own",
                  seen->path);
    }
    g_free(path);
    return locked;
}

struct seen *seen_open(const char *path, int64_t keep_s, int64_t now_s, struct error *error) {
    struct seen *seen = g_new0(struct seen, 1);
    seen->path = g_strdup(path);
    seen->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    seen->fd = -1;
    seen->keep_s = keep_s;
    if (!take_lock(seen, error) || !read_file(seen, now_s, error) ||
        !tidy(seen, now_s, ERROR_CONFIG, error)) {
        seen_close(seen);
        return NULL;
    }
    return seen;
}

void seen_close(struct seen *seen) {
    if (seen == NULL) {
        return;
    }
    if (seen->fd >= 0) {
        close(seen->fd);
    }
    if (seen->lock >= 0) {
        close(seen->lock);
    }
    g_hash_table_unref(seen->ids);
    g_free(seen->path);
    g_free(seen);
}

bool seen_has(const struct seen *seen, const char *id) {
    return g_hash_table_contains(seen->ids, id);
}

static bool append(struct seen *seen, const char *line, struct error *error) {
    const ssize_t length = (ssize_t)strlen(line);
    if (pwrite(seen->fd, line, (size_t)length, seen->size) != length || fdatasync(seen->fd) != 0) {
        return error_set(error, ERROR_RETRY, "cannot keep the id of a delivery: %s",
                         g_strerror(errno));
    }
    seen->size += length;
    return true;
}

bool seen_add(struct seen *seen, const char *id, int64_t now_s, struct error *error) {
    if (now_s >= seen->tidy_s && !tidy(seen, now_s, ERROR_RETRY, error)) {
        return false;
    }
    char *line = g_strdup_printf("%s %" G_GINT64_FORMAT "\n", id, now_s);
    const bool added = append(seen, line, error);
    g_free(line);
    if (added) {
        note(seen, id, strlen(id), now_s);
    }
    return added;
}

guint seen_count(const struct seen *seen) {
    return g_hash_table_size(seen->ids);
}
