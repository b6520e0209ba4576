/* One suite of CUnit tests as a program: exits 1 on a failure and on zero tests, which CUnit by
 * itself does not. */
#ifndef GOLDENTHREAD_TESTS_SUITE_H
#define GOLDENTHREAD_TESTS_SUITE_H

#include <CUnit/CUnit.h>

struct test {
    const char
        *sentence; /* what holds when it passes: "the tombstone of a VOID keeps its revision" */
    void (*run)(void);
};

/* Runs the tests (the last has run NULL); returns main's exit status. */
int suite_run(const char *name, const struct test *tests);

#endif
