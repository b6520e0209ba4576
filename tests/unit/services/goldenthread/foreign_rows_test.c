#include "goldenthread/foreign_rows.h"

#include "support/suite.h"

static struct ledger_row row(const char *sen, int64_t value) {
    return (struct ledger_row){
        .day = 20332,
        .since = DAY_NONE,
        .measure = text_of("sessions"),
        .org = text_of("140001"),
        .sen = text_of(sen),
        .need = text_of(""),
        .stage = text_of("primary"),
        .detail = text_of("I"),
        .value = value,
    };
}

static void take_row(void *context, const struct ledger_row *found) {
    *(struct ledger_row *)context = *found;
}

static void equal_keys_are_summed(void) {
    struct foreign_rows *rows = foreign_rows_new();
    const struct ledger_row two = row("KK", 2), three = row("KK", 3);
    foreign_rows_add(rows, &two);
    foreign_rows_add(rows, &three);
    CU_ASSERT_EQUAL(foreign_rows_count(rows), 1);
    struct ledger_row found = {0};
    foreign_rows_each(rows, take_row, &found);
    CU_ASSERT_EQUAL(found.value, 5);
    CU_ASSERT_EQUAL(found.day, 20332);
    CU_ASSERT_EQUAL(found.since, DAY_NONE);
    CU_ASSERT_TRUE(text_equal(found.measure, text_of("sessions")));
    CU_ASSERT_TRUE(text_equal(found.org, text_of("140001")));
    CU_ASSERT_TRUE(text_equal(found.sen, text_of("KK")));
    CU_ASSERT_TRUE(text_equal(found.need, text_of("")));
    CU_ASSERT_TRUE(text_equal(found.stage, text_of("primary")));
    CU_ASSERT_TRUE(text_equal(found.detail, text_of("I")));
    foreign_rows_free(rows);
}

static void a_sum_of_zero_is_nothing(void) {
    struct foreign_rows *rows = foreign_rows_new();
    const struct ledger_row one = row("KK", 1), back = row("KK", -1), other = row("X", 4);
    foreign_rows_add(rows, &one);
    foreign_rows_add(rows, &other);
    foreign_rows_add(rows, &back);
    CU_ASSERT_EQUAL(foreign_rows_count(rows), 1);
    struct ledger_row found = {0};
    foreign_rows_each(rows, take_row, &found);
    CU_ASSERT_TRUE(text_equal(found.sen, text_of("X")));
    CU_ASSERT_EQUAL(found.value, 4);
    foreign_rows_free(rows);
}

int main(void) {
    static const struct test tests[] = {
        {"equal keys are summed", equal_keys_are_summed},
        {"a sum of zero is nothing", a_sum_of_zero_is_nothing},
        {NULL, NULL},
    };
    return suite_run("foreign rows", tests);
}
