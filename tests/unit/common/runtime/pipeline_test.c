#include "runtime/pipeline.h"

#include "support/literals.h"
#include "support/suite.h"

static void the_window_of_an_academic_year_begins_on_1_september(void) {
    struct pipeline pipeline = {.window = WINDOW_ACADEMIC_YEAR};
    CU_ASSERT_EQUAL(pipeline_window_start(&pipeline, on("2024-09-01")), on("2024-09-01"));
    CU_ASSERT_EQUAL(pipeline_window_start(&pipeline, on("2025-08-31")), on("2024-09-01"));
}

static void the_window_of_a_lifetime_is_one(void) {
    struct pipeline pipeline = {.window = WINDOW_LIFETIME};
    CU_ASSERT_EQUAL(pipeline_window_start(&pipeline, on("2024-09-01")), 0);
    CU_ASSERT_EQUAL(pipeline_window_start(&pipeline, on("2025-08-31")), 0);
}

int main(void) {
    return suite_run("pipeline",
                     (const struct test[]){
                         {"the window of an academic year begins on 1 September",
                          the_window_of_an_academic_year_begins_on_1_september},
                         {"the window of a lifetime is one", the_window_of_a_lifetime_is_one},
                         {NULL, NULL},
                     });
}
