/* Breaches in the tables: written with their set or not at all, read with their documents, and
 * never over what a person did meanwhile. */
#include <glib.h>

#include "pg/world.h"

static struct error write_breach(struct sink *sink, struct claim *claim, int32_t expected,
                                 bool *missed) {
    struct write_set *set = world_advance(claim, claim->next_offset + 1);
    world_document(set, "c1", expected, "marks");
    world_breach(set, "c1", "2025-09-01", expected);
    struct error error = world_write(sink, set, missed);
    claim->next_offset += error.kind == ERROR_NONE;
    return error;
}

static void test_rows(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    CU_ASSERT_EQUAL(write_breach(sink, &claim, 0, NULL).kind, ERROR_NONE);
    world_expect(
        "SELECT rule_id, commitment, priority, subject, episode, org, sen, stage,"
        "       raised_on, due_on, over_on, state, sequence, quiet, event_id"
        "  FROM breach.open",
        "C2_ILL_15D|2|P2|c1|2025-09-01|106905|K|primary|2026-03-02||2026-09-01|RAISED|1|f|");
    world_expect("SELECT consumer, step, window_start, session, by_person FROM breach.breach",
                 "absence||2025-09-01|PM|f");
    world_expect("SELECT c.breach_id = b.breach_id, c.sequence, c.state, c.reason, c.quiet"
                 "  FROM breach.change c, breach.breach b",
                 "t|1|RAISED|crossed|f");
    CU_ASSERT_EQUAL(write_breach(sink, &claim, 1, NULL).kind, ERROR_NONE);
    world_expect("SELECT count(*) FROM breach.open", "0");
    world_expect("SELECT sequence, state FROM breach.history", "2|RETRACTED");
    world_expect("SELECT sequence, state, reason FROM breach.change ORDER BY change_id",
                 "1|RAISED|crossed\n2|RETRACTED|not_crossed");
    sink->ops->close(sink);
}

static void test_mended(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    CU_ASSERT_EQUAL(write_breach(sink, &claim, 0, NULL).kind, ERROR_NONE);
    char *opened = world_sql("SELECT opened_at FROM breach.breach");
    struct write_set *set = world_advance(&claim, claim.next_offset + 1);
    world_breach(set, "c1", "2025-09-01", 1);
    struct breach_move *move = &g_array_index(set->breaches, struct breach_write, 0).move;
    move->state_changed = false;
    move->after.state = BREACH_RAISED;
    move->after.sequence = 1;
    move->after.raised_on = 20516; /* 2026-03-04 */
    CU_ASSERT_EQUAL(world_write(sink, set, NULL).kind, ERROR_NONE);
    world_expect("SELECT raised_on, state, sequence FROM breach.breach", "2026-03-04|RAISED|1");
    world_expect("SELECT count(*) FROM breach.change", "1");
    world_expect("SELECT opened_at FROM breach.breach", opened);
    g_free(opened);
    sink->ops->close(sink);
}

static void test_person(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    bool missed = false;
    CU_ASSERT_EQUAL(write_breach(sink, &claim, 0, NULL).kind, ERROR_NONE);
    g_free(world_sql("UPDATE breach.breach SET state = 'ACKNOWLEDGED', sequence = 2"));
    CU_ASSERT_EQUAL(write_breach(sink, &claim, 1, &missed).kind, ERROR_FENCED);
    CU_ASSERT_TRUE(missed);
    world_expect("SELECT state, sequence FROM breach.breach", "ACKNOWLEDGED|2");
    world_expect("SELECT version FROM state.absence", "1"); /* nothing else of the set either */
    world_expect("SELECT next_offset FROM stream.offset", "1");
    sink->ops->close(sink);
}

struct told {
    int documents, breaches;
    struct breach breach;
};

static void on_document(void *context, size_t index, const struct stored_document *stored) {
    ((struct told *)context)->documents++;
    CU_ASSERT_EQUAL(index, 1);
    CU_ASSERT_EQUAL(stored->next_due, 20697); /* 2026-09-01 */
}

static void on_breach(void *context, size_t index, const struct breach *breach) {
    struct told *told = context;
    told->breaches++;
    CU_ASSERT_EQUAL(index, 1);
    breach_clear(&told->breach);
    told->breach = *breach;
}

static void test_loaded(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    struct write_set *set = world_advance(&claim, 1);
    world_document(set, "c1", 0, "marks");
    g_array_index(set->documents, struct document_write, 0).next_due = 20697;
    world_breach(set, "c1", "2025-09-01", 0);
    world_breach(set, "c2", "2025-09-01", 0); /* of another child */
    CU_ASSERT_EQUAL(world_write(sink, set, NULL).kind, ERROR_NONE);
    g_free(world_sql("UPDATE breach.breach SET state = 'RESOLVED', by_person = true, sequence = 4,"
                     " event_id = 'e1', step = '35', quiet = true, due_on = '2026-03-03'"));
    const struct document_key keys[] = {{text_of("c0"), 20332}, {text_of("c1"), 20332}};
    struct told told = {0};
    const struct load_events events = {on_document, on_breach, &told};
    struct error error = {0};
    CU_ASSERT_TRUE(sink->ops->load(sink, keys, 2, &events, &error));
    CU_ASSERT_EQUAL(told.documents, 1);
    CU_ASSERT_EQUAL_FATAL(told.breaches, 1);
    const struct breach *breach = &told.breach;
    CU_ASSERT_STRING_EQUAL(breach->rule_id, "C2_ILL_15D");
    CU_ASSERT_STRING_EQUAL(breach->step, "35");
    CU_ASSERT_STRING_EQUAL(breach->episode, "2025-09-01");
    CU_ASSERT_STRING_EQUAL(breach->org, "106905");
    CU_ASSERT_STRING_EQUAL(breach->event_id, "e1");
    CU_ASSERT_EQUAL(breach->sen, 'K');
    CU_ASSERT_EQUAL(breach->stage, STAGE_PRIMARY);
    CU_ASSERT_EQUAL(breach->commitment, 2);
    CU_ASSERT_EQUAL(breach->priority, 2);
    CU_ASSERT_EQUAL(breach->raised_on, 20514);
    CU_ASSERT_EQUAL(breach->due_on, 20515);
    CU_ASSERT_EQUAL(breach->over_on, 20697);
    CU_ASSERT_EQUAL(breach->session, 1);
    CU_ASSERT_EQUAL(breach->state, BREACH_RESOLVED);
    CU_ASSERT_TRUE(breach->by_person);
    CU_ASSERT_TRUE(breach->quiet);
    CU_ASSERT_EQUAL(breach->sequence, 4);
    breach_clear(&told.breach);
    sink->ops->close(sink);
}

#define FIFTY 50

static void write_fifty(struct sink *sink, int32_t expected) {
    struct claim claim = world_claim(sink);
    struct write_set *set = world_advance(&claim, claim.next_offset + 1);
    for (int i = 0; i < FIFTY; i++) {
        char child_ref[8];
        g_snprintf(child_ref, sizeof child_ref, "c%02d", i);
        world_breach(set, child_ref, "2025-09-01", expected);
    }
    CU_ASSERT_EQUAL(world_write(sink, set, NULL).kind, ERROR_NONE);
}

static void count_breach(void *context, size_t index, const struct breach *breach) {
    (void)index;
    *(int *)context += breach->sequence;
    breach_clear((struct breach *)breach);
}

static void load_fifty(struct sink *sink) {
    struct document_key keys[FIFTY];
    char children[FIFTY][8];
    for (int i = 0; i < FIFTY; i++) {
        g_snprintf(children[i], sizeof children[i], "c%02d", i);
        keys[i] = (struct document_key){text_of(children[i]), 20332 /* 2025-09-01 */};
    }
    int sequences = 0;
    const struct load_events events = {on_document, count_breach, &sequences};
    struct error error = {0};
    CU_ASSERT_TRUE(sink->ops->load(sink, keys, FIFTY, &events, &error));
    CU_ASSERT_EQUAL(sequences, FIFTY);
}

/* What is known of a table that has just grown, and counted from then on. */
static void believed_empty(void) {
    world_wait_until("SELECT count(*) = 0 FROM pg_stat_activity"
                     " WHERE application_name LIKE 'goldenthread-absence %'");
    g_free(
        world_sql("UPDATE pg_class SET relpages = 1, reltuples = 0"
                  " WHERE oid = 'breach.breach'::regclass;"
                  "SELECT pg_stat_reset_single_table_counters('breach.breach'::regclass),"
                  " pg_stat_reset_single_table_counters('breach.breach_pkey'::regclass),"
                  " pg_stat_reset_single_table_counters('breach.breach_of_document'::regclass)"));
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
                     " WHERE relid = 'breach.breach'::regclass");
    world_expect("SELECT seq_scan FROM pg_stat_user_tables WHERE relid = 'breach.breach'::regclass",
                 "0");
    /* An update looks each up once, so does its change's foreign key, so does what announces it. */
    world_expect("SELECT indexrelname, idx_scan FROM pg_stat_user_indexes"
                 " WHERE indexrelname IN ('breach_pkey', 'breach_of_document') ORDER BY 1",
                 "breach_of_document|50\nbreach_pkey|150");
}

static void on_due(void *context, int32_t partition, struct text child_ref, day_t window_start) {
    CU_ASSERT_EQUAL(partition, 3);
    CU_ASSERT_EQUAL(window_start, 20332);
    g_string_append_printf(context, "%.*s ", (int)child_ref.length, child_ref.bytes);
}

static char *due_on(struct sink *sink, int32_t partition, day_t today, size_t limit) {
    GString *text = g_string_new("");
    struct error error = {0};
    CU_ASSERT_TRUE(sink->ops->due(sink, (const int32_t[]){7, partition}, 2, today, limit, on_due,
                                  text, &error));
    return g_string_free(text, FALSE);
}

static void expect_due(struct sink *sink, int32_t partition, day_t today, size_t limit,
                       const char *children) {
    char *text = due_on(sink, partition, today, limit);
    CU_ASSERT_STRING_EQUAL(text, children);
    g_free(text);
}

static void test_due(void) {
    world_reset();
    struct sink *sink = world_sink();
    g_free(world_sql("INSERT INTO state.absence (child_ref, window_start, partition, version,"
                     "       next_due, body)"
                     " VALUES ('never', '2025-09-01', 3, 1, NULL, ''),"
                     "        ('later', '2025-09-01', 3, 1, '2026-03-05', ''),"
                     "        ('today', '2025-09-01', 3, 1, '2026-03-02', ''),"
                     "        ('long', '2025-09-01', 3, 1, '2026-02-27', '')"));
    expect_due(sink, 3, 20514, 10, "long today ");
    expect_due(sink, 3, 20514, 1, "long ");
    expect_due(sink, 3, 20512, 10, "long ");
    expect_due(sink, 2, 20520, 10, "");
    sink->ops->close(sink);
}

static void test_key(void) {
    world_reset();
    struct sink *sink = world_sink();
    sink->ops->close(sink);
    world_expect("SELECT count(*) FROM breach.key_check", "1");
    static const struct breach_key other = {{1}};
    struct error error = {0};
    CU_ASSERT_PTR_NULL(
        sink_postgres_new(world_pipeline_with_rules(), world_dsn(), "1.7", &other, &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "breach-key-file"));
}

int main(void) {
    const struct test tests[] = {
        {"a breach, its change and what the views show", test_rows},
        {"a breach that is mended in place stays the change that it was", test_mended},
        {"what a person did meanwhile refuses the whole set", test_person},
        {"breaches are told with their documents, whole", test_loaded},
        {"each document looks its breaches up, whatever is believed of their number",
         test_wrong_statistics},
        {"what is due is told by partition, the longest due first, in portions", test_due},
        {"another key of breach ids is refused at the start", test_key},
        {NULL, NULL},
    };
    return suite_run("pg/breach", tests);
}
