/* schemas/avro/partitions.csv against librdkafka, which the consumers ask. */
#include <glib.h>
#include <librdkafka/rdkafka.h>

#include "support/suite.h"

#define PARTITIONS 12

static char **read_rows(void) {
    char *text = NULL;
    CU_ASSERT_TRUE_FATAL(
        g_file_get_contents(SOURCE_DIR "/schemas/avro/partitions.csv", &text, NULL, NULL));
    char **rows = g_strsplit(g_strchomp(text), "\n", -1);
    g_free(text);
    return rows;
}

static void test_partitions(void) {
    char **rows = read_rows();
    CU_ASSERT_STRING_EQUAL(rows[0], "key,partition");
    CU_ASSERT_EQUAL(g_strv_length(rows), 15);
    for (char **row = rows + 1; *row != NULL; row++) {
        const char *comma = strchr(*row, ',');
        CU_ASSERT_EQUAL(rd_kafka_msg_partitioner_murmur2_random(NULL, *row, (size_t)(comma - *row),
                                                                PARTITIONS, NULL, NULL),
                        g_ascii_strtoll(comma + 1, NULL, 10));
    }
    g_strfreev(rows);
}

int main(void) {
    const struct test tests[] = {
        {"the published test keys are where librdkafka's murmur2 puts them", test_partitions},
        {NULL, NULL},
    };
    return suite_run("partitions", tests);
}
