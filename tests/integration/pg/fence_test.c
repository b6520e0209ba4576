/* What the fence and the versions refuse. */
#include <glib.h>

#include "pg/world.h"

/* Claims, lets `sql` happen, and sees a set of ten refused whole. */
static void refused(const char *sql) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    g_free(world_sql(sql));
    bool missed = true;
    struct error error = world_write(sink, world_ten(&claim, 0), &missed);
    CU_ASSERT_EQUAL(error.kind, ERROR_FENCED);
    CU_ASSERT_FALSE(missed);
    world_expect("SELECT consumed FROM stream.offset", "0");
    world_expect("SELECT (SELECT count(*) FROM state.absence) + (SELECT count(*) FROM kpi.ledger)"
                 "     + (SELECT count(*) FROM stream.quarantine)",
                 "0");
    sink->ops->close(sink);
}

static void test_stale_epoch(void) {
    refused("UPDATE stream.offset SET owner_epoch = owner_epoch + 1");
}

static void test_wrong_offset(void) {
    refused("UPDATE stream.offset SET next_offset = 1");
}

static void test_other_rules(void) {
    refused("UPDATE stream.offset SET rules = '2.7'");
}

static void test_reference_raised(void) {
    refused("UPDATE reference.version SET version = 8");
}

static void test_no_row(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    g_free(world_sql("DELETE FROM stream.offset"));
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 0), NULL).kind, ERROR_FENCED);
    world_expect("SELECT count(*) FROM kpi.ledger", "0");
    sink->ops->close(sink);
}

static void test_one_of_two_partitions(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claims[] = {{.topic = "absence", .partition = 3},
                             {.topic = "absence", .partition = 4}};
    struct error error = {0};
    CU_ASSERT_TRUE(sink->ops->claim(sink, claims, 2, &error));
    struct write_set *set = world_ten(&claims[0], 0);
    struct write_set *other = world_advance(&claims[1], 5);
    g_array_append_val(set->advances, g_array_index(other->advances, struct advance, 0));
    write_set_free(other);
    g_free(world_sql("UPDATE stream.offset SET owner_epoch = 2 WHERE partition = 4"));
    CU_ASSERT_EQUAL(world_write(sink, set, NULL).kind, ERROR_FENCED);
    world_expect("SELECT partition, next_offset FROM stream.offset ORDER BY partition", "3|0\n4|0");
    sink->ops->close(sink);
}

/* Writes document c1 once, lets `sql` happen to it, and sees the next set miss its version. */
static void version_missed(const char *sql, int64_t read_at) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 0), NULL).kind, ERROR_NONE);
    g_free(world_sql(sql));
    bool missed = false;
    struct error error = world_write(sink, world_ten(&claim, read_at), &missed);
    CU_ASSERT_EQUAL(error.kind, ERROR_FENCED);
    CU_ASSERT_TRUE(missed);
    world_expect("SELECT next_offset FROM stream.offset", "10");
    world_expect("SELECT sum(value) FROM kpi.ledger", "9");
    sink->ops->close(sink);
}

static void test_version_changed(void) {
    version_missed("UPDATE state.absence SET version = 2", 1);
}

static void test_version_gone(void) {
    version_missed("DELETE FROM state.absence", 1);
}

static void test_version_new(void) {
    version_missed("SELECT 1", 0);
}

static void test_no_fence(void) {
    world_reset();
    struct sink *sink = world_sink();
    CU_ASSERT_EQUAL(world_write(sink, write_set_new(), NULL).kind, ERROR_FATAL);
    sink->ops->close(sink);
}

int main(void) {
    const struct test tests[] = {
        {"an older epoch is refused and nothing of the set is written", test_stale_epoch},
        {"another offset than expected is refused", test_wrong_offset},
        {"other rules than the ledger's are refused", test_other_rules},
        {"a raised reference version is refused", test_reference_raised},
        {"a partition that is not there any more is refused", test_no_row},
        {"one lost partition of two holds back both", test_one_of_two_partitions},
        {"a document that somebody else changed holds back the set", test_version_changed},
        {"a document that was erased is not written again", test_version_gone},
        {"a new document that somebody else added first holds back the set", test_version_new},
        {"a set that moves no offset is refused", test_no_fence},
        {NULL, NULL},
    };
    return suite_run("sink_postgres: fence and versions", tests);
}
