#include "runtime/pg.h"

#include "support/suite.h"

static void test_retry(void) {
    CU_ASSERT_EQUAL(pg_error_kind("08006"), ERROR_RETRY); /* connection failure */
    CU_ASSERT_EQUAL(pg_error_kind("57P01"), ERROR_RETRY); /* admin shutdown */
    CU_ASSERT_EQUAL(pg_error_kind("57P02"), ERROR_RETRY); /* crash shutdown */
    CU_ASSERT_EQUAL(pg_error_kind("57P03"), ERROR_RETRY); /* cannot connect now */
    CU_ASSERT_EQUAL(pg_error_kind("57014"), ERROR_RETRY); /* statement timeout */
    CU_ASSERT_EQUAL(pg_error_kind("25P03"), ERROR_RETRY); /* idle in transaction timeout */
    CU_ASSERT_EQUAL(pg_error_kind("25006"), ERROR_RETRY); /* read only transaction */
    CU_ASSERT_EQUAL(pg_error_kind("40P01"), ERROR_RETRY); /* deadlock */
    CU_ASSERT_EQUAL(pg_error_kind("40001"), ERROR_RETRY); /* serialization failure */
    CU_ASSERT_EQUAL(pg_error_kind("55P03"), ERROR_RETRY); /* lock not available */
    CU_ASSERT_EQUAL(pg_error_kind("53100"), ERROR_RETRY); /* disk full */
    CU_ASSERT_EQUAL(pg_error_kind("53300"), ERROR_RETRY); /* too many connections */
    CU_ASSERT_EQUAL(pg_error_kind("58030"), ERROR_RETRY); /* I/O error */
}

static void test_config(void) {
    CU_ASSERT_EQUAL(pg_error_kind("42P01"), ERROR_CONFIG); /* undefined table */
    CU_ASSERT_EQUAL(pg_error_kind("42703"), ERROR_CONFIG); /* undefined column */
    CU_ASSERT_EQUAL(pg_error_kind("3F000"), ERROR_CONFIG); /* invalid schema name */
    CU_ASSERT_EQUAL(pg_error_kind("42501"), ERROR_CONFIG); /* insufficient privilege */
    CU_ASSERT_EQUAL(pg_error_kind("28P01"), ERROR_CONFIG); /* invalid password */
    CU_ASSERT_EQUAL(pg_error_kind("3D000"), ERROR_CONFIG); /* invalid database */
}

static void test_fatal(void) {
    CU_ASSERT_EQUAL(pg_error_kind("23514"), ERROR_FATAL); /* check violation */
    CU_ASSERT_EQUAL(pg_error_kind("22021"), ERROR_FATAL); /* character not in repertoire */
    CU_ASSERT_EQUAL(pg_error_kind("42601"), ERROR_FATAL); /* syntax error */
    CU_ASSERT_EQUAL(pg_error_kind("XX001"), ERROR_FATAL); /* data corrupted */
    CU_ASSERT_EQUAL(pg_error_kind(""), ERROR_FATAL);
}

static void test_params(void) {
    struct pg_params params = {0};
    pg_param_text(&params, "absence");
    pg_param_number(&params, INT64_MIN);
    pg_param_bytes(&params, (struct text){"a\0b", 3});
    pg_param_text(&params, NULL);
    CU_ASSERT_EQUAL_FATAL(params.count, 4);
    CU_ASSERT_STRING_EQUAL(params.values[0], "absence");
    CU_ASSERT_STRING_EQUAL(params.values[1], "-9223372036854775808");
    CU_ASSERT_EQUAL(params.formats[1], 0);
    CU_ASSERT_EQUAL(params.formats[2], 1);
    CU_ASSERT_EQUAL(params.lengths[2], 3);
    CU_ASSERT_PTR_NULL(params.values[3]);
}

static void test_bad_address(void) {
    struct pg_session session = {.application_name = "test"};
    struct error error = {0};
    CU_ASSERT_PTR_NULL(pg_connect("postgres:hunter2@host", &session, &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
    CU_ASSERT_PTR_NULL(strstr(error.message, "hunter2"));
}

static void test_nobody_there(void) {
    struct pg_session session = {.application_name = "test"};
    struct error error = {0};
    CU_ASSERT_PTR_NULL(pg_connect("host=/nonexistent dbname=test", &session, &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_RETRY);
    CU_ASSERT_PTR_NULL(strchr(error.message, '\n'));
}

int main(void) {
    const struct test tests[] = {
        {"what time may heal is tried again", test_retry},
        {"what an operator must mend is a matter of configuration", test_config},
        {"everything else is fatal", test_fatal},
        {"parameters keep their order, format and length", test_params},
        {"a bad address is refused without repeating the password in it", test_bad_address},
        {"a server that is not there is tried again, and the message is one line",
         test_nobody_there},
        {NULL, NULL},
    };
    return suite_run("pg", tests);
}
