#include "goldenthread/table.h"

#include <stdbool.h>
#include <string.h>

struct table {
    const struct column *columns;
    guint n_columns;
    GPtrArray *cells; /* char * or NULL, row by row */
};

struct table *table_new(const struct column *columns) {
    struct table *table = g_new0(struct table, 1);
    table->columns = columns;
    do {
        table->n_columns++;
    } while (columns[table->n_columns].key != NULL);
    table->cells = g_ptr_array_new_with_free_func(g_free);
    return table;
}

void table_free(struct table *table) {
    if (table != NULL) {
        g_ptr_array_unref(table->cells);
        g_free(table);
    }
}

void table_cell(struct table *table, const char *text) {
    g_ptr_array_add(table->cells, g_strdup(text));
}

void table_integer(struct table *table, int64_t value) {
    g_ptr_array_add(table->cells, g_strdup_printf("%" G_GINT64_FORMAT, value));
}

void table_result(struct table *table, const PGresult *result) {
    for (int row = 0; row < PQntuples(result); row++) {
        for (int column = 0; column < (int)table->n_columns; column++) {
            table_cell(table,
                       PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column));
        }
    }
}

size_t table_rows(const struct table *table) {
    return table->cells->len / table->n_columns;
}

static const char *raw(const struct table *table, size_t row, guint column) {
    return g_ptr_array_index(table->cells, row * table->n_columns + column);
}

static const char *shown(const struct table *table, size_t row, guint column) {
    const char *text = raw(table, row, column);
    if (text == NULL) {
        return "";
    }
    if (table->columns[column].type == COLUMN_FLAG) {
        return text[0] == 't' ? "yes" : "no";
    }
    return text;
}

static bool is_number(const struct column *column) {
    return column->type == COLUMN_INTEGER || column->type == COLUMN_DECIMAL;
}

static glong column_width(const struct table *table, guint column) {
    glong width = (glong)strlen(table->columns[column].key);
    for (size_t row = 0; row < table_rows(table); row++) {
        width = MAX(width, g_utf8_strlen(shown(table, row, column), -1));
    }
    return width;
}

static void append_padded(GString *to, const char *text, glong width, bool right) {
    const int blanks = (int)(width - g_utf8_strlen(text, -1));
    if (right) {
        g_string_append_printf(to, "%*s%s", blanks, "", text);
    } else {
        g_string_append_printf(to, "%s%*s", text, blanks, "");
    }
}

static void end_line(GString *to) {
    while (to->len > 0 && to->str[to->len - 1] == ' ') {
        g_string_truncate(to, to->len - 1);
    }
    g_string_append_c(to, '\n');
}

static void append_headings(GString *to, const struct table *table, const glong *widths) {
    for (guint i = 0; i < table->n_columns; i++) {
        char *heading = g_strdelimit(g_strdup(table->columns[i].key), "_", ' ');
        g_string_append(to, i > 0 ? "  " : "");
        append_padded(to, heading, widths[i], is_number(&table->columns[i]));
        g_free(heading);
    }
    end_line(to);
    for (guint i = 0; i < table->n_columns; i++) {
        g_string_append(to, i > 0 ? "  " : "");
        for (glong dash = 0; dash < widths[i]; dash++) {
            g_string_append_c(to, '-');
        }
    }
    end_line(to);
}

char *table_text(const struct table *table) {
    GString *to = g_string_new(NULL);
    glong *widths = g_new(glong, table->n_columns);
    for (guint i = 0; i < table->n_columns; i++) {
        widths[i] = column_width(table, i);
    }
    append_headings(to, table, widths);
    for (size_t row = 0; row < table_rows(table); row++) {
        for (guint i = 0; i < table->n_columns; i++) {
            g_string_append(to, i > 0 ? "  " : "");
            append_padded(to, shown(table, row, i), widths[i], is_number(&table->columns[i]));
        }
        end_line(to);
    }
    g_free(widths);
    return g_string_free(to, FALSE);
}

static json_t *cell_json(enum column_type type, const char *text) {
    if (text == NULL) {
        return json_null();
    }
    switch (type) {
    case COLUMN_INTEGER:
        return json_integer(g_ascii_strtoll(text, NULL, 10));
    case COLUMN_DECIMAL:
        return json_real(g_ascii_strtod(text, NULL));
    case COLUMN_FLAG:
        return json_boolean(text[0] == 't');
    case COLUMN_TEXT:
        break;
    }
    return json_string(text);
}

static json_t *row_json(const struct table *table, size_t row) {
    json_t *object = json_object();
    for (guint i = 0; i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        json_object_set_new(object, column->key, cell_json(column->type, raw(table, row, i)));
    }
    return object;
}

json_t *table_json(const struct table *table) {
    json_t *rows = json_array();
    for (size_t row = 0; row < table_rows(table); row++) {
        json_array_append_new(rows, row_json(table, row));
    }
    return rows;
}

void table_print(const struct table *table, bool json) {
    if (json) {
        json_print(table_json(table));
        return;
    }
    char *text = table_text(table);
    fputs(text, stdout);
    g_free(text);
}

void table_print_result(const struct column *columns, const PGresult *result, bool json) {
    struct table *table = table_new(columns);
    table_result(table, result);
    table_print(table, json);
    table_free(table);
}

void table_print_record(const struct table *table, bool json) {
    if (json) {
        json_print(row_json(table, 0));
        return;
    }
    glong width = 0;
    for (guint i = 0; i < table->n_columns; i++) {
        width = MAX(width, (glong)strlen(table->columns[i].key));
    }
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < table->n_columns; i++) {
        char *heading = g_strdelimit(g_strdup(table->columns[i].key), "_", ' ');
        append_padded(text, heading, width + 2, false);
        g_string_append(text, shown(table, 0, i));
        end_line(text);
        g_free(heading);
    }
    fputs(text->str, stdout);
    g_string_free(text, TRUE);
}

void json_print(json_t *document) {
    json_dumpf(document, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    fputc('\n', stdout);
    json_decref(document);
}
