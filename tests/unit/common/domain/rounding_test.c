#include "domain/rounding.h"

#include "support/suite.h"

static int64_t rounded(int64_t numerator, int64_t denominator, int64_t factor, unsigned precision) {
    int64_t value = -1;
    CU_ASSERT_TRUE(rounding_half_up(numerator, denominator, factor, precision, &value));
    return value;
}

static void a_half_goes_away_from_zero(void) {
    CU_ASSERT_EQUAL(rounded(1, 2, 1, 0), 1);
    CU_ASSERT_EQUAL(rounded(3, 2, 1, 0), 2);
    CU_ASSERT_EQUAL(rounded(5, 2, 1, 0), 3);
    CU_ASSERT_EQUAL(rounded(-1, 2, 1, 0), -1);
    CU_ASSERT_EQUAL(rounded(1, -2, 1, 0), -1);
    CU_ASSERT_EQUAL(rounded(-1, -2, 1, 0), 1);
    CU_ASSERT_EQUAL(rounded(-5, 2, 1, 0), -3);
    CU_ASSERT_EQUAL(rounded(1, 8, 100, 1), 125);
    CU_ASSERT_EQUAL(rounded(1, 16, 100, 1), 63); /* 6.25 %: a double would print 6.2 */
    CU_ASSERT_EQUAL(rounded(-1, 16, 100, 1), -63);
}

static void less_than_a_half_goes_towards_zero(void) {
    CU_ASSERT_EQUAL(rounded(1, 3, 100, 1), 333);
    CU_ASSERT_EQUAL(rounded(2, 3, 100, 1), 667);
    CU_ASSERT_EQUAL(rounded(-1, 3, 1, 0), 0);
    CU_ASSERT_EQUAL(rounded(0, 7, 100, 3), 0);
    CU_ASSERT_EQUAL(rounded(49, 100, 1, 0), 0);
}

static void published_rotherham_rates_of_2025_26(void) {
    CU_ASSERT_EQUAL(rounded(996117, 13306289, 100, 3), 7486);    /* absence 7.486 % */
    CU_ASSERT_EQUAL(rounded(12310172, 13306289, 100, 3), 92514); /* attendance 92.514 % */
    CU_ASSERT_EQUAL(rounded(55060, 13306289, 100, 3), 414);      /* C2 0.414 % */
    CU_ASSERT_EQUAL(rounded(8322, 40879, 100, 2), 2036);         /* persistent absence 20.36 % */
}

static void no_ratio_and_no_room_are_refused(void) {
    int64_t value = 42;
    CU_ASSERT_FALSE(rounding_half_up(1, 0, 100, 1, &value));
    CU_ASSERT_FALSE(rounding_half_up(1, 1, 1, 10, &value));
    CU_ASSERT_FALSE(rounding_half_up(INT64_MAX, 1, 10, 0, &value));
    CU_ASSERT_FALSE(rounding_half_up(INT64_MIN, 1, 10, 0, &value));
    CU_ASSERT_FALSE(rounding_half_up(INT64_MAX, INT64_MAX, INT64_MAX, 9, &value));
    CU_ASSERT_FALSE(rounding_half_up(INT64_MIN, -1, 1, 0, &value));
    CU_ASSERT_EQUAL(value, 42);
}

static void large_numbers_that_fit_are_exact(void) {
    CU_ASSERT_EQUAL(rounded(INT64_MAX, INT64_MAX, INT64_MAX, 0), INT64_MAX);
    CU_ASSERT_EQUAL(rounded(INT64_MIN, 1, 1, 0), INT64_MIN);
    CU_ASSERT_EQUAL(rounded(INT64_MAX, INT64_MIN, 1, 9), -1000000000);
    CU_ASSERT_EQUAL(rounded(1, 1, 1, 9), 1000000000);
}

int main(void) {
    return suite_run(
        "rounding",
        (const struct test[]){
            {"a half goes away from zero", a_half_goes_away_from_zero},
            {"less than a half goes towards zero", less_than_a_half_goes_towards_zero},
            {"published Rotherham rates of 2025/26", published_rotherham_rates_of_2025_26},
            {"no ratio and no room are refused", no_ratio_and_no_room_are_refused},
            {"large numbers that fit are exact", large_numbers_that_fit_are_exact},
            {NULL, NULL},
        });
}
