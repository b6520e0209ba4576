#include "simulator/calendar.h"

#include <glib.h>
#include <stdlib.h>

static int compare_days(const void *a, const void *b) {
    const day_t left = *(const day_t *)a;
    const day_t right = *(const day_t *)b;
    return (left > right) - (left < right);
}

static void sort_once(struct calendar *calendar) {
    qsort(calendar->days, calendar->count, sizeof *calendar->days, compare_days);
    size_t kept = 0;
    for (size_t i = 0; i < calendar->count; i++) {
        if (kept == 0 || calendar->days[kept - 1] != calendar->days[i]) {
            calendar->days[kept++] = calendar->days[i];
        }
    }
    calendar->count = kept;
}

bool calendar_read(const struct csv *csv, struct calendar *calendar, struct error *error) {
    const int column = csv_column(csv, "day");
    if (column < 0) {
        return error_set(error, ERROR_CONFIG, "the file of school days has no column 'day'");
    }
    calendar->count = csv->records->len;
    calendar->days = g_new(day_t, calendar->count);
    for (guint row = 0; row < calendar->count; row++) {
        const char *text = csv_value(csv, row, column);
        if (!day_parse(text, &calendar->days[row])) {
            g_free(calendar->days);
            *calendar = (struct calendar){NULL, 0};
            return error_set(error, ERROR_CONFIG,
                             "the file of school days has '%s'; hint: dates like 2026-09-01", text);
        }
    }
    sort_once(calendar);
    return true;
}

/* Index of the first school day on or after `day`. */
static size_t first_from(const struct calendar *calendar, day_t day) {
    size_t index = 0;
    while (index < calendar->count && calendar->days[index] < day) {
        index++;
    }
    return index;
}

struct days calendar_last(const struct calendar *calendar, day_t until, size_t count) {
    const size_t end = first_from(calendar, until + 1);
    const size_t taken = count < end ? count : end;
    return (struct days){calendar->days + end - taken, taken};
}

struct days calendar_year(const struct calendar *calendar, day_t year) {
    const size_t from = first_from(calendar, year);
    const size_t end = first_from(calendar, day_academic_year_end(year) + 1);
    return (struct days){calendar->days + from, end - from};
}
