/* A consumer's process up to where it needs a database, and its end. */
#include <glib.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absence/absence.h"
#include "support/suite.h"

struct process {
    pid_t pid;
    FILE *log; /* its standard error */
};

/* Ends with the consumer, told by these words. */
static void consume(const char *words) {
    char *line = g_strconcat("absence ", words, NULL);
    char **arguments = g_strsplit(line, " ", -1);
    char **variables = g_listenv();
    for (char **name = variables; *name != NULL; name++) {
        if (g_str_has_prefix(*name, "GOLDENTHREAD_")) {
            g_unsetenv(*name);
        }
    }
    g_strfreev(variables);
    const int status = consumer_main(&absence_pipeline, (int)g_strv_length(arguments), arguments);
    g_strfreev(arguments);
    g_free(line);
    _exit(status);
}

static struct process start(const char *words) {
    int ends[2];
    g_assert(pipe(ends) == 0);
    fflush(NULL);
    const pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        consume(words);
    }
    close(ends[1]);
    return (struct process){pid, fdopen(ends[0], "r")};
}

/* Reads log lines up to the next of that event; its message is copied to `message`. */
static void wait_for(const struct process *process, const char *event, char *message, size_t size) {
    char line[4096];
    message[0] = '\0';
    bool found = false;
    while (!found && fgets(line, sizeof line, process->log) != NULL) {
        json_t *json = json_loads(line, 0, NULL);
        found = g_strcmp0(json_string_value(json_object_get(json, "event")), event) == 0;
        if (found) {
            g_strlcpy(message, json_string_value(json_object_get(json, "message")), size);
        }
        json_decref(json);
    }
    CU_ASSERT_TRUE(found);
}

static int end_of(struct process process) {
    int status = -1;
    waitpid(process.pid, &status, 0);
    fclose(process.log);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A start that fails for the reason of its last line. */
static void fails(const char *words, int status, const char *message) {
    char logged[512];
    const struct process process = start(words);
    wait_for(&process, "consumer.failed", logged, sizeof logged);
    CU_ASSERT_STRING_EQUAL(logged, message);
    CU_ASSERT_EQUAL(end_of(process), status);
}

#define NOWHERE "--brokers=127.0.0.1:1 --dsn=postgresql://nobody@127.0.0.1:1/none "

static void test_usage(void) {
    fails("--broker=k1", 64, "unknown option --broker=k1; hint: --help lists the options");
    fails(NOWHERE "now", 64, "'now' is no option; hint: --help lists the options");
}

static void test_settings(void) {
    fails(NOWHERE "--memory-max=1MiB", 78,
          "memory-max from option --memory-max: '1MiB' is not accepted; hint: bytes, KiB, MiB, "
          "GiB or TiB, 64MiB to 1TiB");
}

static void test_schemas(void) {
    char logged[512];
    const struct process process = start(NOWHERE "--schemas=/nonexistent");
    wait_for(&process, "consumer.failed", logged, sizeof logged);
    CU_ASSERT_PTR_NOT_NULL(strstr(logged, "/nonexistent/avro/absence.avsc"));
    CU_ASSERT_EQUAL(end_of(process), 78);
}

/* The path of a key of zeros, for g_free and g_unlink. */
static char *key_file(void) {
    char *path = NULL;
    const int file = g_file_open_tmp("breach-key-XXXXXX", &path, NULL);
    static const char key[32];
    g_assert(write(file, key, sizeof key) == sizeof key && close(file) == 0);
    return path;
}

static void test_waits(void) {
    char logged[512], *key = key_file();
    char *words =
        g_strconcat(NOWHERE "--schemas=" SOURCE_DIR "/schemas --breach-key-file=", key, NULL);
    const struct process process = start(words);
    wait_for(&process, "admin.listening", logged, sizeof logged);
    wait_for(&process, "start.waiting", logged, sizeof logged);
    CU_ASSERT_PTR_NOT_NULL(strstr(logged, "127.0.0.1"));
    kill(process.pid, SIGTERM);
    wait_for(&process, "consumer.stopped", logged, sizeof logged);
    CU_ASSERT_EQUAL(end_of(process), 0);
    g_unlink(key);
    g_free(words);
    g_free(key);
}

static void test_key(void) {
    char logged[512];
    const struct process process = start(NOWHERE "--schemas=" SOURCE_DIR "/schemas");
    wait_for(&process, "consumer.failed", logged, sizeof logged);
    CU_ASSERT_PTR_NOT_NULL(strstr(logged, "breach-key-file is missing"));
    CU_ASSERT_EQUAL(end_of(process), 78);
}

int main(void) {
    const struct test tests[] = {
        {"a wrong option or word ends with status 64 and a hint", test_usage},
        {"a bad setting ends with status 78 and is named", test_settings},
        {"schemas that are not there end with status 78 and are named", test_schemas},
        {"a consumer whose rules find breaches wants the key of their ids", test_key},
        {"a database that is away is waited for, until a signal ends the process in order",
         test_waits},
        {NULL, NULL},
    };
    return suite_run("app", tests);
}
