/* Every way in which the database goes away under a write set, and each set written exactly once
 * all the same. */
#include <glib.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <signal.h>

#include "pg/fault.h"
#include "pg/proxy.h"
#include "pg/world.h"

#define WRITER "goldenthread-absence writer"
#define READER "goldenthread-absence reader"

static const char *const write_points[] = {
    "write.before-begin",   "write.after-fence",   "write.after-documents", "write.after-lines",
    "write.after-breaches", "write.before-commit", "write.commit-sent",     "write.after-commit",
};

static void terminate_writer(void) {
    world_terminate(WRITER);
}

/* The server takes the death of one backend for damaged shared memory: it ends all sessions and
 * recovers. */
static void kill_writer(void) {
    char *pid = world_sql("SELECT pid FROM pg_stat_activity"
                          " WHERE application_name = 'goldenthread-absence writer'");
    g_assert(kill((pid_t)g_ascii_strtoll(pid, NULL, 10), SIGKILL) == 0);
    g_free(pid);
}

static void crash_and_start(void) {
    cluster_crash();
    cluster_start();
}

/* Writes three sets with a fault in the middle of the second. */
static void three_sets(const char *point, void (*act)(void)) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 0), NULL).kind, ERROR_NONE);
    fault_at(point, act);
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 1), NULL).kind, ERROR_NONE);
    CU_ASSERT_TRUE(fault_happened());
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 2), NULL).kind, ERROR_NONE);
    world_expect_tens(3);
    sink->ops->close(sink);
}

static void test_terminated(void) {
    for (size_t i = 0; i < G_N_ELEMENTS(write_points); i++) {
        three_sets(write_points[i], terminate_writer);
    }
}

static void test_killed(void) {
    three_sets("write.after-fence", kill_writer);
    three_sets("write.after-lines", kill_writer);
    three_sets("write.commit-sent", kill_writer);
}

static void test_crashed(void) {
    for (size_t i = 0; i < G_N_ELEMENTS(write_points); i++) {
        three_sets(write_points[i], crash_and_start);
    }
}

static void test_every_point(void) {
    const char *const *names;
    size_t write_count = 0;
    size_t count = fault_points(&names);
    for (size_t i = 0; i < count; i++) {
        if (g_str_has_prefix(names[i], "write.")) {
            write_count++;
            CU_ASSERT_TRUE(g_strv_contains(write_points, names[i]));
        }
    }
    CU_ASSERT_EQUAL(write_count, G_N_ELEMENTS(write_points));
}

static void test_away_for_a_while(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    fault_at("write.after-documents", cluster_crash);
    struct write_set *set = world_ten(&claim, 0);
    sink->ops->submit(sink, set);
    CU_ASSERT_EQUAL(fault_wait_for_log("database.away"), 1);
    CU_ASSERT_PTR_NULL(sink->ops->finished(sink, 1500)); /* some attempts fail meanwhile */
    cluster_start();
    CU_ASSERT_PTR_EQUAL(sink->ops->finished(sink, WORLD_WAIT_MS), set);
    CU_ASSERT_EQUAL(set->error.kind, ERROR_NONE);
    CU_ASSERT_EQUAL(fault_wait_for_log("database.back"), 1);
    CU_ASSERT_EQUAL(fault_wait_for_log("database.away"), 1);
    write_set_free(set);
    world_expect_tens(1);
    sink->ops->close(sink);
}

static void on_found(void *context, size_t index, const struct stored_document *stored) {
    (void)index;
    (void)stored;
    ++*(int *)context;
}

static void test_away_too_long(void) {
    world_reset();
    struct sink *sink = world_sink();
    sink_postgres_set_outage(sink, 300);
    struct claim claim = world_claim(sink);
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 0), NULL).kind, ERROR_NONE);
    fault_at("write.after-fence", cluster_crash);
    struct write_set *set = world_ten(&claim, 1);
    CU_ASSERT_EQUAL(world_write(sink, set, NULL).kind, ERROR_RETRY);
    struct error error = {0};
    int found = 0;
    const struct load_events events = {on_found, world_drop_breach, &found};
    const struct document_key key = {text_of("c1"), 20332};
    CU_ASSERT_FALSE(sink->ops->claim(sink, &claim, 1, &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_RETRY);
    CU_ASSERT_FALSE(sink->ops->load(sink, &key, 1, &events, &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_RETRY);
    cluster_start();
    claim = world_claim(sink);
    CU_ASSERT_EQUAL(claim.next_offset, 10);
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 1), NULL).kind, ERROR_NONE);
    world_expect_tens(2);
    sink->ops->close(sink);
}

static void test_commit_unanswered(void) {
    world_reset();
    struct sink *sink = world_sink_at(proxy_start());
    struct claim claim = world_claim(sink);
    fault_at("write.before-commit", proxy_swallow_answer);
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 0), NULL).kind, ERROR_NONE);
    CU_ASSERT_EQUAL(proxy_swallowed(), 1);
    world_expect_tens(1);
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 1), NULL).kind, ERROR_NONE);
    world_expect_tens(2);
    sink->ops->close(sink);
    proxy_stop();
}

/* Lets the first statement that fires the trigger fail, and no other. */
static void fails_once(const char *trigger, const char *sqlstate) {
    world_reset();
    char *sql = g_strdup_printf(
        "CREATE SEQUENCE failures;"
        "CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$"
        " BEGIN IF nextval('failures') = 1 THEN RAISE SQLSTATE '%s'; END IF; RETURN NEW; END $$;"
        "%s",
        sqlstate, trigger);
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    g_free(world_sql(sql));
    g_free(sql);
    fault_at(NULL, NULL);
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 0), NULL).kind, ERROR_NONE);
    CU_ASSERT_EQUAL(fault_wait_for_log("database.away"), 1);
    world_expect_tens(1);
    world_expect("SELECT last_value FROM failures", "2");
    sink->ops->close(sink);
    g_free(world_sql("DROP FUNCTION fail_once() CASCADE; DROP SEQUENCE failures"));
}

static const char at_once[] = "CREATE TRIGGER fail AFTER UPDATE ON stream.offset"
                              " FOR EACH ROW EXECUTE FUNCTION fail_once()";
static const char at_commit[] = "CREATE CONSTRAINT TRIGGER fail AFTER UPDATE ON stream.offset"
                                " DEFERRABLE INITIALLY DEFERRED"
                                " FOR EACH ROW EXECUTE FUNCTION fail_once()";

static void test_deadlock(void) {
    fails_once(at_once, "40P01");
}

static void test_disk_full(void) {
    fails_once(at_once, "53100");
}

static void test_commit_refused(void) {
    fails_once(at_commit, "40001");
}

static void cut_while_committing(void) {
    world_wait_until("SELECT count(*) = 1 FROM pg_stat_activity"
                     " WHERE application_name = 'goldenthread-absence writer'"
                     "   AND wait_event = 'advisory'");
    proxy_cut();
}

/* The server is still busy with COMMIT when its client is gone: it commits all the same. */
static void test_commit_after_cut(void) {
    world_reset();
    struct sink *sink = world_sink_at(proxy_start());
    struct claim claim = world_claim(sink);
    g_free(world_sql("CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$"
                     " BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$;"
                     "CREATE CONSTRAINT TRIGGER hold AFTER UPDATE ON stream.offset"
                     "  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hold()"));
    PGconn *holder = PQconnectdb(world_dsn());
    PQclear(PQexec(holder, "SELECT pg_advisory_lock(1)"));
    fault_at("write.commit-sent", cut_while_committing);
    struct write_set *set = world_ten(&claim, 0);
    sink->ops->submit(sink, set);
    world_wait_until("SELECT count(*) = 1 FROM pg_stat_activity"
                     " WHERE application_name = 'goldenthread-absence writer'"
                     "   AND wait_event = 'transactionid'");
    PQfinish(holder);
    CU_ASSERT_PTR_EQUAL(sink->ops->finished(sink, WORLD_WAIT_MS), set);
    CU_ASSERT_EQUAL(set->error.kind, ERROR_NONE);
    write_set_free(set);
    world_expect_tens(1);
    sink->ops->close(sink);
    proxy_stop();
    g_free(world_sql("DROP FUNCTION hold() CASCADE"));
}

static void claim_by_another(void) {
    g_free(world_sql("UPDATE stream.offset SET owner_epoch = owner_epoch + 1"));
    terminate_writer();
}

static void test_lost_meanwhile(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    fault_at("write.before-begin", claim_by_another);
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 0), NULL).kind, ERROR_FENCED);
    world_expect("SELECT count(*) FROM kpi.ledger", "0");
    claim = world_claim(sink);
    CU_ASSERT_EQUAL(claim.epoch, 3);
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 0), NULL).kind, ERROR_NONE);
    world_expect_tens(1);
    sink->ops->close(sink);
}

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool frozen, thawed;
} freezer = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void freeze(void) {
    pthread_mutex_lock(&freezer.mutex);
    freezer.frozen = true;
    pthread_cond_broadcast(&freezer.changed);
    while (!freezer.thawed) {
        pthread_cond_wait(&freezer.changed, &freezer.mutex);
    }
    pthread_mutex_unlock(&freezer.mutex);
}

static void wait_until_frozen(void) {
    pthread_mutex_lock(&freezer.mutex);
    while (!freezer.frozen) {
        pthread_cond_wait(&freezer.changed, &freezer.mutex);
    }
    pthread_mutex_unlock(&freezer.mutex);
}

static void thaw(void) {
    pthread_mutex_lock(&freezer.mutex);
    freezer.thawed = true;
    pthread_cond_broadcast(&freezer.changed);
    pthread_mutex_unlock(&freezer.mutex);
}

static void test_frozen_owner(void) {
    world_reset();
    struct sink *owner = world_sink();
    struct claim owned = world_claim(owner);
    fault_at("write.after-lines", freeze);
    struct write_set *set = world_ten(&owned, 0);
    owner->ops->submit(owner, set);
    wait_until_frozen();
    struct sink *next = world_sink();
    struct claim claim = world_claim(next); /* waits for the frozen one's locks, some 10 s */
    CU_ASSERT_EQUAL(claim.epoch, 2);
    CU_ASSERT_EQUAL(claim.next_offset, 0);
    CU_ASSERT_EQUAL(world_write(next, world_ten(&claim, 0), NULL).kind, ERROR_NONE);
    thaw();
    CU_ASSERT_PTR_EQUAL(owner->ops->finished(owner, WORLD_WAIT_MS), set);
    CU_ASSERT_EQUAL(set->error.kind, ERROR_FENCED);
    write_set_free(set);
    world_expect_tens(1);
    next->ops->close(next);
    owner->ops->close(owner);
}

static void terminate_reader(void) {
    world_terminate(READER);
}

/* Documents are loaded, and a partition is claimed, after `lose` each time. */
static void reader_lost(void (*lose)(void)) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    CU_ASSERT_EQUAL(world_write(sink, world_ten(&claim, 0), NULL).kind, ERROR_NONE);
    lose();
    struct error error = {0};
    int found = 0;
    const struct load_events events = {on_found, world_drop_breach, &found};
    const struct document_key key = {text_of("c1"), 20332};
    CU_ASSERT_TRUE(sink->ops->load(sink, &key, 1, &events, &error));
    CU_ASSERT_EQUAL(found, 1);
    CU_ASSERT_EQUAL(error.kind, ERROR_NONE);
    lose();
    CU_ASSERT_TRUE(sink->ops->claim(sink, &claim, 1, &error));
    CU_ASSERT_EQUAL(claim.epoch, 2);
    sink->ops->close(sink);
}

static void test_reader_lost(void) {
    reader_lost(terminate_reader);
    reader_lost(crash_and_start);
}

static void test_claim_lost(void) {
    world_reset();
    struct sink *sink = world_sink();
    fault_at("claim.before-commit", terminate_reader);
    struct claim claim = world_claim(sink);
    CU_ASSERT_TRUE(fault_happened());
    CU_ASSERT_EQUAL(claim.epoch, 1);
    fault_at("claim.after-commit", terminate_reader);
    claim = world_claim(sink);
    CU_ASSERT_TRUE(fault_happened());
    CU_ASSERT_EQUAL(claim.epoch, 2);
    world_expect("SELECT owner_epoch FROM stream.offset", "2");
    sink->ops->close(sink);
}

static void test_closed_while_away(void) {
    world_reset();
    struct sink *sink = world_sink();
    struct claim claim = world_claim(sink);
    fault_at("write.after-lines", cluster_crash);
    sink->ops->submit(sink, world_ten(&claim, 0));
    fault_wait_for_log("database.away");
    sink->ops->close(sink);
    cluster_start();
    world_expect("SELECT next_offset FROM stream.offset", "0");
    world_expect("SELECT count(*) FROM kpi.ledger", "0");
}

int main(void) {
    const struct test tests[] = {
        {"a session ended at any point of a set is opened again and the set written once",
         test_terminated},
        {"a backend killed with SIGKILL costs nothing", test_killed},
        {"a server crash at any point of a set costs nothing", test_crashed},
        {"every crash point of writing is among those tests", test_every_point},
        {"a set waits for a database that is away, and says so once", test_away_for_a_while},
        {"after too long a set is given back, and claiming again goes on from the database",
         test_away_too_long},
        {"a COMMIT that succeeded without an answer is not written again", test_commit_unanswered},
        {"a COMMIT that goes on without its client is waited for", test_commit_after_cut},
        {"a deadlock is written again", test_deadlock},
        {"a full disk is waited for", test_disk_full},
        {"a COMMIT that the server refuses is written again", test_commit_refused},
        {"a partition claimed by another instance meanwhile is fenced", test_lost_meanwhile},
        {"a frozen owner loses its locks in time, and its set when it wakes", test_frozen_owner},
        {"claims and documents come over a new connection when theirs is lost", test_reader_lost},
        {"a claim whose connection is lost is made again", test_claim_lost},
        {"the sink closes while the database is away", test_closed_while_away},
        {NULL, NULL},
    };
    return suite_run("sink_postgres: recovery", tests);
}
