/* Rows that a command prints: as an aligned table for people, as JSON for programs. */
#ifndef GOLDENTHREAD_TABLE_H
#define GOLDENTHREAD_TABLE_H

#include <glib.h>
#include <jansson.h>
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdio.h>

enum column_type {
    COLUMN_TEXT,
    COLUMN_INTEGER, /* JSON integer; aligned to the right, as decimals are */
    COLUMN_DECIMAL, /* JSON real */
    COLUMN_FLAG,    /* cells "t" and "f" as PostgreSQL has them: yes and no, true and false */
};

struct column {
    const char *key; /* JSON member and, with '_' as ' ', heading */
    enum column_type type;
};

struct table;

/* Borrows `columns`: one or more, and one with key NULL. */
struct table *table_new(const struct column *columns);
void table_free(struct table *table);

/* The next cell, row by row; NULL is no value: empty, null in JSON. Copies. */
void table_cell(struct table *table, const char *text);
void table_integer(struct table *table, int64_t value);

/* Every row of a text result: its fields are the columns, in order; more fields are left out. */
void table_result(struct table *table, const PGresult *result);

size_t table_rows(const struct table *table);

/* The caller frees (g_free). Headings, a line, the rows; every line ends without blanks. */
char *table_text(const struct table *table);

/* An array of objects; a new reference. */
json_t *table_json(const struct table *table);

/* One of the two on standard output. */
void table_print(const struct table *table, bool json);

/* The rows of a text result, as table_result and table_print do. */
void table_print_result(const struct column *columns, const PGresult *result, bool json);

/* The first row, a line for each column, or one JSON object. */
void table_print_record(const struct table *table, bool json);

/* Prints the document, indented, and drops the reference. */
void json_print(json_t *document);

#endif
