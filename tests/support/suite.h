/* One suite of CUnit tests as a program: exits 1 on a failure and on zero tests, which CUnit by
 * itself does not. */
#ifndef GOLDENTHREAD_TESTS_SUITE_H
#define GOLDENTHREAD_TESTS_SUITE_H

#include <CUnit/CUnit.h>
#include <stdint.h>

struct test {
    const char
        *sentence; /* what holds when it passes: "the tombstone of a VOID keeps its revision" */
    void (*run)(void);
};

/* How many of all its rounds a property plays: one in GOLDENTHREAD_TESTS_ONE_IN, at least one,
 * where the environment has it because every instruction takes long; else all. */
uint32_t suite_rounds(uint32_t all);

/* Runs the tests (the last has run NULL); returns main's exit status. */
int suite_run(const char *name, const struct test *tests);

#endif
