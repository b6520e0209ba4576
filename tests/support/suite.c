#include "support/suite.h"

#include <CUnit/Basic.h>
#include <stdlib.h>

uint32_t suite_rounds(uint32_t all) {
    const char *text = getenv("GOLDENTHREAD_TESTS_ONE_IN");
    const uint32_t one_in = text == NULL ? 1 : (uint32_t)strtoul(text, NULL, 10);
    return one_in <= 1 ? all : (all + one_in - 1) / one_in;
}

int suite_run(const char *name, const struct test *tests) {
    if (CU_initialize_registry() != CUE_SUCCESS) {
        return EXIT_FAILURE;
    }
    CU_pSuite suite = CU_add_suite(name, NULL, NULL);
    for (; suite != NULL && tests->run != NULL; tests++) {
        CU_add_test(suite, tests->sentence, tests->run);
    }
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    unsigned failed = CU_get_number_of_failures() + CU_get_number_of_suites_failed();
    unsigned ran = CU_get_number_of_tests_run();
    CU_cleanup_registry();
    return failed > 0 || ran == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
