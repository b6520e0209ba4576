#include "domain/rounding.h"

#define PRECISION_MAX 9

bool rounding_half_up(int64_t numerator, int64_t denominator, int64_t factor, unsigned precision,
                      int64_t *to) {
    if (denominator == 0 || precision > PRECISION_MAX) {
        return false;
    }
    __int128 dividend = (__int128)numerator * factor; /* 126 bits at most */
    for (unsigned i = 0; i < precision; i++) {
        if (__builtin_mul_overflow(dividend, 10, &dividend)) {
            return false;
        }
    }
    __int128 divisor = denominator;
    __int128 quotient = dividend / divisor;
    __int128 rest = dividend % divisor;
    __int128 distance = rest < 0 ? -rest : rest;
    __int128 whole = divisor < 0 ? -divisor : divisor;
    if (2 * distance >= whole) {
        quotient += (dividend < 0) == (divisor < 0) ? 1 : -1;
    }
    if (quotient < INT64_MIN || quotient > INT64_MAX) {
        return false;
    }
    *to = (int64_t)quotient;
    return true;
}
