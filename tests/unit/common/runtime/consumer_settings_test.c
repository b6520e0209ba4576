#include "runtime/consumer_settings.h"

#include <glib.h>

#include "absence/absence.h"
#include "support/suite.h"

/* Reads the words behind what every consumer must be told. */
static struct consumer_settings read_settings(const char *words) {
    struct consumer_settings settings = {0};
    struct error error = {0};
    bool done = false;
    char *line = g_strconcat("absence --brokers=k --dsn=postgresql://d ", words, NULL);
    char **arguments = g_strsplit(g_strstrip(line), " ", -1);
    CU_ASSERT_TRUE(consumer_settings_read(&settings, &absence_pipeline,
                                          (int)g_strv_length(arguments), arguments, &done, &error));
    g_strfreev(arguments);
    g_free(line);
    return settings;
}

static int64_t threads_of(const char *words) {
    struct consumer_settings settings = read_settings(words);
    const int64_t threads = settings.threads;
    consumer_settings_free(&settings);
    return threads;
}

static void test_threads(void) {
    CU_ASSERT_EQUAL(threads_of(""), 1);
    CU_ASSERT_EQUAL(threads_of("--threads=3"), 3);
    CU_ASSERT_EQUAL(threads_of("--threads=0"), MIN(g_get_num_processors(), 12));
    CU_ASSERT_EQUAL(threads_of("--threads=5 --partitions=2"), 2);
}

/* MiB fetched ahead, of one set, of documents. */
static void shares(const char *words, size_t queue, size_t set, size_t cache) {
    struct consumer_settings settings = read_settings(words);
    CU_ASSERT_EQUAL(consumer_source_settings(&settings).queue_bytes, queue << 20);
    CU_ASSERT_EQUAL(consumer_loop_settings(&settings).set_bytes, set << 20);
    CU_ASSERT_EQUAL(consumer_loop_settings(&settings).cache_bytes, cache << 20);
    consumer_settings_free(&settings);
}

static void test_memory(void) {
    shares("", 256, 64, 384);
    shares("--threads=2", 128, 64, 192);
    shares("--threads=4", 64, 32, 96);
    shares("--threads=2 --memory-max=256MiB", 32, 16, 48);
    shares("--set-bytes=8MiB", 256, 8, 384);
}

int main(void) {
    const struct test tests[] = {
        {"a consumer has one thread unless told, and no more than partitions", test_threads},
        {"the threads share the memory, each a part for every use", test_memory},
        {NULL, NULL},
    };
    return suite_run("consumer_settings", tests);
}
