#include "goldenthread/check_reference.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/csv.h"
#include "runtime/reference_load.h"

/* A file whose rows become elements that begin with their name, by which look-ups go. */
struct names {
    const char *table, *column;
    size_t size, name_size;
    bool (*rest)(void *element, const struct csv *csv, guint row); /* NULL: the name is all */
};

static bool read_first_day(void *element, const struct csv *csv, guint row) {
    struct attendance_code *code = element;
    const int column = csv_column(csv, "valid_from");
    return column >= 0 && day_parse(csv_value(csv, row, column), &code->valid_from);
}

static const struct names codes = {"attendance_code", "code", sizeof(struct attendance_code),
                                   sizeof((struct attendance_code *)0)->code, read_first_day};
static const struct names needs = {"need", "need", 8, 8, NULL};
static const struct names reasons = {"exclusion_reason", "reason", 8, 8, NULL};
static const struct names services = {"service", "service", sizeof(struct service),
                                      sizeof((struct service *)0)->service, NULL};

static int by_name(const void *a, const void *b) {
    return strcmp(a, b);
}

static bool take_rows(const struct names *names, const struct csv *csv, char *elements) {
    const int column = csv_column(csv, names->column);
    bool known = column >= 0;
    for (guint row = 0; known && row < csv->records->len; row++) {
        char *element = elements + row * names->size;
        known =
            g_strlcpy(element, csv_value(csv, row, column), names->name_size) < names->name_size &&
            (names->rest == NULL || names->rest(element, csv, row));
    }
    return known;
}

/* g_free frees; NULL and *error. */
static void *read_names(const char *folder, const struct names *names, size_t *count,
                        struct error *error) {
    char *file = g_strdup_printf("%s/%s.csv", folder, names->table);
    struct csv *csv = csv_read(file, error);
    char *elements = NULL;
    if (csv != NULL) {
        *count = csv->records->len;
        elements = g_malloc0_n(*count + 1, names->size);
        if (take_rows(names, csv, elements)) {
            qsort(elements, *count, names->size, by_name);
        } else {
            error_set(error, ERROR_CONFIG,
                      "'%s' has a row or lacks a column that this program does not know; hint: "
                      "--schemas is the folder 'schemas' of this release",
                      file);
            g_free(elements);
            elements = NULL;
        }
    }
    csv_free(csv);
    g_free(file);
    return elements;
}

struct reference *check_reference_read(const char *folder, struct error *error) {
    struct reference *reference = g_new0(struct reference, 1);
    reference->codes = read_names(folder, &codes, &reference->n_codes, error);
    if (reference->codes != NULL) {
        reference->needs = read_names(folder, &needs, &reference->n_needs, error);
    }
    if (reference->needs != NULL) {
        reference->services = read_names(folder, &services, &reference->n_services, error);
    }
    if (reference->services != NULL) {
        reference->exclusion_reasons =
            read_names(folder, &reasons, &reference->n_exclusion_reasons, error);
    }
    if (reference->exclusion_reasons == NULL) {
        reference_free(reference);
        return NULL;
    }
    return reference;
}
