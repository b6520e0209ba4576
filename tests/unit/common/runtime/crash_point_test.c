#include "runtime/crash_point.h"

#include <glib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/suite.h"

static void pass(int times) {
    for (int i = 0; i < times; i++) {
        CRASH_POINT("test.one");
        CRASH_POINT("test.one-and-more");
    }
}

/* The exit status of a process that passes the points so often; 0 when none ends it. */
static int status_after(const char *wanted, int times) {
    const pid_t child = fork();
    if (child == 0) {
        g_setenv("GOLDENTHREAD_CRASH_POINT", wanted, TRUE);
        pass(times);
        _exit(0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_counted(void) {
    CU_ASSERT_EQUAL(status_after("test.one:1", 1), 137);
    CU_ASSERT_EQUAL(status_after("test.one:3", 2), 0);
    CU_ASSERT_EQUAL(status_after("test.one:3", 3), 137);
    CU_ASSERT_EQUAL(status_after("test.one-and-more:2", 1), 0);
}

static void test_others(void) {
    CU_ASSERT_EQUAL(status_after("test.on:1", 3), 0);
    CU_ASSERT_EQUAL(status_after("test.other:1", 3), 0);
    CU_ASSERT_EQUAL(status_after("test.one", 3), 0);
}

static int times_named(const char *name) {
    const char *const *names = NULL;
    const size_t count = crash_point_names(&names);
    int times = 0;
    for (size_t i = 0; i < count; i++) {
        times += strcmp(names[i], name) == 0;
    }
    return times;
}

static void test_names(void) {
    CU_ASSERT_EQUAL(times_named("test.one"), 1);
    CU_ASSERT_EQUAL(times_named("test.one-and-more"), 1);
    CU_ASSERT_EQUAL(times_named("test.other"), 0);
}

int main(void) {
    const struct test tests[] = {
        {"the n-th pass of the place ends the process with 137", test_counted},
        {"another name, or none, ends nothing", test_others},
        {"every place that is linked in is named", test_names},
        {NULL, NULL},
    };
    return suite_run("crash point", tests);
}
