#include "runtime/error.h"

#include "support/suite.h"

static void test_set(void) {
    struct error error = {0};
    CU_ASSERT_FALSE(error_set(&error, ERROR_RETRY, "broker '%s' is away", "k1:9092"));
    CU_ASSERT_EQUAL(error.kind, ERROR_RETRY);
    CU_ASSERT_STRING_EQUAL(error.message, "broker 'k1:9092' is away");
    CU_ASSERT_FALSE(error_set(NULL, ERROR_RETRY, "nobody asks"));
}

static void test_long_message(void) {
    struct error error = {0};
    error_set(&error, ERROR_FATAL, "%600s", "x");
    CU_ASSERT_EQUAL(error.message[510], ' ');
    CU_ASSERT_EQUAL(error.message[511], '\0');
}

static void test_exit_status(void) {
    CU_ASSERT_EQUAL(error_exit_status(&(struct error){.kind = ERROR_NONE}), 0);
    CU_ASSERT_EQUAL(error_exit_status(&(struct error){.kind = ERROR_USAGE}), 64);
    CU_ASSERT_EQUAL(error_exit_status(&(struct error){.kind = ERROR_RETRY}), 69);
    CU_ASSERT_EQUAL(error_exit_status(&(struct error){.kind = ERROR_FENCED}), 69);
    CU_ASSERT_EQUAL(error_exit_status(&(struct error){.kind = ERROR_FATAL}), 70);
    CU_ASSERT_EQUAL(error_exit_status(&(struct error){.kind = ERROR_CONFIG}), 78);
    CU_ASSERT_EQUAL(error_exit_status(&(struct error){.kind = ERROR_RULES}), 78);
}

int main(void) {
    const struct test tests[] = {
        {"an error carries its kind and a formatted message, and returns false", test_set},
        {"a message that is too long is cut", test_long_message},
        {"each kind of error has its exit status of sysexits", test_exit_status},
        {NULL, NULL},
    };
    return suite_run("error", tests);
}
