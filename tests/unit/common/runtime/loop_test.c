#include "runtime/loop.h"

#include "support/absence_world.h"
#include "support/suite.h"

#define MONDAY 20332 /* 2025-09-01 */

static const struct world_run small = {
    .poll_messages = 10, .set_bytes = 1 << 26, .cache_bytes = 1 << 20};

/* A log, a database and one consumer on them. */
struct scene {
    struct memory_log log;
    struct memory_database *database;
    struct memory_source source;
    struct memory_sink sink;
    struct loop *loop;
    struct error error;
};

static void scene_start_consumer(struct scene *scene) {
    memory_source_init(&scene->source, &scene->log);
    memory_sink_init(&scene->sink, scene->database);
    scene->loop = world_loop(&scene->source, &scene->sink, &small);
}

static void scene_init(struct scene *scene) {
    *scene = (struct scene){.database = memory_database_new()};
    memory_log_init(&scene->log, 2);
    scene_start_consumer(scene);
}

static void scene_stop_consumer(struct scene *scene) {
    loop_free(scene->loop);
    scene->sink.sink.ops->close(&scene->sink.sink);
}

static void scene_free(struct scene *scene) {
    scene_stop_consumer(scene);
    memory_log_free(&scene->log);
    memory_database_free(scene->database);
}

static void scene_restart_consumer(struct scene *scene) {
    scene_stop_consumer(scene);
    scene_start_consumer(scene);
}

static void append(struct scene *scene, int32_t partition, const char *child, day_t day,
                   const char *code, int64_t revision) {
    struct absence absence = world_absence(child, day, SESSION_AM, code, revision);
    world_append(&scene->log, partition, &absence);
}

static void turns(struct scene *scene, int count) {
    bool ok = true;
    for (int i = 0; i < count && ok; i++) {
        ok = loop_turn(scene->loop, &scene->error);
    }
    if (!ok) {
        CU_FAIL(scene->error.message);
    }
}

/* Turns until the database holds `consumed` events of the partition; fails
 * after a bounded wait. */
static void turn_until_consumed(struct scene *scene, int32_t partition, int64_t consumed) {
    gint64 end = g_get_monotonic_time() + 10 * G_TIME_SPAN_SECOND;
    while (scene->database->offsets[partition].consumed < consumed &&
           g_get_monotonic_time() < end) {
        turns(scene, 1);
    }
    CU_ASSERT_EQUAL(scene->database->offsets[partition].consumed, consumed);
}

static int64_t sessions_of(const struct memory_database *database, const char *code) {
    int64_t sum = 0;
    for (size_t i = 0; i < database->n_lines; i++) {
        const struct line *line = &database->lines[i].line;
        if (strcmp(line->measure->id, "sessions") == 0 && strcmp(line->detail, code) == 0) {
            sum += line->value;
        }
    }
    return sum;
}

static void an_event_becomes_a_line(void) {
    struct scene scene;
    scene_init(&scene);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    turn_until_consumed(&scene, 0, 1);
    CU_ASSERT_EQUAL(sessions_of(scene.database, "I"), 1);
    CU_ASSERT_EQUAL(scene.database->offsets[0].next_offset, 1);
    CU_ASSERT_EQUAL(scene.database->offsets[0].last_offset, 0);
    CU_ASSERT_EQUAL(scene.database->n_documents, 1);
    turns(&scene, 1);
    CU_ASSERT_EQUAL(scene.source.committed[0], 1);
    CU_ASSERT_TRUE(loop_ready(scene.loop));
    scene_free(&scene);
}

static void a_correction_takes_the_old_line_back(void) {
    struct scene scene;
    scene_init(&scene);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    turn_until_consumed(&scene, 0, 1);
    append(&scene, 0, "c1", MONDAY, "M", 2);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    scene.source.end_told[0] = false;
    turn_until_consumed(&scene, 0, 3);
    CU_ASSERT_EQUAL(sessions_of(scene.database, "I"), 0);
    CU_ASSERT_EQUAL(sessions_of(scene.database, "M"), 1);
    CU_ASSERT_EQUAL(scene.database->offsets[0].applied, 2);
    CU_ASSERT_EQUAL(scene.database->offsets[0].unchanged, 1);
    scene_free(&scene);
}

static void a_frozen_owner_is_fenced(void) {
    struct scene frozen, next;
    scene_init(&frozen);
    append(&frozen, 0, "c1", MONDAY, "I", 1);
    frozen.sink.slow = true;
    turns(&frozen, 2); /* folded and submitted, not written */
    CU_ASSERT_FALSE(frozen.sink.sink.ops->idle(&frozen.sink.sink));
    next = (struct scene){.log = frozen.log, .database = frozen.database};
    scene_start_consumer(&next);
    turn_until_consumed(&next, 0, 1);
    CU_ASSERT_TRUE(loop_drain(frozen.loop, 1000, &frozen.error));
    CU_ASSERT_EQUAL(frozen.database->offsets[0].consumed, 1);
    CU_ASSERT_EQUAL(sessions_of(frozen.database, "I"), 1);
    CU_ASSERT_FALSE(loop_ready(frozen.loop));
    scene_stop_consumer(&next);
    scene_free(&frozen);
}

static void one_child_on_two_partitions(void) {
    struct scene first, second;
    scene_init(&first);
    first.source.owned[1] = false;
    append(&first, 0, "c1", MONDAY, "I", 1);
    append(&first, 1, "c1", MONDAY + 1, "I", 1);
    second = (struct scene){.log = first.log, .database = first.database};
    scene_start_consumer(&second);
    second.source.owned[0] = false;
    turn_until_consumed(&first, 0, 1);
    turn_until_consumed(&second, 1, 1);
    append(&first, 0, "c1", MONDAY + 2, "I", 1);
    first.source.end_told[0] = false;
    turn_until_consumed(&first, 0, 2); /* its document is older than the database's */
    CU_ASSERT_EQUAL(sessions_of(first.database, "I"), 3);
    CU_ASSERT_EQUAL(first.database->n_documents, 1);
    CU_ASSERT_EQUAL(first.database->documents[0].version, 3);
    CU_ASSERT_TRUE(first.database->offsets[0].owner_epoch > 1);
    scene_stop_consumer(&second);
    scene_free(&first);
}

static void another_record_at_the_anchor_stops_the_partition(void) {
    struct scene scene;
    scene_init(&scene);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    append(&scene, 1, "c2", MONDAY, "I", 1);
    turn_until_consumed(&scene, 0, 1);
    turn_until_consumed(&scene, 1, 1);
    scene.database->offsets[0].last_event_id.bytes[0] = 'x';
    scene_restart_consumer(&scene);
    append(&scene, 0, "c1", MONDAY + 1, "I", 1);
    append(&scene, 1, "c2", MONDAY + 1, "I", 1);
    turn_until_consumed(&scene, 1, 2);
    turns(&scene, 5);
    CU_ASSERT_EQUAL(scene.database->offsets[0].consumed, 1);
    CU_ASSERT_FALSE(scene.source.fetching[0]);
    CU_ASSERT_TRUE(scene.source.fetching[1]);
    scene_free(&scene);
}

static void the_anchor_itself_counts_once(void) {
    struct scene scene;
    scene_init(&scene);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    turn_until_consumed(&scene, 0, 1);
    scene_restart_consumer(&scene);
    append(&scene, 0, "c1", MONDAY + 1, "I", 1);
    turn_until_consumed(&scene, 0, 2);
    CU_ASSERT_EQUAL(sessions_of(scene.database, "I"), 2);
    CU_ASSERT_EQUAL(scene.database->offsets[0].unchanged, 0);
    scene_free(&scene);
}

/* Both arrive in one poll: the anchor of partition 1 behind a new message of partition 0. */
static void an_anchor_among_new_messages_leaves_them_alone(void) {
    struct scene scene;
    scene_init(&scene);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    append(&scene, 1, "c2", MONDAY, "M", 1);
    turn_until_consumed(&scene, 0, 1);
    turn_until_consumed(&scene, 1, 1);
    scene_restart_consumer(&scene);
    append(&scene, 0, "c1", MONDAY + 1, "I", 1);
    turn_until_consumed(&scene, 0, 2);
    CU_ASSERT_EQUAL(sessions_of(scene.database, "I"), 2);
    CU_ASSERT_EQUAL(sessions_of(scene.database, "M"), 1);
    CU_ASSERT_EQUAL(scene.database->offsets[0].quarantined, 0);
    scene_free(&scene);
}

static void a_long_event_id_is_kept_up_to_a_character(void) {
    char text[80];
    memset(text, 'x', sizeof text);
    memcpy(text + 62, "\xE2\x82\xAC", 3); /* a euro sign over the limit of 64 bytes */
    struct event_id id = event_id_of_text((struct text){text, sizeof text});
    CU_ASSERT_EQUAL(id.length, 62);
    CU_ASSERT_EQUAL(event_id_of_text((struct text){text, 64}).length, 64);
    CU_ASSERT_EQUAL(event_id_of_text(text_of("")).length, 0);
    CU_ASSERT_TRUE(event_id_of_text(text_of("")).known);
    CU_ASSERT_FALSE(event_id_of_text(TEXT_NULL).known);
}

static void a_truncated_log_stops_the_partition(void) {
    struct scene scene;
    scene_init(&scene);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    append(&scene, 0, "c1", MONDAY + 1, "I", 1);
    turn_until_consumed(&scene, 0, 2);
    g_free(g_array_index(scene.log.partitions[0], struct message, 1).handle);
    g_array_set_size(scene.log.partitions[0], 1);
    scene_restart_consumer(&scene);
    turns(&scene, 5);
    CU_ASSERT_FALSE(scene.source.fetching[0]);
    CU_ASSERT_TRUE(scene.source.fetching[1]);
    CU_ASSERT_EQUAL(scene.database->offsets[0].next_offset, 2);
    scene_free(&scene);
}

/* Retention removes the first `count` messages of partition 0. */
static void expire(struct scene *scene, guint count) {
    for (guint i = 0; i < count; i++) {
        g_free(g_array_index(scene->log.partitions[0], struct message, i).handle);
    }
    g_array_remove_range(scene->log.partitions[0], 0, count);
    scene->log.low[0] += count;
}

static void retention_up_to_the_next_message_is_accepted(void) {
    struct scene scene;
    scene_init(&scene);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    turn_until_consumed(&scene, 0, 1);
    append(&scene, 0, "c1", MONDAY + 1, "I", 1);
    expire(&scene, 1);
    scene_restart_consumer(&scene);
    turn_until_consumed(&scene, 0, 2);
    CU_ASSERT_EQUAL(sessions_of(scene.database, "I"), 2);
    scene_free(&scene);
}

static void retention_past_the_next_message_stops_the_partition(void) {
    struct scene scene;
    scene_init(&scene);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    turn_until_consumed(&scene, 0, 1);
    append(&scene, 0, "c1", MONDAY + 1, "I", 1);
    append(&scene, 0, "c1", MONDAY + 2, "I", 1);
    expire(&scene, 2);
    scene_restart_consumer(&scene);
    turns(&scene, 5);
    CU_ASSERT_FALSE(scene.source.fetching[0]);
    CU_ASSERT_EQUAL(scene.database->offsets[0].next_offset, 1);
    scene_free(&scene);
}

static void a_database_that_is_away_loses_nothing(void) {
    struct scene scene;
    scene_init(&scene);
    scene.database->fail_claims = 1;
    append(&scene, 0, "c1", MONDAY, "I", 1);
    turn_until_consumed(&scene, 0, 1);
    scene.database->fail_writes = 1;
    append(&scene, 0, "c1", MONDAY + 1, "I", 1);
    scene.source.end_told[0] = false;
    turn_until_consumed(&scene, 0, 2);
    scene.database->fail_loads = 1;
    append(&scene, 0, "c9", MONDAY, "I", 1);
    scene.source.end_told[0] = false;
    turn_until_consumed(&scene, 0, 3);
    CU_ASSERT_EQUAL(sessions_of(scene.database, "I"), 3);
    CU_ASSERT_EQUAL(scene.database->fail_claims, 0);
    CU_ASSERT_EQUAL(scene.database->fail_writes, 0);
    CU_ASSERT_EQUAL(scene.database->fail_loads, 0);
    scene_free(&scene);
}

static void a_broker_that_does_not_answer_is_asked_again(void) {
    struct scene scene;
    scene_init(&scene);
    scene.source.watermarks_fail = true;
    append(&scene, 0, "c1", MONDAY, "I", 1);
    turns(&scene, 3);
    CU_ASSERT_FALSE(loop_ready(scene.loop));
    scene.source.watermarks_fail = false;
    turn_until_consumed(&scene, 0, 1);
    CU_ASSERT_TRUE(loop_ready(scene.loop));
    scene_free(&scene);
}

static void messages_of_before_are_dropped(void) {
    struct scene scene;
    scene_init(&scene);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    turn_until_consumed(&scene, 0, 1);
    scene.source.position[0] = 0; /* as after a rebalance inside a poll */
    append(&scene, 0, "c1", MONDAY + 1, "I", 1);
    turn_until_consumed(&scene, 0, 2);
    turns(&scene, 3);
    CU_ASSERT_EQUAL(scene.database->offsets[0].consumed, 2);
    CU_ASSERT_EQUAL(scene.database->offsets[0].unchanged, 0);
    scene_free(&scene);
}

static void other_rules_end_the_loop(void) {
    struct scene scene;
    scene_init(&scene);
    scene.database->other_rules = true;
    turns(&scene, 1);
    CU_ASSERT_FALSE(loop_turn(scene.loop, &scene.error));
    CU_ASSERT_EQUAL(scene.error.kind, ERROR_RULES);
    scene_free(&scene);
}

static void garbage_goes_to_quarantine_and_the_stream_goes_on(void) {
    struct scene scene;
    scene_init(&scene);
    memory_log_append(&scene.log, 0, text_of("c1"), text_of("garbage"));
    memory_log_append(&scene.log, 0, text_of("c1"), TEXT_NULL);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    append(&scene, 0, "c1", MONDAY, "M", 1);
    turn_until_consumed(&scene, 0, 4);
    CU_ASSERT_EQUAL(scene.database->offsets[0].quarantined, 3);
    CU_ASSERT_EQUAL(scene.database->offsets[0].applied, 1);
    CU_ASSERT_EQUAL(scene.database->n_quarantine, 3);
    CU_ASSERT_EQUAL(scene.database->quarantine[0].reason, REASON_BAD_FRAME);
    CU_ASSERT_EQUAL(scene.database->quarantine[1].reason, REASON_EMPTY);
    CU_ASSERT_EQUAL(scene.database->quarantine[2].reason, REASON_CONFLICT);
    CU_ASSERT_STRING_EQUAL(scene.database->quarantine[2].kept, "arrived");
    CU_ASSERT_EQUAL(sessions_of(scene.database, "M"), 1);
    CU_ASSERT_EQUAL(sessions_of(scene.database, "I"), 0);
    scene_free(&scene);
}

static void a_restart_after_garbage_needs_no_anchor(void) {
    struct scene scene;
    scene_init(&scene);
    memory_log_append(&scene.log, 0, text_of("c1"), text_of("garbage"));
    turn_until_consumed(&scene, 0, 1);
    CU_ASSERT_FALSE(scene.database->offsets[0].last_event_id.known);
    scene_restart_consumer(&scene);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    turn_until_consumed(&scene, 0, 2);
    scene_free(&scene);
}

static void transaction_markers_move_the_offset_alone(void) {
    struct scene scene;
    scene_init(&scene);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    scene.log.markers[0] = 2;
    turn_until_consumed(&scene, 0, 1);
    turns(&scene, 5);
    CU_ASSERT_EQUAL(scene.database->offsets[0].next_offset, 3);
    CU_ASSERT_EQUAL(scene.database->offsets[0].last_offset, 0);
    CU_ASSERT_EQUAL(scene.database->offsets[0].consumed, 1);
    scene_free(&scene);
}

int main(void) {
    return suite_run(
        "loop",
        (const struct test[]){
            {"an event becomes a line", an_event_becomes_a_line},
            {"a correction takes the old line back", a_correction_takes_the_old_line_back},
            {"a frozen owner is fenced", a_frozen_owner_is_fenced},
            {"one child on two partitions of two instances loses no mark",
             one_child_on_two_partitions},
            {"another record at the anchor stops the partition and no other",
             another_record_at_the_anchor_stops_the_partition},
            {"the anchor itself counts once", the_anchor_itself_counts_once},
            {"an anchor among new messages leaves them alone",
             an_anchor_among_new_messages_leaves_them_alone},
            {"a long event id is kept up to a character",
             a_long_event_id_is_kept_up_to_a_character},
            {"a truncated log stops the partition", a_truncated_log_stops_the_partition},
            {"retention up to the next message is accepted",
             retention_up_to_the_next_message_is_accepted},
            {"retention past the next message stops the partition",
             retention_past_the_next_message_stops_the_partition},
            {"a database that is away loses nothing", a_database_that_is_away_loses_nothing},
            {"a broker that does not answer is asked again",
             a_broker_that_does_not_answer_is_asked_again},
            {"messages of before are dropped", messages_of_before_are_dropped},
            {"other rules end the loop", other_rules_end_the_loop},
            {"garbage goes to quarantine and the stream goes on",
             garbage_goes_to_quarantine_and_the_stream_goes_on},
            {"a restart after garbage needs no anchor", a_restart_after_garbage_needs_no_anchor},
            {"transaction markers move the offset alone",
             transaction_markers_move_the_offset_alone},
            {NULL, NULL},
        });
}
