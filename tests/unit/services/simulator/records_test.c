#include "simulator/records.h"

#include <string.h>

#include "runtime/schemas.h"
#include "support/suite.h"
#include "support/synthetic.h"
#include "support/told_world.h"

#define WEDNESDAY 20782 /* 2026-11-25 */

/* The events of a small borough as text, in the order in which they are told. */
struct heard {
    struct outlet outlet;
    GPtrArray *lines;
};

static bool hear(struct outlet *outlet, enum stream stream, enum telling telling, uint32_t child,
                 const void *record) {
    (void)child;
    const struct envelope *envelope = record;
    struct error error = {0};
    static struct schemas *schemas[STREAMS];
    if (schemas[stream] == NULL) {
        schemas[stream] = schemas_load(SOURCE_DIR "/schemas/avro", stream_input(stream), &error);
    }
    uint8_t value[1024];
    const size_t length = schemas_encode(schemas[stream], record, value, sizeof value);
    char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, value, length);
    g_ptr_array_add(((struct heard *)outlet)->lines,
                    g_strdup_printf("%d %d %.*s %s", (int)stream, (int)telling,
                                    (int)envelope->child_ref.length, envelope->child_ref.bytes,
                                    digest));
    g_free(digest);
    return true;
}

static GPtrArray *events_until(day_t until) {
    static const struct fate_shares plenty = {50000, 20000, 30000, 10000, 40000};
    const struct borough_settings borough = synthetic_settings(1500);
    const struct calendar calendar = synthetic_calendar();
    struct records_settings settings = {
        .borough = &borough, .calendar = &calendar, .until = until, .years = 1};
    for (int stream = 0; stream < STREAMS; stream++) {
        settings.streams[stream] = true;
        settings.shares[stream] = plenty;
    }
    struct heard heard = {{hear}, g_ptr_array_new_with_free_func(g_free)};
    struct records *records = records_new(&settings);
    records_tell(records, until, &heard.outlet);
    CU_ASSERT_EQUAL(records_count(records), heard.lines->len);
    records_free(records);
    return heard.lines;
}

static void a_second_run_tells_the_same_events_in_the_same_order(void) {
    GPtrArray *one = events_until(WEDNESDAY);
    GPtrArray *two = events_until(WEDNESDAY);
    CU_ASSERT(one->len > 2000);
    CU_ASSERT_EQUAL_FATAL(one->len, two->len);
    size_t differing = 0;
    for (guint i = 0; i < one->len; i++) {
        differing += strcmp(one->pdata[i], two->pdata[i]) != 0;
    }
    CU_ASSERT_EQUAL(differing, 0);
    g_ptr_array_unref(one);
    g_ptr_array_unref(two);
}

static void a_later_last_day_adds_events_and_changes_none(void) {
    GPtrArray *early = events_until(WEDNESDAY - 14);
    GPtrArray *late = events_until(WEDNESDAY);
    CU_ASSERT(late->len > early->len);
    size_t differing = 0;
    for (guint i = 0; i < early->len; i++) {
        differing += strcmp(early->pdata[i], late->pdata[i]) != 0;
    }
    CU_ASSERT_EQUAL(differing, 0);
    g_ptr_array_unref(early);
    g_ptr_array_unref(late);
}

static void consumers_accept_every_event_and_find_no_conflict(void) {
    struct told_world world;
    told_world_begin(&world);
    struct records *records = told_world_records(&world, 8000, WEDNESDAY, true);
    for (int stream = STREAM_ABSENCE + 1; stream < STREAMS; stream++) {
        CU_ASSERT(world.events[stream] > 500);
        CU_ASSERT_EQUAL(world.refused[stream], 0);
        CU_ASSERT_EQUAL(world.conflicts[stream], 0);
        CU_ASSERT(world.unchanged[stream] > 10);
    }
    records_free(records);
    told_world_end(&world);
}

static void another_run_changes_nothing(void) {
    struct told_world world;
    told_world_begin(&world);
    struct records *first = told_world_records(&world, 3000, WEDNESDAY, true);
    int64_t applied[STREAMS];
    memcpy(applied, world.applied, sizeof applied);
    struct records *second = told_world_records(&world, 3000, WEDNESDAY, true);
    for (int stream = 0; stream < STREAMS; stream++) {
        CU_ASSERT_EQUAL(world.applied[stream], applied[stream]);
        CU_ASSERT_EQUAL(world.conflicts[stream], 0);
    }
    records_free(first);
    records_free(second);
    told_world_end(&world);
}

static void collect_line(const void *record, void *context) {
    const struct envelope *envelope = record;
    g_hash_table_add(context,
                     g_strdup_printf("%.*s %.*s", (int)envelope->child_ref.length,
                                     envelope->child_ref.bytes, (int)envelope->record_id.length,
                                     envelope->record_id.bytes));
}

/* Whatever was wrong or misfiled at first, in the end every record stands under its own child. */
static void mistakes_are_mended(void) {
    struct told_world plain;
    struct told_world eventful;
    told_world_begin(&plain);
    told_world_begin(&eventful);
    /* On a day of August nothing is new and nothing is left to be mended. */
    const day_t august = day_from_civil(2026, 8, 20);
    struct records *one = told_world_records(&plain, 4000, august, false);
    struct records *two = told_world_records(&eventful, 4000, august, true);
    for (int stream = STREAM_EXCLUSION; stream <= STREAM_TIMETABLE; stream++) {
        GHashTable *facts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        told_world_facts(&plain, (enum stream)stream, collect_line, facts);
        const guint count = g_hash_table_size(facts);
        CU_ASSERT(count > 200);
        told_world_facts(&eventful, (enum stream)stream, collect_line, facts);
        CU_ASSERT_EQUAL(g_hash_table_size(facts), count);
        CU_ASSERT(eventful.told[stream][TELLING_VOID] > 0);
        g_hash_table_unref(facts);
    }
    records_free(one);
    records_free(two);
    told_world_end(&plain);
    told_world_end(&eventful);
}

static void corrections_and_the_like_come_as_often_as_asked(void) {
    struct told_world world;
    told_world_begin(&world);
    struct records *records = told_world_records(&world, BOROUGH_PUPILS, WEDNESDAY, true);
    double told[TELLINGS] = {0};
    for (int stream = 0; stream < STREAMS; stream++) {
        for (int telling = 0; telling < TELLINGS; telling++) {
            told[telling] += (double)world.told[stream][telling];
        }
    }
    const double count = (double)records_size(records);
    CU_ASSERT_DOUBLE_EQUAL(told[TELLING_CORRECTION] / count, 0.05, 0.003);
    CU_ASSERT_DOUBLE_EQUAL(told[TELLING_VOID] / count, 0.02, 0.002);
    CU_ASSERT_EQUAL(told[TELLING_VOID], told[TELLING_REFILED]);
    CU_ASSERT_DOUBLE_EQUAL(told[TELLING_RESENT] / count, 0.01, 0.002);
    CU_ASSERT_DOUBLE_EQUAL((told[TELLING_FIRST] - count) / count, 0.04, 0.01);
    records_free(records);
    told_world_end(&world);
}

static void revisions_may_be_small_numbers(void) {
    const struct borough_settings borough = synthetic_settings(500);
    const struct calendar calendar = synthetic_calendar();
    const struct records_settings settings = {.borough = &borough,
                                              .calendar = &calendar,
                                              .until = WEDNESDAY,
                                              .streams = {[STREAM_REFERRAL] = true}};
    struct records *records = records_new(&settings);
    CU_ASSERT(records_size(records) > 50);
    struct record_event event;
    const struct record *record = records_get(records, 0);
    record_event_fill(&event, record, 1, TELLING_CHANGE, true);
    CU_ASSERT_EQUAL(event.record.envelope.revision, 2);
    record_event_fill(&event, record, 1, TELLING_CHANGE, false);
    CU_ASSERT_EQUAL(event.record.envelope.revision, event.record.envelope.recorded_at);
    records_free(records);
}

static void streams_that_are_not_asked_for_are_not_told(void) {
    const struct borough_settings borough = synthetic_settings(500);
    const struct calendar calendar = synthetic_calendar();
    struct records_settings settings = {
        .borough = &borough, .calendar = &calendar, .until = WEDNESDAY};
    struct records *none = records_new(&settings);
    CU_ASSERT_EQUAL(records_count(none), 0);
    CU_ASSERT_PTR_NULL(records_borough(none));
    settings.streams[STREAM_ADVICE] = true;
    struct records *some = records_new(&settings);
    CU_ASSERT(records_size(some) > 0);
    for (size_t i = 0; i < records_size(some); i++) {
        CU_ASSERT_EQUAL(records_get(some, i)->stream, STREAM_ADVICE);
    }
    records_free(none);
    records_free(some);
}

int main(void) {
    return suite_run(
        "records",
        (const struct test[]){{"a second run tells the same events in the same order",
                               a_second_run_tells_the_same_events_in_the_same_order},
                              {"a later last day adds events and changes none",
                               a_later_last_day_adds_events_and_changes_none},
                              {"consumers accept every event and find no conflict",
                               consumers_accept_every_event_and_find_no_conflict},
                              {"another run changes nothing", another_run_changes_nothing},
                              {"mistakes are mended", mistakes_are_mended},
                              {"corrections and the like come as often as asked",
                               corrections_and_the_like_come_as_often_as_asked},
                              {"revisions may be small numbers", revisions_may_be_small_numbers},
                              {"streams that are not asked for are not told",
                               streams_that_are_not_asked_for_are_not_told},
                              {NULL, NULL}});
}
