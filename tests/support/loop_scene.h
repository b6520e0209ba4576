/* A log, a database and one consumer on them, for tests of the loop. */
#ifndef GOLDENTHREAD_TESTS_LOOP_SCENE_H
#define GOLDENTHREAD_TESTS_LOOP_SCENE_H

#include "support/absence_world.h"

#define MONDAY 20332 /* 2025-09-01 */

struct scene {
    struct memory_log log;
    struct memory_database *database;
    struct memory_source source;
    struct memory_sink sink;
    struct loop *loop;
    day_t today; /* of the consumers that are started from now on; 0: the world's */
    struct error error;
};

/* Two partitions, an empty database, a consumer that owns both. */
void scene_init(struct scene *scene);
void scene_free(struct scene *scene);

/* A consumer on the log and database that the scene has. */
void scene_start_consumer(struct scene *scene);
void scene_stop_consumer(struct scene *scene);
void scene_restart_consumer(struct scene *scene);

/* A morning mark. */
void append(struct scene *scene, int32_t partition, const char *child, day_t day, const char *code,
            int64_t revision);

/* Turns of the loop; one that gives up fails the test. */
void turns(struct scene *scene, int count);

/* Turns until the database has counted `consumed` events of the partition; bounded. */
void turn_until_consumed(struct scene *scene, int32_t partition, int64_t consumed);

/* The ledger's sum of sessions with this code. */
int64_t sessions_of(const struct memory_database *database, const char *code);

#endif
