#include "goldenthread/reference_csv.h"

#include <stdbool.h>
#include <string.h>

#define ORG_LIMIT 64 /* as long as a provider may be in an event */

/* Whether the header is exactly these columns, in any order; says which one is not. */
static bool header_is(const struct csv *csv, const char *const *names, struct problems *problems) {
    const unsigned before = problems->count;
    for (const char *const *name = names; *name != NULL; name++) {
        if (csv_column(csv, *name) < 0) {
            problems_add(problems, csv->header.line, "no column '%s'", *name);
        }
    }
    for (guint i = 0; i < csv->header.fields->len; i++) {
        const char *name = csv_field(&csv->header, (int)i);
        if (!g_strv_contains(names, name)) {
            problems_add(problems, csv->header.line, "unknown column '%s'", name);
        }
    }
    return problems->count == before;
}

/* 1970-01-01 was a Thursday. */
static bool is_weekend(day_t day) {
    const day_t weekday = (day % 7 + 7) % 7; /* Thursday 0 */
    return weekday == 2 || weekday == 3;
}

static gint by_day(gconstpointer a, gconstpointer b) {
    const day_t x = *(const day_t *)a, y = *(const day_t *)b;
    return (x > y) - (x < y);
}

static bool day_is_good(const char *text, day_t *day, unsigned line, struct problems *problems) {
    if (!day_parse(text, day)) {
        problems_add(problems, line, "'%s' is no date; write it like 2026-09-01", text);
        return false;
    }
    if (*day < DAY_FIRST || *day > DAY_LAST) {
        problems_add(problems, line, "%s is outside 2000 to 2099", text);
        return false;
    }
    if (is_weekend(*day)) {
        problems_add(problems, line, "%s is on a weekend", text);
        return false;
    }
    return true;
}

/* A year in the middle without a day would be emptied. */
static void check_years(const GArray *days, unsigned line, struct problems *problems) {
    for (guint i = 1; i < days->len; i++) {
        const day_t before = day_academic_year(g_array_index(days, day_t, i - 1));
        const day_t year = day_academic_year(g_array_index(days, day_t, i));
        if (year > day_academic_year_end(before) + 1) {
            problems_add(problems, line, "no school day in the academic year from %d",
                         day_to_civil(day_academic_year_end(before) + 1).year);
        }
    }
}

GArray *school_days_parse(const struct csv *csv, struct problems *problems) {
    static const char *const names[] = {"day", NULL};
    GArray *days = g_array_new(FALSE, FALSE, sizeof(day_t));
    if (!header_is(csv, names, problems)) {
        return days;
    }
    GHashTable *seen = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (guint i = 0; i < csv->records->len; i++) {
        const struct csv_record *record = &g_array_index(csv->records, struct csv_record, i);
        const char *text = csv_field(record, 0);
        day_t day;
        if (!day_is_good(text, &day, record->line, problems)) {
            continue;
        }
        if (!g_hash_table_add(seen, GINT_TO_POINTER(day))) {
            problems_add(problems, record->line, "%s is there twice", text);
        }
        g_array_append_val(days, day);
    }
    g_hash_table_unref(seen);
    g_array_sort(days, by_day);
    check_years(days, csv->header.line, problems);
    if (days->len == 0 && problems->count == 0) {
        problems_add(problems, csv->header.line, "no school day");
    }
    return days;
}

day_t school_days_first(const GArray *days) {
    return day_academic_year(g_array_index(days, day_t, 0));
}

day_t school_days_last(const GArray *days) {
    return day_academic_year_end(day_academic_year(g_array_index(days, day_t, days->len - 1)));
}

static void check_school(const struct school *school, unsigned line, GHashTable *seen,
                         struct problems *problems) {
    static const char *const phases[] = {"nursery", "primary", "secondary", "special",
                                         "pru",     "post16",  NULL};
    const size_t length = strlen(school->org);
    if (length == 0 || length > ORG_LIMIT) {
        problems_add(problems, line, "org has to have 1 to %d characters", ORG_LIMIT);
    }
    if (!g_strv_contains(phases, school->phase)) {
        problems_add(problems, line,
                     "phase '%s' is none of nursery, primary, secondary, special, pru, post16",
                     school->phase);
    }
    if (school->name[0] == '\0') {
        problems_add(problems, line, "the name is empty");
    }
    if (!g_hash_table_add(seen, (gpointer)school->org)) {
        problems_add(problems, line, "org '%s' is there twice", school->org);
    }
}

GArray *schools_parse(const struct csv *csv, struct problems *problems) {
    static const char *const names[] = {"org", "phase", "locality", "name", NULL};
    GArray *schools = g_array_new(FALSE, FALSE, sizeof(struct school));
    if (!header_is(csv, names, problems)) {
        return schools;
    }
    GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < csv->records->len; i++) {
        const struct csv_record *record = &g_array_index(csv->records, struct csv_record, i);
        const struct school school = {
            .org = csv_field(record, csv_column(csv, "org")),
            .phase = csv_field(record, csv_column(csv, "phase")),
            .locality = csv_field(record, csv_column(csv, "locality")),
            .name = csv_field(record, csv_column(csv, "name")),
        };
        check_school(&school, record->line, seen, problems);
        g_array_append_val(schools, school);
    }
    g_hash_table_unref(seen);
    if (schools->len == 0 && problems->count == 0) {
        problems_add(problems, csv->header.line, "no school");
    }
    return schools;
}
