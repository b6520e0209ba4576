/* A KPI's formula in words, from the terms that kpi.term keeps. */
#ifndef GOLDENTHREAD_KPI_WORDS_H
#define GOLDENTHREAD_KPI_WORDS_H

#include <stddef.h>

/* One row of kpi.term, NULL where it is null. */
struct kpi_term {
    const char *side; /* "numerator" or "denominator" */
    const char *measure;
    const char *detail;
    const char *class;
    const char *age_op; /* "<=" or ">" */
    const char *age_days;
};

/* "sessions with detail I or M + health part time sessions": the terms of one side, in order. The
 * caller frees (g_free); "" when the side has none. */
char *kpi_words_sum(const struct kpi_term *terms, size_t count, const char *side);

/* The whole of it for a unit: "100 x (...) / (...)". The caller frees (g_free). */
char *kpi_words_formula(const char *unit, const struct kpi_term *terms, size_t count);

/* Which days a kind of KPI sums over, a sentence without a full stop. */
const char *kpi_words_days(const char *kind);

#endif
