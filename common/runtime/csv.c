#include "runtime/csv.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#define PROBLEMS_SHOWN 20

void problems_init(struct problems *problems) {
    problems->text = g_string_new(NULL);
    problems->count = 0;
}

void problems_free(struct problems *problems) {
    g_string_free(problems->text, TRUE);
}

void problems_add(struct problems *problems, unsigned line, const char *format, ...) {
    problems->count++;
    if (problems->count > PROBLEMS_SHOWN) {
        return;
    }
    g_string_append_printf(problems->text, "line %u: ", line);
    va_list arguments;
    va_start(arguments, format);
    g_string_append_vprintf(problems->text, format, arguments);
    va_end(arguments);
    g_string_append_c(problems->text, '\n');
}

struct reader {
    const char *at, *end;
    unsigned line;
    struct problems *problems;
};

/* Behind the opening quote; stops behind the closing one. */
static void read_quoted(struct reader *reader, GString *field) {
    const unsigned opened = reader->line;
    while (reader->at < reader->end) {
        const char c = *reader->at++;
        if (c == '"') {
            if (reader->at == reader->end || *reader->at != '"') {
                return;
            }
            reader->at++;
        }
        reader->line += c == '\n';
        g_string_append_c(field, c);
    }
    problems_add(reader->problems, opened, "a quoted field does not end");
}

static bool at_separator(const struct reader *reader) {
    return reader->at == reader->end || *reader->at == ',' || *reader->at == '\n' ||
           (*reader->at == '\r' && reader->at + 1 < reader->end && reader->at[1] == '\n');
}

static char *read_field(struct reader *reader) {
    GString *field = g_string_new(NULL);
    if (reader->at < reader->end && *reader->at == '"') {
        reader->at++;
        read_quoted(reader, field);
        if (!at_separator(reader)) {
            problems_add(reader->problems, reader->line, "text follows a closing quote");
        }
    }
    while (!at_separator(reader)) {
        g_string_append_c(field, *reader->at++);
    }
    return g_string_free(field, FALSE);
}

/* Behind a record: whether its line ended there. */
static bool read_line_end(struct reader *reader) {
    if (reader->at < reader->end && *reader->at == ',') {
        reader->at++;
        return false;
    }
    reader->at += reader->at < reader->end && *reader->at == '\r';
    reader->at += reader->at < reader->end && *reader->at == '\n';
    return true;
}

static struct csv_record read_record(struct reader *reader) {
    struct csv_record record = {reader->line, g_ptr_array_new_with_free_func(g_free)};
    do {
        g_ptr_array_add(record.fields, read_field(reader));
    } while (!read_line_end(reader));
    reader->line++;
    return record;
}

static bool record_is_blank(const struct csv_record *record) {
    return record->fields->len == 1 && csv_field(record, 0)[0] == '\0';
}

static void clear_record(void *record) {
    g_ptr_array_unref(((struct csv_record *)record)->fields);
}

static void add_record(struct csv *csv, struct csv_record record, struct problems *problems) {
    if (record_is_blank(&record)) {
        clear_record(&record);
        return;
    }
    if (csv->header.fields == NULL) {
        csv->header = record;
        return;
    }
    if (record.fields->len != csv->header.fields->len) {
        problems_add(problems, record.line, "%u fields where the header has %u", record.fields->len,
                     csv->header.fields->len);
        clear_record(&record);
        return;
    }
    g_array_append_val(csv->records, record);
}

struct csv *csv_parse(const char *text, size_t length, struct problems *problems) {
    struct csv *csv = g_new0(struct csv, 1);
    csv->records = g_array_new(FALSE, FALSE, sizeof(struct csv_record));
    g_array_set_clear_func(csv->records, clear_record);
    const size_t mark = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    struct reader reader = {text + mark, text + length, 1, problems};
    const char *invalid = NULL;
    if (!g_utf8_validate_len(reader.at, length - mark, &invalid)) {
        for (const char *at = text; at < invalid; at++) {
            reader.line += *at == '\n';
        }
        problems_add(problems, reader.line, "not UTF-8 text; save the file as CSV UTF-8");
        reader.at = reader.end;
    }
    while (reader.at < reader.end) {
        add_record(csv, read_record(&reader), problems);
    }
    if (csv->header.fields == NULL) {
        csv->header.fields = g_ptr_array_new();
        if (invalid == NULL || problems->count == 0) {
            problems_add(problems, 1, "no header");
        }
    }
    return csv;
}

void csv_free(struct csv *csv) {
    if (csv != NULL) {
        g_ptr_array_unref(csv->header.fields);
        g_array_unref(csv->records);
        g_free(csv);
    }
}

static bool read_text(const char *path, char **text, size_t *length, struct error *error) {
    GError *failure = NULL;
    if (!g_file_get_contents(path, text, length, &failure)) {
        error_set(error, ERROR_CONFIG, "cannot read the file: %s", failure->message);
        g_error_free(failure);
        return false;
    }
    return true;
}

struct csv *csv_read(const char *path, struct error *error) {
    char *text = NULL;
    size_t length = 0;
    if (!read_text(path, &text, &length, error)) {
        return NULL;
    }
    struct problems problems;
    problems_init(&problems);
    struct csv *csv = csv_parse(text, length, &problems);
    if (problems.count > 0) {
        const int first = (int)strcspn(problems.text->str, "\n");
        error_set(error, ERROR_CONFIG, "'%s' %.*s", path, first, problems.text->str);
        csv_free(csv);
        csv = NULL;
    }
    problems_free(&problems);
    g_free(text);
    return csv;
}

int csv_column(const struct csv *csv, const char *name) {
    for (guint i = 0; i < csv->header.fields->len; i++) {
        if (g_str_equal(csv_field(&csv->header, (int)i), name)) {
            return (int)i;
        }
    }
    return -1;
}
