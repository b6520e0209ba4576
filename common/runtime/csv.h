/* CSV files as an authority's systems export them (RFC 4180): quoted fields, doubled quotes, LF or
 * CRLF, a byte order mark, blank lines ignored. The first record names the columns. */
#ifndef GOLDENTHREAD_RUNTIME_CSV_H
#define GOLDENTHREAD_RUNTIME_CSV_H

#include <glib.h>

#include "runtime/error.h"

struct csv_record {
    unsigned line;     /* where it starts, counted from 1 */
    GPtrArray *fields; /* char * */
};

struct csv {
    struct csv_record header;
    GArray *records; /* struct csv_record, without the header */
};

/* What is wrong with a file, all of it up to a bound, so that one run shows everything there is to
 * mend. */
struct problems {
    GString *text; /* "line 3: ...\n" each */
    unsigned count;
};

void problems_init(struct problems *problems);
void problems_free(struct problems *problems);
void problems_add(struct problems *problems, unsigned line, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Never NULL; free with csv_free. Text that is not UTF-8, a quote that does not end, text after a
 * closing quote, and records of another length than the header become problems. */
struct csv *csv_parse(const char *text, size_t length, struct problems *problems);
void csv_free(struct csv *csv);

/* A whole file. NULL and *error (ERROR_CONFIG) when it cannot be read or has a problem: the first.
 */
struct csv *csv_read(const char *path, struct error *error);

/* Index of the column, or -1. */
int csv_column(const struct csv *csv, const char *name);

static inline const char *csv_field(const struct csv_record *record, int column) {
    return g_ptr_array_index(record->fields, (guint)column);
}

/* A field by record, counted from 0 without the header, and column. */
static inline const char *csv_value(const struct csv *csv, guint record, int column) {
    return csv_field(&g_array_index(csv->records, struct csv_record, record), column);
}

#endif
