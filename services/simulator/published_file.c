#include "simulator/published_file.h"

#include <string.h>

#include "simulator/published_row.h"

static const char *value(const struct csv *csv, guint row, const char *column) {
    return csv_value(csv, row, csv_column(csv, column));
}

/* The columns that tell rows apart. */
static bool has_columns(const struct csv *csv, struct error *error) {
    static const char *const names[] = {"time_period", "la_name", "new_la_code", "education_phase"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (csv_column(csv, names[i]) < 0) {
            return error_set(error, ERROR_CONFIG, "the attendance file has no column '%s'",
                             names[i]);
        }
    }
    return true;
}

static bool is_authority(const struct csv *csv, guint line) {
    return csv_column(csv, "geographic_level") < 0 ||
           g_ascii_strcasecmp(value(csv, line, "geographic_level"), "Local authority") == 0;
}

static bool is_wanted(const struct csv *csv, guint line, const char *authority,
                      const char *time_period) {
    if (!is_authority(csv, line)) {
        return false;
    }
    if (time_period != NULL && strcmp(value(csv, line, "time_period"), time_period) != 0) {
        return false;
    }
    return authority == NULL || g_ascii_strcasecmp(value(csv, line, "la_name"), authority) == 0 ||
           g_ascii_strcasecmp(value(csv, line, "new_la_code"), authority) == 0;
}

/* The different values of a column in the wanted rows, in order, as one text. */
static char *list_values(const struct csv *csv, const GArray *lines, const char *column,
                         guint *count) {
    GPtrArray *values = g_ptr_array_new();
    for (guint i = 0; i < lines->len; i++) {
        char *text = (char *)value(csv, g_array_index(lines, guint, i), column);
        if (!g_ptr_array_find_with_equal_func(values, text, g_str_equal, NULL)) {
            g_ptr_array_add(values, text);
        }
    }
    *count = values->len;
    g_ptr_array_add(values, NULL);
    char *list = g_strjoinv(", ", (char **)values->pdata);
    g_ptr_array_unref(values);
    return list;
}

static bool is_one(const struct csv *csv, const GArray *lines, const char *column,
                   const char *option, struct error *error) {
    guint count = 0;
    char *list = list_values(csv, lines, column, &count);
    const bool one = count == 1;
    if (!one) {
        error_set(error, ERROR_CONFIG, "the attendance file has %u of '%s'; hint: %s, one of: %s",
                  count, column, option, list);
    }
    g_free(list);
    return one;
}

static bool choose_lines(const struct csv *csv, const char *authority, const char *time_period,
                         GArray *lines, struct error *error) {
    for (guint line = 0; line < csv->records->len; line++) {
        if (is_wanted(csv, line, authority, time_period)) {
            g_array_append_val(lines, line);
        }
    }
    if (lines->len == 0) {
        return error_set(error, ERROR_CONFIG,
                         "the attendance file has no row of authority '%s', time period '%s'",
                         authority != NULL ? authority : "any",
                         time_period != NULL ? time_period : "any");
    }
    return is_one(csv, lines, "la_name", "--authority NAME", error) &&
           is_one(csv, lines, "time_period", "--time-period PERIOD", error);
}

/* "202526" begins on 1 September 2025. */
static bool read_year(const char *text, day_t *year, struct error *error) {
    const guint64 period = g_ascii_strtoull(text, NULL, 10);
    const int32_t first = (int32_t)(period / 100);
    if (strlen(text) != 6 || (first + 1) % 100 != (int32_t)(period % 100) || first < 2000) {
        return error_set(error, ERROR_CONFIG, "time period '%s' is no academic year like '202526'",
                         text);
    }
    *year = day_from_civil(first, 9, 1);
    return true;
}

static int row_of(const char *phase) {
    for (int row = 0; row <= PHASES; row++) {
        if (g_ascii_strcasecmp(phase, published_row_names[row]) == 0) {
            return row;
        }
    }
    return -1;
}

static void read_lines(const struct csv *csv, const GArray *lines, struct published *published,
                       GPtrArray *reasons) {
    for (guint i = 0; i < lines->len; i++) {
        const guint line = g_array_index(lines, guint, i);
        const char *phase = value(csv, line, "education_phase");
        const int row = row_of(phase);
        if (row < 0) {
            g_ptr_array_add(
                reasons, g_strdup_printf("phase '%s', column 'education_phase': unknown", phase));
        } else {
            published_read_row(csv, line, row, published, reasons);
        }
    }
    if (reasons->len == 0) {
        published_check_total(published, reasons);
    }
}

bool published_read(const struct csv *csv, const char *authority, const char *time_period,
                    struct published *published, GPtrArray *reasons, struct error *error) {
    if (!has_columns(csv, error) || !published_has_columns(csv, error)) {
        return false;
    }
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(guint));
    *published = (struct published){0};
    const bool chosen = choose_lines(csv, authority, time_period, lines, error) &&
                        read_year(value(csv, g_array_index(lines, guint, 0), "time_period"),
                                  &published->year, error);
    if (chosen) {
        read_lines(csv, lines, published, reasons);
    }
    g_array_unref(lines);
    return chosen;
}
