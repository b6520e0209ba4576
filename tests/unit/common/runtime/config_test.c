#include "runtime/config.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "domain/day.h"
#include "support/capture.h"
#include "support/suite.h"

/* A program's settings, one of each type, and what one start of it gave. */
static struct values {
    const char *brokers, *dsn, *token;
    bool once;
    int64_t partitions, memory, age;
    day_t today;
    int level;
} values;

static const char *const levels[] = {"debug", "info", NULL};

static const struct setting settings[] = {
    {"brokers", SETTING_STRING, &values.brokers, .required = true, .help = "Kafka, host:port"},
    {"dsn", SETTING_STRING, &values.dsn, .secret = true, .help = "PostgreSQL"},
    {"token", SETTING_STRING, &values.token, .secret = true, .help = "what nobody may see"},
    {"once", SETTING_FLAG, &values.once, .help = "stop at the end"},
    {"partitions", SETTING_INT, &values.partitions, "12", .min = 1, .max = 1000, .help = "number"},
    {"memory-max", SETTING_BYTES, &values.memory, "1GiB", .min = 1 << 20, .max = 1LL << 40,
     .help = "at most"},
    {"set-age", SETTING_MS, &values.age, "5s", .min = 0, .max = 60000, .help = "how old"},
    {"today", SETTING_DAY, &values.today, .help = "day to take for today"},
    {"log-level", SETTING_CHOICE, &values.level, "info", .help = "least", .choices = levels},
    {0}};

static struct error error;
static bool done;
static char **rest;

/* A start with these words behind the program's name. */
static struct config *start(const char *words) {
    char *line = g_strconcat("/usr/bin/gt-test ", words, NULL);
    char **argv = g_strsplit(line, " ", -1);
    values = (struct values){0};
    error = (struct error){0};
    struct config *config =
        config_new((int)g_strv_length(argv) - (words[0] == '\0'), argv, settings, "[OPTION...]",
                   "Tests settings.", "Examples:\n  gt-test --once", &rest, &done, &error);
    g_strfreev(argv);
    g_free(line);
    return config;
}

static void refused(const char *words, enum error_kind kind, const char *message) {
    CU_ASSERT_PTR_NULL(start(words));
    CU_ASSERT_FALSE(done);
    CU_ASSERT_EQUAL(error.kind, kind);
    CU_ASSERT_STRING_EQUAL(error.message, message);
}

static void test_defaults(void) {
    struct config *config = start("--brokers=k1:9092");
    CU_ASSERT_PTR_NOT_NULL_FATAL(config);
    CU_ASSERT_FALSE(done);
    CU_ASSERT_STRING_EQUAL(values.brokers, "k1:9092");
    CU_ASSERT_PTR_NULL(values.dsn);
    CU_ASSERT_FALSE(values.once);
    CU_ASSERT_EQUAL(values.partitions, 12);
    CU_ASSERT_EQUAL(values.memory, 1073741824);
    CU_ASSERT_EQUAL(values.age, 5000);
    CU_ASSERT_EQUAL(values.today, DAY_NONE);
    CU_ASSERT_EQUAL(values.level, 1);
    CU_ASSERT_PTR_NULL(rest[0]);
    config_free(config);
}

static void test_types(void) {
    struct config *config = start("--brokers k1:9092 --once --partitions=24 --memory-max=64MiB "
                                  "--set-age=250ms --today=2026-09-01 --log-level=debug a -- -b");
    CU_ASSERT_PTR_NOT_NULL_FATAL(config);
    CU_ASSERT_TRUE(values.once);
    CU_ASSERT_EQUAL(values.partitions, 24);
    CU_ASSERT_EQUAL(values.memory, 67108864);
    CU_ASSERT_EQUAL(values.age, 250);
    CU_ASSERT_EQUAL(values.today, 20697);
    CU_ASSERT_EQUAL(values.level, 0);
    CU_ASSERT_EQUAL(g_strv_length(rest), 2);
    CU_ASSERT_STRING_EQUAL(rest[0], "a");
    CU_ASSERT_STRING_EQUAL(rest[1], "-b");
    config_free(config);
}

static void test_units(void) {
    config_free(start("--brokers=k --memory-max=2097152 --set-age=1min"));
    CU_ASSERT_EQUAL(values.memory, 2097152);
    CU_ASSERT_EQUAL(values.age, 60000);
    config_free(start("--brokers=k --memory-max=2048KiB --set-age=0s"));
    CU_ASSERT_EQUAL(values.memory, 2097152);
    CU_ASSERT_EQUAL(values.age, 0);
}

static void test_sources(void) {
    char *file = g_build_filename(g_get_tmp_dir(), "gt-config-test-XXXXXX", NULL);
    close(g_mkstemp(file));
    CU_ASSERT(g_file_set_contents(file,
                                  "# ours\n[goldenthread]\nbrokers=from-file\npartitions=3\n"
                                  "once=true\ntoken=a\\nb\n[other]\nanything=goes\n",
                                  -1, NULL));
    g_setenv("GOLDENTHREAD_CONFIG", file, TRUE);
    g_setenv("GOLDENTHREAD_PARTITIONS", "4", TRUE);
    g_setenv("GOLDENTHREAD_MEMORY_MAX", "2MiB", TRUE);
    g_setenv("GOLDENTHREAD_BROKERS", "", TRUE);
    struct config *config = start("--memory-max=3MiB");
    CU_ASSERT_PTR_NOT_NULL_FATAL(config);
    CU_ASSERT_STRING_EQUAL(values.brokers, "from-file");
    CU_ASSERT_STRING_EQUAL(values.token, "a\\nb");
    CU_ASSERT_TRUE(values.once);
    CU_ASSERT_EQUAL(values.partitions, 4);
    CU_ASSERT_EQUAL(values.memory, 3145728);
    config_free(config);
    g_unsetenv("GOLDENTHREAD_BROKERS");
    g_unsetenv("GOLDENTHREAD_CONFIG");
    char *words = g_strconcat("--config=", file, NULL);
    config = start(words);
    CU_ASSERT_PTR_NOT_NULL_FATAL(config);
    CU_ASSERT_STRING_EQUAL(values.brokers, "from-file");
    config_free(config);
    g_unsetenv("GOLDENTHREAD_PARTITIONS");
    g_unsetenv("GOLDENTHREAD_MEMORY_MAX");
    g_unlink(file);
    g_free(words);
    g_free(file);
}

static void file_refused(const char *contents, const char *message) {
    CU_ASSERT(g_file_set_contents("config_test.ini", contents, -1, NULL));
    refused("--config=config_test.ini", ERROR_CONFIG, message);
    g_unlink("config_test.ini");
}

static void test_bad_files(void) {
    file_refused("[goldenthread]\nbroker=x\n",
                 "'config_test.ini' has the unknown key 'broker'; hint: --help lists the settings");
    file_refused("[golden]\nbrokers=x\n", "'config_test.ini' has no group [goldenthread]");
    file_refused("[goldenthread]\nbrokers=x\nset-age=5\n",
                 "set-age from config_test.ini: '5' is not accepted; hint: ms, s or min, 0ms to "
                 "1min");
    file_refused("postgresql://user:geheim@host\n",
                 "'config_test.ini' is not a file of settings; hint: a line [goldenthread], then "
                 "lines key=value");
    refused("--config=/nonexistent/x.ini", ERROR_CONFIG,
            "cannot read the settings '/nonexistent/x.ini': No such file or directory");
}

static void test_bad_values(void) {
    refused("--brokers=k --partitions=0", ERROR_CONFIG,
            "partitions from option --partitions: '0' is not accepted; hint: 1 to 1000");
    refused("--brokers=k --partitions=12x", ERROR_CONFIG,
            "partitions from option --partitions: '12x' is not accepted; hint: 1 to 1000");
    refused("--brokers=k --partitions=99999999999999999999", ERROR_CONFIG,
            "partitions from option --partitions: '99999999999999999999' is not accepted; hint: 1 "
            "to 1000");
    refused("--brokers=k --memory-max=1TB", ERROR_CONFIG,
            "memory-max from option --memory-max: '1TB' is not accepted; hint: bytes, KiB, MiB, "
            "GiB or TiB, 1MiB to 1TiB");
    refused("--brokers=k --memory-max=9999999999999GiB", ERROR_CONFIG,
            "memory-max from option --memory-max: '9999999999999GiB' is not accepted; hint: bytes, "
            "KiB, MiB, GiB or TiB, 1MiB to 1TiB");
    refused("--brokers=k --memory-max=GiB", ERROR_CONFIG,
            "memory-max from option --memory-max: 'GiB' is not accepted; hint: bytes, KiB, MiB, "
            "GiB or TiB, 1MiB to 1TiB");
    refused("--brokers=k --today=2026-02-30", ERROR_CONFIG,
            "today from option --today: '2026-02-30' is not accepted; hint: a date like "
            "2026-09-01");
    refused("--brokers=k --log-level=loud", ERROR_CONFIG,
            "log-level from option --log-level: 'loud' is not accepted; hint: debug, info");
    g_setenv("GOLDENTHREAD_ONCE", "yes", TRUE);
    refused("--brokers=k", ERROR_CONFIG,
            "once from GOLDENTHREAD_ONCE: 'yes' is not accepted; hint: true or false");
    g_unsetenv("GOLDENTHREAD_ONCE");
}

static void test_missing(void) {
    refused("", ERROR_CONFIG,
            "brokers is missing; hint: --brokers=TEXT or GOLDENTHREAD_BROKERS=...: Kafka, "
            "host:port");
}

static void test_bad_options(void) {
    refused("--brokers=k --memry-max=1GiB", ERROR_USAGE,
            "unknown option --memry-max=1GiB; hint: --help lists the options");
    refused("--brokers", ERROR_USAGE,
            "missing argument for --brokers; hint: --help lists the options");
}

static void start_quietly(void *context) {
    const char *const *words = context;
    CU_ASSERT_PTR_NULL(start(*words));
    CU_ASSERT_TRUE(done);
}

static void prints(const char *words, const char *expected) {
    char *text = capture(STDOUT_FILENO, start_quietly, &words);
    CU_ASSERT_STRING_EQUAL(text, expected);
    g_free(text);
}

static void test_help(void) {
    prints("--help",
           "Usage: gt-test [OPTION...]\n"
           "Tests settings.\n"
           "\n"
           "Settings, each an option, else a variable of the environment, else a line name=value\n"
           "below [goldenthread] in the file of --config:\n"
           "  --brokers=TEXT             GOLDENTHREAD_BROKERS\n"
           "      Kafka, host:port (required)\n"
           "  --dsn=TEXT                 GOLDENTHREAD_DSN\n"
           "      PostgreSQL\n"
           "  --token=TEXT               GOLDENTHREAD_TOKEN\n"
           "      what nobody may see\n"
           "  --once                     GOLDENTHREAD_ONCE\n"
           "      stop at the end\n"
           "  --partitions=NUMBER        GOLDENTHREAD_PARTITIONS\n"
           "      number [1 to 1000] (default 12)\n"
           "  --memory-max=SIZE          GOLDENTHREAD_MEMORY_MAX\n"
           "      at most [1MiB to 1TiB] (default 1GiB)\n"
           "  --set-age=TIME             GOLDENTHREAD_SET_AGE\n"
           "      how old [0ms to 1min] (default 5s)\n"
           "  --today=DATE               GOLDENTHREAD_TODAY\n"
           "      day to take for today\n"
           "  --log-level=WORD           GOLDENTHREAD_LOG_LEVEL\n"
           "      least [debug, info] (default info)\n"
           "  --config=FILE              GOLDENTHREAD_CONFIG\n"
           "      file of settings\n"
           "  --print-config             show where each setting comes from, secrets masked\n"
           "  --version\n"
           "  -h, --help\n"
           "A SIZE is in bytes, KiB, MiB, GiB or TiB, a TIME in ms, s or min, a DATE 2026-09-01.\n"
           "\n"
           "Examples:\n"
           "  gt-test --once\n");
}

static void test_version(void) {
    prints("--version", "gt-test " GOLDENTHREAD_VERSION "\n");
}

static void test_print(void) {
    g_setenv("GOLDENTHREAD_TOKEN", "geheim", TRUE);
    prints("--print-config --brokers=k1 --once "
           "--dsn=postgresql://ann:geheim@db:5433/gt?sslpassword=geheim&application_name=o'x",
           "[goldenthread]\n"
           "# from option --brokers\n"
           "brokers=k1\n"
           "# from option --dsn\n"
           "dsn=user='ann' password='***' dbname='gt' host='db' port='5433' "
           "application_name='o\\'x' sslpassword='***'\n"
           "# from GOLDENTHREAD_TOKEN\n"
           "token=***\n"
           "# from option --once\n"
           "once=true\n"
           "# from default\n"
           "partitions=12\n"
           "# from default\n"
           "memory-max=1GiB\n"
           "# from default\n"
           "set-age=5s\n"
           "# today is not given\n"
           "# from default\n"
           "log-level=info\n");
    g_unsetenv("GOLDENTHREAD_TOKEN");
}

int main(void) {
    const struct test tests[] = {
        {"what is not given takes its default, or none", test_defaults},
        {"options of every type are read, and what is no option is handed back", test_types},
        {"sizes and times are read in each unit", test_units},
        {"an option wins over the environment, that over the file, that over the default",
         test_sources},
        {"a file that is missing, damaged or has an unknown key is refused", test_bad_files},
        {"a bad value is refused with its origin and what is accepted", test_bad_values},
        {"a required setting that is missing is named with its ways in", test_missing},
        {"an unknown or incomplete option is a mistake of usage", test_bad_options},
        {"--help prints the table", test_help},
        {"--version prints the program and the version", test_version},
        {"--print-config shows origins and masks secrets and passwords", test_print},
        {NULL, NULL},
    };
    for (const struct setting *setting = settings; setting->name != NULL; setting++) {
        char *upper = g_ascii_strup(setting->name, -1);
        char *name = g_strconcat("GOLDENTHREAD_", g_strdelimit(upper, "-", '_'), NULL);
        g_unsetenv(name);
        g_free(name);
        g_free(upper);
    }
    g_unsetenv("GOLDENTHREAD_CONFIG");
    return suite_run("config", tests);
}
