/* Claims and documents as they are read. */
#include <glib.h>

#include "pg/world.h"

static void test_never_seen(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = {.topic = "absence", .partition = 3, .next_offset = 120};
    struct error error = {0};
    CU_ASSERT_TRUE(sink->ops->claim(sink, &claim, 1, &error));
    CU_ASSERT_EQUAL(claim.epoch, 1);
    CU_ASSERT_EQUAL(claim.next_offset, 120);
    CU_ASSERT_EQUAL(claim.last_offset, -1);
    CU_ASSERT_FALSE(claim.last_event_id.known);
    world_expect("SELECT consumer, topic, partition, next_offset, owner_epoch, rules, last_offset,"
                 "       consumed, applied, unchanged, quarantined FROM stream.offset",
                 "absence|absence|3|120|1|1.7||0|0|0|0");
    sink->ops->close(sink);
}

static void test_again(void) {
    world_reset();
    struct sink *sink = world_sink();
    world_claim(sink);
    g_free(world_sql("UPDATE stream.offset SET next_offset = 42, last_offset = 40,"
                     "       last_event_id = 'e-40'"));
    struct claim claim = {.topic = "absence", .partition = 3, .next_offset = 7};
    struct error error = {0};
    CU_ASSERT_TRUE(sink->ops->claim(sink, &claim, 1, &error));
    CU_ASSERT_EQUAL(claim.epoch, 2);
    CU_ASSERT_EQUAL(claim.next_offset, 42);
    CU_ASSERT_EQUAL(claim.last_offset, 40);
    CU_ASSERT_TRUE(claim.last_event_id.known);
    CU_ASSERT_EQUAL(claim.last_event_id.length, 4);
    CU_ASSERT_EQUAL(memcmp(claim.last_event_id.bytes, "e-40", 4), 0);
    sink->ops->close(sink);
}

static void test_many(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claims[] = {
        {.topic = "referral", .partition = 0, .next_offset = 5},
        {.topic = "absence", .partition = 11, .next_offset = 6},
        {.topic = "absence", .partition = 2, .next_offset = 7},
    };
    struct error error = {0};
    CU_ASSERT_TRUE(sink->ops->claim(sink, claims, 3, &error));
    CU_ASSERT_TRUE(sink->ops->claim(sink, claims, 2, &error));
    CU_ASSERT_EQUAL(claims[0].epoch, 2);
    CU_ASSERT_EQUAL(claims[0].next_offset, 5);
    CU_ASSERT_EQUAL(claims[1].epoch, 2);
    CU_ASSERT_EQUAL(claims[1].next_offset, 6);
    CU_ASSERT_EQUAL(claims[2].epoch, 1);
    CU_ASSERT_EQUAL(claims[2].next_offset, 7);
    sink->ops->close(sink);
}

/* Sees a claim of partition 3 refused, and the tables as `sql` left them. */
static void refused(const char *sql, const char *rows, const char *says) {
    world_reset();
    struct sink *sink = world_sink();
    world_claim(sink);
    g_free(world_sql(sql));
    struct claim claim = {.topic = "absence", .partition = 3};
    struct error error = {0};
    CU_ASSERT_FALSE(sink->ops->claim(sink, &claim, 1, &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_RULES);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, says));
    world_expect("SELECT partition, owner_epoch, rules FROM stream.offset ORDER BY partition",
                 rows);
    sink->ops->close(sink);
}

static void test_other_rules(void) {
    refused("UPDATE stream.offset SET rules = '1.6'", "3|1|1.6", "goldenthread rebuild absence");
}

static void test_other_partition_rules(void) {
    refused("INSERT INTO stream.offset (consumer, topic, partition, next_offset, owner_epoch,"
            "       rules, consumed, applied, unchanged, quarantined, updated_at)"
            " VALUES ('absence', 'absence', 9, 0, 1, '2.7', 0, 0, 0, 0, now())",
            "3|1|1.7\n9|1|2.7", "goldenthread rebuild absence");
}

static void test_reference_changed(void) {
    refused("UPDATE reference.version SET version = 8", "3|1|1.7", "reference data changed");
}

static void test_not_migrated(void) {
    struct pipeline nowhere = {.name = "nowhere"};
    struct error error = {0};
    CU_ASSERT_PTR_NULL(sink_postgres_new(&nowhere, world_dsn(), "1.7", NULL, &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "goldenthread migrate"));
}

struct found {
    size_t count;
    int64_t last_index, version;
    char body[8];
};

static void on_found(void *context, size_t index, const struct stored_document *stored) {
    struct found *found = context;
    found->count++;
    found->last_index = (int64_t)index;
    found->version = stored->version;
    CU_ASSERT_EQUAL(stored->next_due, DAY_NONE);
    g_strlcpy(found->body, (const char *)stored->body, MIN(stored->length + 1, sizeof found->body));
}

static void test_load(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 0), NULL).kind, ERROR_NONE);
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 1), NULL).kind, ERROR_NONE);
    const struct document_key keys[] = {
        {text_of("c0"), 20332},
        {text_of("c1"), 20331},
        {text_of("c1"), 20332},
        {text_of("c11"), 20332},
    };
    struct found found = {.last_index = -1};
    const struct load_events events = {on_found, world_drop_breach, &found};
    struct error error = {0};
    CU_ASSERT_TRUE(sink->ops->load(sink, keys, G_N_ELEMENTS(keys), &events, &error));
    CU_ASSERT_EQUAL(found.count, 1);
    CU_ASSERT_EQUAL(found.last_index, 2);
    CU_ASSERT_EQUAL(found.version, 2);
    CU_ASSERT_STRING_EQUAL(found.body, "marks");
    sink->ops->close(sink);
}

#define MANY ((size_t)10000)

static void test_load_many(void) {
    world_reset();
    struct sink *sink = world_sink();
    g_free(world_sql("INSERT INTO state.absence (child_ref, window_start, partition, version, body)"
                     " SELECT 'c' || n, '2025-09-01', 0, n, 'x' FROM generate_series(1, 10000) n"));
    struct document_key *keys = g_new(struct document_key, MANY);
    char(*names)[16] = g_malloc0_n(MANY, sizeof *names);
    for (size_t i = 0; i < MANY; i++) {
        g_snprintf(names[i], sizeof names[i], "c%zu", i);
        keys[i] = (struct document_key){text_of(names[i]), 20332};
    }
    struct found found = {.last_index = -1};
    const struct load_events events = {on_found, world_drop_breach, &found};
    struct error error = {0};
    CU_ASSERT_TRUE(sink->ops->load(sink, keys, MANY, &events, &error));
    CU_ASSERT_EQUAL(found.count, 9999); /* c0 is not there, c10000 was not asked for */
    CU_ASSERT_EQUAL(found.last_index, found.version);
    g_free(names);
    g_free(keys);
    sink->ops->close(sink);
}

int main(void) {
    const struct test tests[] = {
        {"a partition never claimed starts at its low watermark under my rules", test_never_seen},
        {"a claim raises the epoch and tells where the database stands", test_again},
        {"claims are filled in the caller's order", test_many},
        {"a ledger of other rules refuses the claim and says what to do", test_other_rules},
        {"one partition under other rules is enough", test_other_partition_rules},
        {"reference data that changed since the start refuses the claim", test_reference_changed},
        {"a stream without its table asks for a migration", test_not_migrated},
        {"documents are found by child and window", test_load},
        {"more documents than one answer holds are found", test_load_many},
        {NULL, NULL},
    };
    return suite_run("sink_postgres: claims and documents", tests);
}
