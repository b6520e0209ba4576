#include "simulator/apportion.h"

#include "support/suite.h"

static void equal_shares_add_up_and_differ_by_one(void) {
    CU_ASSERT_EQUAL(apportion_equal(10, 0, 4), 2);
    CU_ASSERT_EQUAL(apportion_equal(10, 1, 4), 3);
    CU_ASSERT_EQUAL(apportion_equal(10, 2, 4), 2);
    CU_ASSERT_EQUAL(apportion_equal(10, 3, 4), 3);
}

static void parts_follow_the_weights(void) {
    int32_t parts[3];
    apportion(12, (const int32_t[]){1, 2, 3}, (const int32_t[]){9, 9, 9}, 3, parts);
    CU_ASSERT_EQUAL(parts[0], 2);
    CU_ASSERT_EQUAL(parts[1], 4);
    CU_ASSERT_EQUAL(parts[2], 6);
}

static void what_a_limit_cuts_off_goes_where_there_is_room(void) {
    int32_t parts[3];
    apportion(12, (const int32_t[]){1, 1, 10}, (const int32_t[]){4, 6, 5}, 3, parts);
    CU_ASSERT_EQUAL(parts[0] + parts[1], 7);
    CU_ASSERT(parts[0] <= 4);
    CU_ASSERT_EQUAL(parts[2], 5);
}

static void a_total_of_all_limits_fills_them(void) {
    int32_t parts[4];
    apportion(10, (const int32_t[]){7, 0, 0, 1}, (const int32_t[]){1, 2, 3, 4}, 4, parts);
    CU_ASSERT_EQUAL(parts[0], 1);
    CU_ASSERT_EQUAL(parts[1], 2);
    CU_ASSERT_EQUAL(parts[2], 3);
    CU_ASSERT_EQUAL(parts[3], 4);
}

static void nothing_is_shared_out_to_nobody(void) {
    int32_t parts[2];
    apportion(0, (const int32_t[]){0, 0}, (const int32_t[]){0, 0}, 2, parts);
    CU_ASSERT_EQUAL(parts[0], 0);
    CU_ASSERT_EQUAL(parts[1], 0);
}

int main(void) {
    return suite_run(
        "apportion",
        (const struct test[]){
            {"equal shares add up and differ by one", equal_shares_add_up_and_differ_by_one},
            {"parts follow the weights", parts_follow_the_weights},
            {"what a limit cuts off goes where there is room",
             what_a_limit_cuts_off_goes_where_there_is_room},
            {"a total of all limits fills them", a_total_of_all_limits_fills_them},
            {"nothing is shared out to nobody", nothing_is_shared_out_to_nobody},
            {NULL, NULL}});
}
