/* Half-up rounding in integers, as the Department for Education rounds (never banker's, never
 * through a double). */
#ifndef GOLDENTHREAD_DOMAIN_ROUNDING_H
#define GOLDENTHREAD_DOMAIN_ROUNDING_H

#include <stdbool.h>
#include <stdint.h>

/* numerator x factor / denominator in units of 10^-precision, .5 away from zero: (1, 3, 100, 1) is
 * 333 (33.3 %). False, *to untouched: denominator 0 (no ratio), precision over 9, or a result that
 * int64_t cannot hold. */
bool rounding_half_up(int64_t numerator, int64_t denominator, int64_t factor, unsigned precision,
                      int64_t *to);

#endif
