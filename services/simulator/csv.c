#include "simulator/csv.h"

#include <glib.h>
#include <string.h>

struct csv {
    GPtrArray *rows; /* of GPtrArray of char *; the header first */
};

static void free_row(void *row) {
    g_ptr_array_unref(row);
}

static bool is_line_end(char c) {
    return c == '\n' || c == '\r';
}

/* A quoted field: `at` stands after the opening quote; returns what follows the closing one, or
 * NULL without one. */
static const char *read_quoted(const char *at, GString *field) {
    for (;;) {
        const char *quote = strchr(at, '"');
        if (quote == NULL) {
            return NULL;
        }
        g_string_append_len(field, at, quote - at);
        if (quote[1] != '"') {
            return quote + 1;
        }
        g_string_append_c(field, '"');
        at = quote + 2;
    }
}

/* Appends a field to the row; returns what follows it, or NULL for an open quote. */
static const char *read_field(const char *at, GPtrArray *row) {
    GString *field = g_string_new(NULL);
    if (*at == '"') {
        at = read_quoted(at + 1, field);
    }
    if (at != NULL) {
        const size_t plain = strcspn(at, ",\r\n");
        g_string_append_len(field, at, (gssize)plain);
        at += plain;
    }
    g_ptr_array_add(row, g_string_free(field, FALSE));
    return at;
}

static const char *skip_line_ends(const char *at) {
    while (is_line_end(*at)) {
        at++;
    }
    return at;
}

/* Reads one row; returns what follows its line end, or NULL for an open quote. */
static const char *read_row(const char *at, GPtrArray *row) {
    for (;;) {
        at = read_field(at, row);
        if (at == NULL) {
            return NULL;
        }
        if (*at != ',') {
            return skip_line_ends(at);
        }
        at++;
    }
}

static bool parse_rows(struct csv *csv, const char *at, const char *name, struct error *error) {
    while (*at != '\0') {
        GPtrArray *row = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_add(csv->rows, row);
        at = read_row(at, row);
        if (at == NULL) {
            return error_set(error, ERROR_CONFIG, "'%s' row %u has a quote that does not end", name,
                             csv->rows->len);
        }
        const GPtrArray *header = csv->rows->pdata[0];
        if (row->len != header->len) {
            return error_set(error, ERROR_CONFIG, "'%s' row %u has %u fields, its header %u", name,
                             csv->rows->len, row->len, header->len);
        }
    }
    if (csv->rows->len == 0) {
        return error_set(error, ERROR_CONFIG, "'%s' is empty", name);
    }
    return true;
}

struct csv *csv_parse(const char *text, const char *name, struct error *error) {
    static const char byte_order_mark[] = "\xEF\xBB\xBF";
    struct csv *csv = g_new0(struct csv, 1);
    csv->rows = g_ptr_array_new_with_free_func(free_row);
    if (g_str_has_prefix(text, byte_order_mark)) {
        text += strlen(byte_order_mark);
    }
    if (!parse_rows(csv, skip_line_ends(text), name, error)) {
        csv_free(csv);
        return NULL;
    }
    return csv;
}

struct csv *csv_read(const char *path, struct error *error) {
    char *text = NULL;
    GError *failure = NULL;
    if (!g_file_get_contents(path, &text, NULL, &failure)) {
        error_set(error, ERROR_CONFIG, "cannot read '%s': %s", path, failure->message);
        g_error_free(failure);
        return NULL;
    }
    struct csv *csv = csv_parse(text, path, error);
    g_free(text);
    return csv;
}

void csv_free(struct csv *csv) {
    if (csv != NULL) {
        g_ptr_array_unref(csv->rows);
        g_free(csv);
    }
}

static const GPtrArray *row_at(const struct csv *csv, size_t row) {
    return csv->rows->pdata[row];
}

size_t csv_rows(const struct csv *csv) {
    return csv->rows->len - 1;
}

size_t csv_columns(const struct csv *csv) {
    return row_at(csv, 0)->len;
}

const char *csv_name(const struct csv *csv, size_t column) {
    return row_at(csv, 0)->pdata[column];
}

long csv_column(const struct csv *csv, const char *name) {
    for (size_t column = 0; column < csv_columns(csv); column++) {
        if (strcmp(csv_name(csv, column), name) == 0) {
            return (long)column;
        }
    }
    return -1;
}

const char *csv_value(const struct csv *csv, size_t row, size_t column) {
    return row_at(csv, row + 1)->pdata[column];
}
