#include "runtime/watchdog.h"

#include <glib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/suite.h"

#define LONG_MS 60000

static void stop_at_once(void) {
    watchdog_stop(watchdog_start(LONG_MS));
}

/* Longer in all than the watchdog's patience. */
static void be_fed(void) {
    struct watchdog *watchdog = watchdog_start(200);
    const gint64 end_us = g_get_monotonic_time() + 500000;
    while (g_get_monotonic_time() < end_us) {
        watchdog_feed(watchdog);
        g_usleep(1000);
    }
    watchdog_stop(watchdog);
}

static void starve(void) {
    watchdog_start(1);
    pause();
}

/* The exit status of a process that does it. */
static int status_of(void (*run)(void)) {
    const pid_t child = fork();
    if (child == 0) {
        run();
        _exit(0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_fed(void) {
    CU_ASSERT_EQUAL(status_of(stop_at_once), 0);
    CU_ASSERT_EQUAL(status_of(be_fed), 0);
}

static void test_starved(void) {
    CU_ASSERT_EQUAL(status_of(starve), 70);
}

int main(void) {
    const struct test tests[] = {
        {"a process whose watchdog is fed goes on", test_fed},
        {"a process whose watchdog starves ends with status 70", test_starved},
        {NULL, NULL},
    };
    return suite_run("watchdog", tests);
}
