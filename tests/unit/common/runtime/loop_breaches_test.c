/* Breaches and timers, over the rule TOY: a mark I is a breach from the third day after it until
 * the tenth. */
#include "support/loop_scene.h"
#include "support/suite.h"

#define RECORDED 20458 /* 2026-01-05: the London date on which the world's events are recorded */

static void scene_begin(struct scene *scene, day_t today) {
    scene_init(scene);
    scene->today = today;
    scene_restart_consumer(scene);
}

/* The same consumer on another day: killed, and started again. */
static void scene_day(struct scene *scene, day_t today) {
    scene->today = today;
    scene_restart_consumer(scene);
    turns(scene, 6);
}

static const struct breach *only_breach(const struct scene *scene) {
    CU_ASSERT_EQUAL_FATAL(scene->database->n_breaches, 1);
    return &scene->database->breaches[0].breach;
}

static void expect_change(const struct scene *scene, size_t index, int32_t sequence,
                          enum breach_state state, enum breach_reason reason, bool quiet) {
    CU_ASSERT_TRUE_FATAL(index < scene->database->n_changes);
    const struct change_row *change = &scene->database->changes[index];
    CU_ASSERT_EQUAL(change->sequence, sequence);
    CU_ASSERT_STRING_EQUAL(breach_state_name(change->state), breach_state_name(state));
    CU_ASSERT_STRING_EQUAL(breach_reason_name(change->reason), breach_reason_name(reason));
    CU_ASSERT_EQUAL(change->quiet, quiet);
}

static void a_crossing_is_written_with_its_document(void) {
    struct scene scene;
    scene_begin(&scene, MONDAY + 4);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    turn_until_consumed(&scene, 0, 1);
    const struct breach *breach = only_breach(&scene);
    CU_ASSERT_STRING_EQUAL(breach->rule_id, "TOY");
    CU_ASSERT_STRING_EQUAL(breach->org, "106905");
    CU_ASSERT_EQUAL(breach->raised_on, MONDAY + 3);
    CU_ASSERT_EQUAL(breach->state, BREACH_RAISED);
    CU_ASSERT_STRING_EQUAL(scene.database->breaches[0].episode, "2025-09-01|AM");
    CU_ASSERT_EQUAL(scene.database->n_changes, 1);
    expect_change(&scene, 0, 1, BREACH_RAISED, BREACH_CROSSED, false);
    CU_ASSERT_EQUAL(scene.database->documents[0].next_due, MONDAY + 10);
    scene_free(&scene);
}

static void a_correction_retracts_and_a_new_one_raises_the_same_id(void) {
    struct scene scene;
    scene_begin(&scene, MONDAY + 4);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    turn_until_consumed(&scene, 0, 1);
    append(&scene, 0, "c1", MONDAY, "/", 2);
    turn_until_consumed(&scene, 0, 2);
    CU_ASSERT_EQUAL(only_breach(&scene)->state, BREACH_RETRACTED);
    scene_restart_consumer(&scene); /* what stands comes from the database, not from memory */
    append(&scene, 0, "c1", MONDAY, "I", 3);
    turn_until_consumed(&scene, 0, 3);
    CU_ASSERT_EQUAL(only_breach(&scene)->state, BREACH_RAISED);
    CU_ASSERT_EQUAL(scene.database->n_changes, 3);
    expect_change(&scene, 1, 2, BREACH_RETRACTED, BREACH_NOT_CROSSED, false);
    expect_change(&scene, 2, 3, BREACH_RAISED, BREACH_CROSSED, false);
    scene_free(&scene);
}

static void time_alone_raises_and_resolves(void) {
    struct scene scene;
    scene_begin(&scene, MONDAY);
    append(&scene, 1, "c1", MONDAY, "I", 1);
    turn_until_consumed(&scene, 1, 1);
    CU_ASSERT_EQUAL(scene.database->n_breaches, 0);
    scene.database->documents[0].partition = 1;
    scene_day(&scene, MONDAY + 2);
    CU_ASSERT_EQUAL(scene.database->n_breaches, 0);
    scene_day(&scene, MONDAY + 3);
    CU_ASSERT_EQUAL(only_breach(&scene)->state, BREACH_RAISED);
    scene.database->documents[0].partition = 1;
    scene_day(&scene, MONDAY + 10);
    CU_ASSERT_EQUAL(only_breach(&scene)->state, BREACH_RESOLVED);
    expect_change(&scene, 0, 1, BREACH_RAISED, BREACH_CROSSED, false);
    expect_change(&scene, 1, 2, BREACH_RESOLVED, BREACH_TIME_OVER, false);
    CU_ASSERT_EQUAL(scene.database->n_changes, 2);
    CU_ASSERT_EQUAL(scene.database->documents[0].next_due, DAY_NONE);
    CU_ASSERT_EQUAL(scene.database->offsets[1].consumed, 1);
    scene_free(&scene);
}

static void a_week_of_standstill_is_caught_up_in_portions(void) {
    struct scene scene;
    scene_begin(&scene, MONDAY);
    for (int child = 0; child < 40; child++) {
        char name[8];
        g_snprintf(name, sizeof name, "c%d", child);
        append(&scene, 0, name, MONDAY, "I", 1);
    }
    turn_until_consumed(&scene, 0, 40);
    scene_day(&scene, MONDAY + 9);
    CU_ASSERT_EQUAL(scene.database->n_breaches, 40);
    CU_ASSERT_EQUAL(scene.database->n_changes, 40);
    scene_day(&scene, MONDAY + 9);
    CU_ASSERT_EQUAL(scene.database->n_changes, 40); /* nothing is said twice */
    scene_free(&scene);
}

/* Its log is looked at first, for which a busy partition makes it wait. */
static void time_is_asked_for_each_partition_as_soon_as_it_is_owned(void) {
    struct scene scene;
    scene_begin(&scene, MONDAY);
    append(&scene, 1, "c1", MONDAY, "I", 1);
    turn_until_consumed(&scene, 1, 1);
    scene.database->documents[0].partition = 1;
    for (int64_t revision = 1; revision <= 25; revision++) {
        append(&scene, 0, "c2", MONDAY, "/", revision);
    }
    scene_day(&scene, MONDAY + 3);
    CU_ASSERT_EQUAL(only_breach(&scene)->state, BREACH_RAISED);
    scene_free(&scene);
}

static void old_news_are_quiet_but_time_is_never_old(void) {
    struct scene scene;
    scene_begin(&scene, RECORDED + 8);
    append(&scene, 0, "c1", RECORDED + 4, "I", 1);
    append(&scene, 0, "c2", RECORDED + 6, "I", 1);
    turn_until_consumed(&scene, 0, 2);
    CU_ASSERT_TRUE(only_breach(&scene)->quiet); /* recorded more than a week ago */
    scene_day(&scene, RECORDED + 9);
    CU_ASSERT_EQUAL_FATAL(scene.database->n_breaches, 2);
    CU_ASSERT_FALSE(scene.database->breaches[1].breach.quiet);
    scene_free(&scene);
}

static void a_person_who_was_quicker_is_read_again(void) {
    struct scene scene;
    scene_begin(&scene, MONDAY + 4);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    turn_until_consumed(&scene, 0, 1);
    struct breach *row = &scene.database->breaches[0].breach;
    row->state = BREACH_ACKNOWLEDGED; /* while the consumer has the document in memory */
    row->sequence = 2;
    append(&scene, 0, "c1", MONDAY, "/", 2);
    turn_until_consumed(&scene, 0, 2);
    CU_ASSERT_EQUAL(row->state, BREACH_RETRACTED);
    CU_ASSERT_EQUAL(row->sequence, 3);
    scene_free(&scene);
}

static void a_timer_of_a_former_owner_is_refused(void) {
    struct scene scene;
    scene_begin(&scene, MONDAY);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    turn_until_consumed(&scene, 0, 1);
    scene.today = MONDAY + 5;
    scene_restart_consumer(&scene);
    scene.sink.slow = true; /* the set is on its way when another instance claims */
    turns(&scene, 3);
    scene.database->offsets[0].owner_epoch += 10;
    scene.database->offsets[1].owner_epoch += 10;
    turns(&scene, 5);
    CU_ASSERT_EQUAL(scene.database->n_breaches, 0);
    scene.sink.slow = false;
    scene_day(&scene, MONDAY + 5);
    CU_ASSERT_EQUAL(scene.database->n_breaches, 1);
    scene_free(&scene);
}

int main(void) {
    static const struct test tests[] = {
        {"a crossing is written with its document", a_crossing_is_written_with_its_document},
        {"a correction retracts, and a new one raises the same id again",
         a_correction_retracts_and_a_new_one_raises_the_same_id},
        {"time alone raises and resolves", time_alone_raises_and_resolves},
        {"a week of standstill is caught up, and nothing is said twice",
         a_week_of_standstill_is_caught_up_in_portions},
        {"time is asked for each partition as soon as it is owned",
         time_is_asked_for_each_partition_as_soon_as_it_is_owned},
        {"old news are quiet, but time is never old", old_news_are_quiet_but_time_is_never_old},
        {"a person who was quicker is read again", a_person_who_was_quicker_is_read_again},
        {"a timer of a former owner is refused", a_timer_of_a_former_owner_is_refused},
        {NULL, NULL},
    };
    return suite_run("runtime/loop breaches", tests);
}
