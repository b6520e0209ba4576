/* Kills the consumer at every crash point, on every pass of it, and starts it
 * again: what is in the database at the end is what an undisturbed run leaves.
 * The numbers of the interleavings are those at the top of loop.c. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/crash_point.h"
#include "support/absence_world.h"
#include "support/suite.h"

#define EVENTS 160
#define TODAY 20346 /* 2025-09-15: some breaches are over, some open, some to come */
#define CRASHED 137
#define GAVE_UP 3

/* Small polls and small sets make many places to die at; the group rebalances
 * twice. */
static const struct world_run run = {.poll_messages = 7,
                                     .set_bytes = 2000,
                                     .cache_bytes = 1 << 20,
                                     .rebalance_at = {6, 15},
                                     .today = TODAY};

static struct memory_log log_of_seed(unsigned seed) {
    struct memory_log log;
    memory_log_init(&log, 2);
    world_fill(&log, seed, EVENTS);
    return log;
}

static char *undisturbed(const struct memory_log *log) {
    struct memory_database *database = memory_database_new();
    struct error error = {0};
    const struct world_run whole = {
        .poll_messages = 1000, .set_bytes = 1 << 26, .cache_bytes = 1 << 20, .today = TODAY};
    CU_ASSERT_TRUE(world_consume(log, database, &whole, &error));
    char *dump = world_dump(database);
    memory_database_free(database);
    return dump;
}

/* One life of a consumer process; returns its exit status. */
static int life(const struct memory_log *log, struct memory_database *database, const char *point) {
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        if (point != NULL) {
            setenv("GOLDENTHREAD_CRASH_POINT", point, 1);
        }
        struct error error = {0};
        _exit(world_consume(log, database, &run, &error) ? 0 : GAVE_UP);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Dies at the n-th pass of the point, lives on; false when the point was not
 * passed n times. */
static bool die_and_live(const struct memory_log *log, const char *name, int n,
                         const char *expected) {
    struct memory_database *database = memory_database_new();
    char point[128];
    snprintf(point, sizeof point, "%s:%d", name, n);
    int status = life(log, database, point);
    if (status == CRASHED) {
        CU_ASSERT_EQUAL(life(log, database, NULL), 0);
    } else {
        CU_ASSERT_EQUAL(status, 0);
    }
    char *dump = world_dump(database);
    CU_ASSERT_STRING_EQUAL(dump, expected);
    g_free(dump);
    memory_database_free(database);
    return status == CRASHED;
}

static void every_crash_point_on_every_pass(void) {
    struct memory_log log = log_of_seed(7);
    char *expected = undisturbed(&log);
    const char *const *names;
    size_t count = crash_point_names(&names);
    CU_ASSERT_TRUE(count >= 9);
    for (size_t i = 0; i < count; i++) {
        int n = 1;
        while (die_and_live(&log, names[i], n, expected)) {
            n++;
        }
        printf("\n    %s: died %d times", names[i], n - 1);
        CU_ASSERT_TRUE(n > 1);
    }
    g_free(expected);
    memory_log_free(&log);
}

static void dying_again_and_again(void) {
    struct memory_log log = log_of_seed(11);
    char *expected = undisturbed(&log);
    struct memory_database *database = memory_database_new();
    const char *const *names;
    size_t count = crash_point_names(&names);
    int deaths = 0;
    for (size_t i = 0; i < 3 * count; i++) {
        char point[128];
        snprintf(point, sizeof point, "%s:%d", names[i % count], 2);
        deaths += life(&log, database, point) == CRASHED;
    }
    CU_ASSERT_EQUAL(life(&log, database, NULL), 0);
    CU_ASSERT_TRUE(deaths > 5);
    char *dump = world_dump(database);
    CU_ASSERT_STRING_EQUAL(dump, expected);
    g_free(dump);
    g_free(expected);
    memory_database_free(database);
    memory_log_free(&log);
}

static void any_cut_of_the_work(void) {
    struct memory_log log = log_of_seed(13);
    char *expected = undisturbed(&log);
    for (size_t poll = 1; poll <= 40; poll += 3) {
        struct memory_database *database = memory_database_new();
        struct error error = {0};
        const struct world_run cut = {.poll_messages = poll,
                                      .set_bytes = 500 * poll,
                                      .cache_bytes = poll < 20 ? 1 : 1 << 20,
                                      .slow_sink = poll % 2 == 0,
                                      .rebalance_at = {poll, 2 * poll, 3 * poll},
                                      .today = TODAY};
        CU_ASSERT_TRUE(world_consume(&log, database, &cut, &error));
        char *dump = world_dump(database);
        CU_ASSERT_STRING_EQUAL(dump, expected);
        g_free(dump);
        memory_database_free(database);
    }
    g_free(expected);
    memory_log_free(&log);
}

int main(void) {
    return suite_run("crash",
                     (const struct test[]){
                         {"death at every crash point, on every pass, changes nothing",
                          every_crash_point_on_every_pass},
                         {"dying again and again changes nothing", dying_again_and_again},
                         {"any size of polls, sets and caches and any rebalance give the same",
                          any_cut_of_the_work},
                         {NULL, NULL},
                     });
}
