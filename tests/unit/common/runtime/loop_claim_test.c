/* How partitions are claimed, found in doubt, and given up. */
#include "runtime/loop_internal.h"

#include <string.h>

#include "support/loop_scene.h"
#include "support/suite.h"

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

static bool told(const char *line) {
    char *text = metrics_text();
    const bool found = strstr(text, line) != NULL;
    g_free(text);
    return found;
}

/* With more members than partitions some have none, for ever. */
static void who_is_given_nothing_lags_behind_nothing(void) {
    struct scene scene;
    scene_init(&scene);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    turn_until_consumed(&scene, 0, 1);
    turns(&scene, 1);
    metric_set(scene.loop->metrics.inputs[0].lag_seconds, 60);
    CU_ASSERT_TRUE(told("\nkpi_consumer_documents{thread=\"0\"} 1\n"));
    scene.source.owned[0] = scene.source.owned[1] = false;
    scene.source.rebalance = true;
    turns(&scene, 1);
    CU_ASSERT_TRUE(told("\nkpi_consumer_lag_seconds{topic=\"absence\",thread=\"0\"} 0\n"));
    CU_ASSERT_TRUE(told("\nkpi_consumer_documents{thread=\"0\"} 0\n"));
    scene_free(&scene);
}

int main(void) {
    return suite_run(
        "loop_claim",
        (const struct test[]){
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
            {"a restart after garbage needs no anchor", a_restart_after_garbage_needs_no_anchor},
            {"transaction markers move the offset alone",
             transaction_markers_move_the_offset_alone},
            {"who is given nothing lags behind nothing", who_is_given_nothing_lags_behind_nothing},
            {NULL, NULL},
        });
}
