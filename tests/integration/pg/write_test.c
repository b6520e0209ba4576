/* What one write set leaves in the tables. */
#include <glib.h>

#include "pg/world.h"

static const struct measure waiting = {"referrals_waiting"};

/* Everything that a set can hold. */
static struct write_set *full_set(const struct claim *claim) {
    struct write_set *set = world_advance(claim, 15);
    struct advance *advance = &g_array_index(set->advances, struct advance, 0);
    advance->last_offset = 13;
    advance->last_event_id = (struct event_id){true, 4, "e-13"};
    advance->consumed = 12;
    advance->applied = 7;
    advance->unchanged = 3;
    advance->quarantined = 2;
    world_document(set, "c1", 0, "one");
    world_document(set, "c2", 0, "");
    g_array_index(set->documents, struct document_write, 1).next_due = 20697; /* 2026-09-01 */
    struct line line = {
        .measure = &waiting,
        .day = 20514,   /* 2026-03-02 */
        .since = 20147, /* 2025-02-28 */
        .place = {.urn = URN_NONE, .provider = text_of("rdash")},
        .detail = "ND",
        .value = -4000000000,
    };
    line_add(&set->tally.lines, &line);
    line.place = (struct place){.urn = 106905, .sen = 'E', .need = "ASD", .stage = STAGE_POST16};
    line.since = DAY_NONE;
    line.day = 47481; /* 2099-12-31 */
    line.detail = "\\";
    line_add(&set->tally.lines, &line);
    line.place = (struct place){.urn = URN_NONE};
    line.day = 10957; /* 2000-01-01 */
    line.detail = "";
    line.value = 1;
    line_add(&set->tally.lines, &line);
    struct quarantine_row rows[] = {
        {.topic = "absence",
         .partition = 3,
         .offset = 11,
         .key = {"c\0", 2},
         .value = {"\xff", 1},
         .headers = "{\"traceparent\": \"MDA=\"}",
         .reason = REASON_CONFLICT,
         .field = "code",
         .event_id = text_of("e-11"),
         .kept = "stored"},
        {.topic = "absence", .partition = 3, .offset = 12, .reason = REASON_EMPTY, .field = ""},
    };
    g_array_append_vals(set->quarantine, rows, G_N_ELEMENTS(rows));
    return set;
}

static void test_rows(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    CU_ASSERT_EQUAL(world_write(sink, full_set(&claim), NULL).kind, ERROR_NONE);
    world_expect("SELECT consumer, topic, partition, next_offset, owner_epoch, rules, last_offset,"
                 "       last_event_id, consumed, applied, unchanged, quarantined,"
                 "       updated_at > now() - interval '1 minute'"
                 "  FROM stream.offset",
                 "absence|absence|3|15|1|1.7|13|e-13|12|7|3|2|t");
    world_expect("SELECT child_ref, window_start, partition, version, next_due, body"
                 "  FROM state.absence ORDER BY child_ref",
                 "c1|2025-09-01|3|1||\\x6f6e65\n"
                 "c2|2025-09-01|3|1|2026-09-01|\\x");
    world_expect("SELECT day, known_on, measure, since, org, sen, need, stage, detail, value"
                 "  FROM kpi.ledger ORDER BY day",
                 "2000-01-01|2026-03-03|referrals_waiting|||||||1\n"
                 "2026-03-02|2026-03-03|referrals_waiting|2025-02-28|rdash||||ND|-4000000000\n"
                 "2099-12-31|2026-03-03|referrals_waiting||106905|E|ASD|post16|\\|-4000000000");
    world_expect(
        "SELECT consumer, topic, partition, \"offset\", key, value, headers, reason, field,"
        "       event_id, kept, state"
        "  FROM stream.quarantine ORDER BY \"offset\"",
        "absence|absence|3|11|\\x6300|\\xff|{\"traceparent\": \"MDA=\"}|conflict|code|e-11|"
        "stored|HELD\n"
        "absence|absence|3|12||||empty||||HELD");
    sink->ops->close(sink);
}

static void test_nulls(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    CU_ASSERT_EQUAL(world_write(sink, full_set(&claim), NULL).kind, ERROR_NONE);
    world_expect("SELECT key IS NULL, value IS NULL, headers IS NULL, event_id IS NULL,"
                 "       kept IS NULL, field IS NULL"
                 "  FROM stream.quarantine WHERE \"offset\" = 12",
                 "t|t|t|t|t|f");
    world_expect("SELECT count(since) FROM kpi.ledger", "1");
    sink->ops->close(sink);
}

static void test_second_set(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 0), NULL).kind, ERROR_NONE);
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 1), NULL).kind, ERROR_NONE);
    world_expect_tens(2);
    sink->ops->close(sink);
}

static void test_markers_only(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    CU_ASSERT_EQUAL(world_write(sink, full_set(&claim), NULL).kind, ERROR_NONE);
    claim.next_offset = 15;
    CU_ASSERT_EQUAL(world_write(sink, world_advance(&claim, 16), NULL).kind, ERROR_NONE);
    world_expect("SELECT next_offset, last_offset, last_event_id, consumed FROM stream.offset",
                 "16|13|e-13|12");
    sink->ops->close(sink);
}

static void test_event_ids(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    struct write_set *cut = world_advance(&claim, 1);
    struct advance *advance = &g_array_index(cut->advances, struct advance, 0);
    advance->last_offset = 0;
    advance->last_event_id = (struct event_id){true, 4, "id\xe2\x82"};
    CU_ASSERT_EQUAL(world_write(sink, cut, NULL).kind, ERROR_NONE);
    world_expect("SELECT last_event_id FROM stream.offset", "id");
    claim.next_offset = 1;
    struct write_set *unknown = world_advance(&claim, 2);
    g_array_index(unknown->advances, struct advance, 0).last_offset = 1;
    CU_ASSERT_EQUAL(world_write(sink, unknown, NULL).kind, ERROR_NONE);
    world_expect("SELECT last_offset, last_event_id IS NULL FROM stream.offset", "1|t");
    sink->ops->close(sink);
}

#define FIFTY 50

/* Writes documents c00 to c49, read at `version`. */
static void write_fifty(struct sink *sink, int64_t version) {
    struct claim claim = world_claim(sink);
    struct write_set *set = world_advance(&claim, claim.next_offset + 1);
    for (int i = 0; i < FIFTY; i++) {
        char child_ref[8];
        g_snprintf(child_ref, sizeof child_ref, "c%02d", i);
        world_document(set, child_ref, version, "marks");
    }
    CU_ASSERT_EQUAL(world_write(sink, set, NULL).kind, ERROR_NONE);
}

static void count_found(void *context, size_t index, const struct stored_document *stored) {
    (void)index;
    *(int64_t *)context += stored->version;
}

static void load_fifty(struct sink *sink) {
    struct document_key keys[FIFTY];
    char children[FIFTY][8];
    for (int i = 0; i < FIFTY; i++) {
        g_snprintf(children[i], sizeof children[i], "c%02d", i);
        keys[i] = (struct document_key){text_of(children[i]), 20332 /* 2025-09-01 */};
    }
    int64_t versions = 0;
    const struct load_events events = {count_found, world_drop_breach, &versions};
    struct error error = {0};
    CU_ASSERT_TRUE(sink->ops->load(sink, keys, FIFTY, &events, &error));
    CU_ASSERT_EQUAL(versions, FIFTY);
}

/* What a VACUUM says of a table all of whose rows were not committed yet. */
static void believed_empty(void) {
    world_wait_until("SELECT count(*) = 0 FROM pg_stat_activity"
                     " WHERE application_name LIKE 'goldenthread-absence %'");
    g_free(world_sql("UPDATE pg_class SET relpages = 1, reltuples = 0"
                     " WHERE oid = 'state.absence'::regclass;"
                     "SELECT pg_stat_reset_single_table_counters('state.absence'::regclass),"
                     "       pg_stat_reset_single_table_counters('state.absence_pkey'::regclass)"));
}

static void test_wrong_statistics(void) {
    world_reset();
    struct sink *sink = world_sink();
    write_fifty(sink, 0);
    sink->ops->close(sink);
    believed_empty();
    sink = world_sink();
    load_fifty(sink);
    write_fifty(sink, 1);
    sink->ops->close(sink);
    world_wait_until("SELECT n_tup_upd = 50 FROM pg_stat_user_tables"
                     " WHERE relid = 'state.absence'::regclass");
    world_expect("SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'absence_pkey'",
                 "100");
}

/* The rows that a set stages stay in the session's table, up to some number. */
static void test_many_sets(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    for (int64_t version = 0; version < 5; version++) {
        claim.next_offset = version;
        struct write_set *set = world_advance(&claim, version + 1);
        for (int i = 0; i < 900; i++) {
            char child_ref[8];
            g_snprintf(child_ref, sizeof child_ref, "c%03d", i);
            world_document(set, child_ref, version, "marks");
        }
        CU_ASSERT_EQUAL(world_write(sink, set, NULL).kind, ERROR_NONE);
    }
    world_expect("SELECT count(*), min(version), max(version) FROM state.absence", "900|5|5");
    sink->ops->close(sink);
}

static void test_quarantined_before(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 0), NULL).kind, ERROR_NONE);
    g_free(world_sql("UPDATE stream.offset SET next_offset = 0;"
                     "UPDATE stream.quarantine SET state = 'DISCARDED'"));
    claim.next_offset = 0;
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 1), NULL).kind, ERROR_NONE);
    world_expect("SELECT \"offset\", state FROM stream.quarantine", "9|DISCARDED");
    sink->ops->close(sink);
}

static void test_many_quarantined(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    struct write_set *set = world_advance(&claim, 1000);
    struct advance *advance = &g_array_index(set->advances, struct advance, 0);
    advance->consumed = advance->quarantined = 1000;
    for (int64_t offset = 0; offset < 1000; offset++) {
        struct quarantine_row row = {.topic = "absence",
                                     .partition = 3,
                                     .offset = offset,
                                     .reason = REASON_BAD_FRAME,
                                     .field = ""};
        g_array_append_val(set->quarantine, row);
    }
    CU_ASSERT_EQUAL(world_write(sink, set, NULL).kind, ERROR_NONE);
    world_expect("SELECT count(*), sum(\"offset\"), min(reason) FROM stream.quarantine",
                 "1000|499500|bad_frame");
    sink->ops->close(sink);
}

static void test_conservation(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    struct write_set *set = world_ten(&claim, 0);
    g_array_index(set->advances, struct advance, 0).consumed = 11;
    CU_ASSERT_EQUAL(world_write(sink, set, NULL).kind, ERROR_FATAL);
    world_expect("SELECT next_offset, consumed FROM stream.offset", "0|0");
    claim.next_offset = 0;
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 0), NULL).kind, ERROR_NONE);
    world_expect_tens(1);
    sink->ops->close(sink);
}

static void test_idle(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    CU_ASSERT_TRUE(sink->ops->idle(sink));
    CU_ASSERT_PTR_NULL(sink->ops->finished(sink, WORLD_WAIT_MS));
    struct write_set *set = world_ten(&claim, 0);
    sink->ops->submit(sink, set);
    CU_ASSERT_FALSE(sink->ops->idle(sink));
    CU_ASSERT_PTR_EQUAL(sink->ops->finished(sink, WORLD_WAIT_MS), set);
    CU_ASSERT_TRUE(sink->ops->idle(sink));
    CU_ASSERT(set->commit_seconds > 0 && set->commit_seconds < WORLD_WAIT_MS);
    write_set_free(set);
    sink->ops->close(sink);
}

int main(void) {
    const struct test tests[] = {
        {"every part of a set is read back as it was written", test_rows},
        {"what is absent is null, and what is empty is not", test_nulls},
        {"the next set adds its counts and raises the document's version", test_second_set},
        {"a set of transaction markers moves the offset and keeps the last event",
         test_markers_only},
        {"an event id cut in a character is stored up to it, an unknown one is null",
         test_event_ids},
        {"a set writes its own documents only, however many were staged before", test_many_sets},
        {"documents are found by their key, whatever the planner believes of their number",
         test_wrong_statistics},
        {"a message that is in quarantine already stays as it is", test_quarantined_before},
        {"a topic full of bad messages is quarantined", test_many_quarantined},
        {"counts that do not add up are refused, and the sink goes on", test_conservation},
        {"the sink is idle but for the time that it holds a set", test_idle},
        {NULL, NULL},
    };
    return suite_run("sink_postgres: writing", tests);
}
