#include "support/loop_scene.h"

#include <CUnit/CUnit.h>

static const struct world_run small = {
    .poll_messages = 10, .set_bytes = 1 << 26, .cache_bytes = 1 << 20};

void scene_start_consumer(struct scene *scene) {
    memory_source_init(&scene->source, &scene->log);
    memory_sink_init(&scene->sink, scene->database);
    struct world_run run = small;
    run.today = scene->today;
    scene->loop = world_loop(&scene->source, &scene->sink, &run);
}

void scene_init(struct scene *scene) {
    *scene = (struct scene){.database = memory_database_new()};
    memory_log_init(&scene->log, 2);
    scene_start_consumer(scene);
}

void scene_stop_consumer(struct scene *scene) {
    loop_free(scene->loop);
    scene->sink.sink.ops->close(&scene->sink.sink);
}

void scene_free(struct scene *scene) {
    scene_stop_consumer(scene);
    memory_log_free(&scene->log);
    memory_database_free(scene->database);
}

void scene_restart_consumer(struct scene *scene) {
    scene_stop_consumer(scene);
    scene_start_consumer(scene);
}

void append(struct scene *scene, int32_t partition, const char *child, day_t day, const char *code,
            int64_t revision) {
    struct absence absence = world_absence(child, day, SESSION_AM, code, revision);
    world_append(&scene->log, partition, &absence);
}

void turns(struct scene *scene, int count) {
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
void turn_until_consumed(struct scene *scene, int32_t partition, int64_t consumed) {
    gint64 end = g_get_monotonic_time() + 10 * G_TIME_SPAN_SECOND;
    while (scene->database->offsets[partition].consumed < consumed &&
           g_get_monotonic_time() < end) {
        turns(scene, 1);
    }
    CU_ASSERT_EQUAL(scene->database->offsets[partition].consumed, consumed);
}

int64_t sessions_of(const struct memory_database *database, const char *code) {
    int64_t sum = 0;
    for (size_t i = 0; i < database->n_lines; i++) {
        const struct line *line = &database->lines[i].line;
        if (strcmp(line->measure->id, "sessions") == 0 && strcmp(line->detail, code) == 0) {
            sum += line->value;
        }
    }
    return sum;
}
