/* What bounds a consumer's memory and its write sets, looked at from inside the loop. */
#include "runtime/loop_internal.h"

#include <stdio.h>

#include "support/loop_scene.h"
#include "support/suite.h"

#define CHILDREN 60

static void append_children(struct scene *scene, day_t day) {
    char child_ref[16];
    for (int i = 0; i < CHILDREN; i++) {
        snprintf(child_ref, sizeof child_ref, "child-%d", i);
        append(scene, 0, child_ref, day, "I", 1);
    }
}

static void documents_written_make_room(void) {
    struct scene scene;
    scene_init(&scene);
    turns(&scene, 1);
    documents_free(scene.loop->documents);
    scene.loop->documents = documents_new(scene.loop->pipeline->document, 4000);
    append_children(&scene, MONDAY);
    turn_until_consumed(&scene, 0, CHILDREN);
    turns(&scene, 1);
    CU_ASSERT_EQUAL(scene.database->n_documents, CHILDREN);
    CU_ASSERT_TRUE(documents_memory(scene.loop->documents) <= 4000);
    scene_free(&scene);
}

/* Nothing can be dropped before the open set is written, so it is full whatever its own size. */
static void documents_over_the_budget_close_the_set(void) {
    struct scene scene;
    scene_init(&scene);
    turns(&scene, 1);
    scene.loop->settings.cache_bytes = 1;
    scene.sink.slow = true;
    append_children(&scene, MONDAY);
    turns(&scene, 2);
    CU_ASSERT_PTR_NOT_NULL(scene.loop->open);
    CU_ASSERT_TRUE(loop_set_is_full(scene.loop));
    scene.loop->settings.cache_bytes = 1 << 20;
    CU_ASSERT_FALSE(loop_set_is_full(scene.loop));
    scene_free(&scene);
}

static void a_version_missed_makes_sets_smaller_and_writing_lets_them_grow(void) {
    struct scene scene;
    scene_init(&scene);
    append(&scene, 0, "c1", MONDAY, "I", 1);
    turn_until_consumed(&scene, 0, 1);
    turns(&scene, 1);
    const size_t whole = scene.loop->set_limit;
    scene.database->documents[0].version++; /* as another instance would */
    append(&scene, 0, "c1", MONDAY + 1, "I", 1);
    scene.source.end_told[0] = false;
    gint64 end = g_get_monotonic_time() + 10 * G_TIME_SPAN_SECOND;
    while (scene.loop->set_limit == whole && g_get_monotonic_time() < end) {
        turns(&scene, 1);
    }
    CU_ASSERT_EQUAL(scene.loop->set_limit, whole / 2);
    turn_until_consumed(&scene, 0, 2);
    turns(&scene, 1);
    CU_ASSERT_EQUAL(scene.loop->set_limit, whole);
    scene_free(&scene);
}

int main(void) {
    return suite_run(
        "loop_set",
        (const struct test[]){
            {"documents that are written make room", documents_written_make_room},
            {"documents over the budget close the set", documents_over_the_budget_close_the_set},
            {"a version missed makes sets smaller and writing lets them grow",
             a_version_missed_makes_sets_smaller_and_writing_lets_them_grow},
            {NULL, NULL},
        });
}
