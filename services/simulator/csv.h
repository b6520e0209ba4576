/* A CSV file with a header line, read whole: RFC 4180, quoted fields with doubled quotes and line
 * ends in them, a byte order mark allowed. Columns go by name, never by position. */
#ifndef GOLDENTHREAD_SIMULATOR_CSV_H
#define GOLDENTHREAD_SIMULATOR_CSV_H

#include <stddef.h>

#include "runtime/error.h"

struct csv;

/* NULL and *error (ERROR_CONFIG) when it cannot be read, has no header, a quote that does not end,
 * or a row with more or fewer fields than the header. `name` is for messages. */
struct csv *csv_parse(const char *text, const char *name, struct error *error);
struct csv *csv_read(const char *path, struct error *error);
void csv_free(struct csv *csv);

size_t csv_rows(const struct csv *csv);

/* Number and name of the columns; csv_column is -1 for a name that is not there. */
size_t csv_columns(const struct csv *csv);
const char *csv_name(const struct csv *csv, size_t column);
long csv_column(const struct csv *csv, const char *name);

const char *csv_value(const struct csv *csv, size_t row, size_t column);

#endif
