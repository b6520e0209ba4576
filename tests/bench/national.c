/* Writes the documents that a consumer of marks would have after some school days, by the packing
 * code itself, for a database that never saw those events.
 *
 *     national OPTION...     the simulator's own: the marks of --days school days up to --until, of
 *                            --size children; GOLDENTHREAD_DSN is the migrated database
 *
 * Prints {"children": n, "marks": m, "bytes": b}. The same options tell the same children. */
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/copy.h"
#include "simulator/event.h"
#include "simulator/options.h"

static const char copy_sql[] =
    "COPY state.absence (child_ref, window_start, partition, version, body)"
    " FROM STDIN (FORMAT binary)";

struct written {
    int64_t marks, bytes;
};

static _Noreturn void fail(const struct error *error) {
    fprintf(stderr, "national: %s\n", error->message);
    exit(EXIT_FAILURE);
}

static struct school_year *year_of(const struct options *options, struct error *error) {
    char *path =
        g_build_filename(options->publisher.schemas, "sql", "reference", "school_day.csv", NULL);
    struct csv *csv = csv_read(path, error);
    struct calendar calendar;
    if (csv == NULL || !calendar_read(csv, &calendar, error)) {
        fail(error);
    }
    const struct days told = calendar_last(&calendar, options->until, (size_t)options->days);
    const day_t year = day_academic_year(options->until);
    const struct days days = calendar_year(&calendar, year);
    if (told.count == 0 || told.of[0] < year) {
        error_set(error, ERROR_USAGE, "--days must lie in one academic year");
        fail(error);
    }
    const size_t from = (size_t)(told.of - days.of);
    struct borough_settings settings = {.seed = (uint64_t)options->seed,
                                        .moves_per_million = options->moves_per_million,
                                        .with_records = true};
    borough_divide(options->pupils, settings.pupils);
    return school_year_new(&settings, year, days, from, from + told.count);
}

static struct marks *marks_of(const struct school_year *year, uint32_t child) {
    struct marks *marks = marks_new(year->year);
    for (size_t day = year->from; day < year->until; day++) {
        for (uint8_t session = 0; session < 2; session++) {
            if (school_year_code(year, child, day, session) != CODE_NONE) {
                struct event event;
                event_fill(&event, year, (struct place_in_year){child, (uint16_t)day, session},
                           FATE_PLAIN, TELLING_FIRST, day, false);
                const struct mark mark = absence_mark(&event.absence);
                struct mark before;
                marks_fold(marks, &mark, &before);
            }
        }
    }
    return marks;
}

static void write_child(struct copy *copy, const struct school_year *year, uint32_t number,
                        int64_t partitions, struct written *written) {
    const struct child *child = &year->borough->children[number];
    struct marks *marks = marks_of(year, number);
    uint8_t *body = g_malloc(marks_packed_bound(marks));
    const size_t length = marks_pack(marks, body);
    struct wire *row = copy_row(copy, 5);
    wire_text(row, child->ref);
    wire_date(row, year->year);
    wire_int4(row, rd_kafka_msg_partitioner_murmur2(NULL, child->ref, CHILD_REF_SIZE - 1,
                                                    (int32_t)partitions, NULL, NULL));
    wire_int8(row, 1);
    wire_bytes(row, (struct text){(const char *)body, length});
    written->marks += (int64_t)marks_count(marks);
    written->bytes += (int64_t)length;
    g_free(body);
    marks_free(marks);
}

int main(int argc, char **argv) {
    struct error error = {0};
    struct options options;
    bool done = false;
    if (options_read(argc, argv, &options, &done, &error) == NULL) {
        fail(&error);
    }
    const struct school_year *year = year_of(&options, &error);
    PGconn *connection = PQconnectdb(g_getenv("GOLDENTHREAD_DSN"));
    struct copy copy = {0};
    struct written written = {0};
    if (!copy_begin(&copy, connection, copy_sql, &error)) {
        fail(&error);
    }
    for (uint32_t child = 0; child < year->borough->n_children; child++) {
        write_child(&copy, year, child, options.publisher.partitions, &written);
    }
    if (!copy_end(&copy, &error)) {
        fail(&error);
    }
    printf("{\"children\": %zu, \"marks\": %lld, \"bytes\": %lld}\n", year->borough->n_children,
           (long long)written.marks, (long long)written.bytes);
    return EXIT_SUCCESS;
}
