#include "goldenthread/kpi_words.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

static bool continues(const struct kpi_term *before, const struct kpi_term *term) {
    return before != NULL && before->detail != NULL && term->detail != NULL &&
           g_str_equal(before->measure, term->measure) &&
           g_strcmp0(before->age_op, term->age_op) == 0 &&
           g_strcmp0(before->age_days, term->age_days) == 0;
}

static void append_age(GString *to, const struct kpi_term *term) {
    if (term->age_op != NULL) {
        g_string_append_printf(
            to, g_str_equal(term->age_op, ">") ? " older than %s days" : " of at most %s days",
            term->age_days);
    }
}

static void append_term(GString *to, const struct kpi_term *term) {
    char *measure = g_strdelimit(g_strdup(term->measure), "_", ' ');
    g_string_append_printf(to, "%s%s", to->len > 0 ? " + " : "", measure);
    g_free(measure);
    append_age(to, term);
    if (term->class != NULL) {
        g_string_append_printf(to, " of class %s", term->class);
    } else if (term->detail != NULL) {
        g_string_append_printf(to, " with detail %s", term->detail);
    }
}

char *kpi_words_sum(const struct kpi_term *terms, size_t count, const char *side) {
    GString *words = g_string_new(NULL);
    const struct kpi_term *before = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!g_str_equal(terms[i].side, side)) {
            continue;
        }
        if (continues(before, &terms[i])) {
            g_string_append_printf(words, " or %s", terms[i].detail);
        } else {
            append_term(words, &terms[i]);
        }
        before = &terms[i];
    }
    return g_string_free(words, FALSE);
}

char *kpi_words_formula(const char *unit, const struct kpi_term *terms, size_t count) {
    char *numerator = kpi_words_sum(terms, count, "numerator");
    char *denominator = kpi_words_sum(terms, count, "denominator");
    char *formula;
    if (g_str_equal(unit, "percent")) {
        formula = g_strdup_printf("100 x (%s) / (%s)", numerator, denominator);
    } else if (g_str_equal(unit, "per-1000")) {
        formula = g_strdup_printf("1000 x (%s) / (%s)", numerator, denominator);
    } else if (g_str_equal(unit, "mean-days")) {
        formula = g_strdup_printf("sum of the ages in days / number of (%s)", numerator);
    } else if (g_str_equal(unit, "median-days")) {
        formula = g_strdup_printf("smallest age in days that half of (%s) reach", numerator);
    } else {
        formula = g_strdup_printf("number of (%s)", numerator);
    }
    g_free(denominator);
    g_free(numerator);
    return formula;
}

const char *kpi_words_days(const char *kind) {
    if (g_str_equal(kind, "stock")) {
        return "open on the last day of the period, or today while it runs";
    }
    if (g_str_equal(kind, "window")) {
        return "counted once per child and term or year, never added up over them";
    }
    return "added up over the days of the period, today included";
}
