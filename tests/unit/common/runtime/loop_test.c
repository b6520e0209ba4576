#include "runtime/loop.h"

#include "support/loop_scene.h"
#include "support/suite.h"

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

/* It would tell for ever about a partition of which it learns nothing new. */
static void who_lost_a_partition_does_not_tell_its_lag(void) {
    struct scene scene;
    scene_init(&scene);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    scene.sink.slow = true;
    turns(&scene, 2); /* folded and submitted, not written */
    CU_ASSERT_FALSE(scene.sink.sink.ops->idle(&scene.sink.sink));
    scene.source.owned[0] = false;
    scene.source.rebalance = true;
    turn_until_consumed(&scene, 0, 1);
    append(&scene, 1, "c2", MONDAY, "I", 1);
    turn_until_consumed(&scene, 1, 1);
    turns(&scene, 1);
    CU_ASSERT_EQUAL(scene.source.committed[0], 0);
    CU_ASSERT_EQUAL(scene.source.committed[1], 1);
    scene_free(&scene);
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

int main(void) {
    return suite_run(
        "loop",
        (const struct test[]){
            {"an event becomes a line", an_event_becomes_a_line},
            {"a correction takes the old line back", a_correction_takes_the_old_line_back},
            {"a frozen owner is fenced", a_frozen_owner_is_fenced},
            {"who lost a partition does not tell its lag",
             who_lost_a_partition_does_not_tell_its_lag},
            {"one child on two partitions of two instances loses no mark",
             one_child_on_two_partitions},
            {"a database that is away loses nothing", a_database_that_is_away_loses_nothing},
            {"a broker that does not answer is asked again",
             a_broker_that_does_not_answer_is_asked_again},
            {"messages of before are dropped", messages_of_before_are_dropped},
            {"other rules end the loop", other_rules_end_the_loop},
            {"garbage goes to quarantine and the stream goes on",
             garbage_goes_to_quarantine_and_the_stream_goes_on},
            {NULL, NULL},
        });
}
