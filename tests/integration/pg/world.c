#include "pg/world.h"

#include <glib.h>
#include <inttypes.h>

#include "runtime/pg.h"

static const struct measure sessions = {"sessions"};

static void no_crossings(const void *view, const struct reference *reference,
                         struct crossings *to) {
    (void)view;
    (void)reference;
    (void)to;
}

static const struct pipeline pipeline = {
    .name = "absence", .version = 1, .crossings = no_crossings};
static const struct breach_key zeros;

const struct pipeline *world_pipeline_with_rules(void) {
    return &pipeline;
}

const char *world_dsn(void) {
    const char *dsn = g_getenv("GOLDENTHREAD_DSN");
    g_assert(dsn != NULL);
    return dsn;
}

static char *rows_text(const PGresult *result) {
    GString *text = g_string_new("");
    for (int row = 0; row < PQntuples(result); row++) {
        for (int column = 0; column < PQnfields(result); column++) {
            const char *before = column > 0 ? "|" : row > 0 ? "\n" : "";
            g_string_append_printf(text, "%s%s", before, PQgetvalue(result, row, column));
        }
    }
    return g_string_free(text, FALSE);
}

char *world_sql(const char *sql) {
    PGconn *connection = PQconnectdb(world_dsn());
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        g_error("%s: %s", sql, PQerrorMessage(connection));
    }
    char *text = rows_text(result);
    PQclear(result);
    PQfinish(connection);
    return text;
}

void world_expect(const char *sql, const char *rows) {
    char *text = world_sql(sql);
    CU_ASSERT_STRING_EQUAL(text, rows);
    if (strcmp(text, rows) != 0) {
        printf("\n    %s\n    expected: %s\n    found:    %s\n", sql, rows, text);
    }
    g_free(text);
}

void world_wait_until(const char *sql) {
    bool met = false;
    while (!met) {
        char *answer = world_sql(sql);
        met = strcmp(answer, "t") == 0;
        g_free(answer);
        g_usleep(5000);
    }
}

void world_reset(void) {
    g_free(world_sql("TRUNCATE stream.offset, stream.quarantine, state.absence, kpi.ledger,"
                     "         breach.key_check, breach.breach CASCADE;"
                     "UPDATE reference.version SET version = 7"));
}

struct sink *world_sink(void) {
    return world_sink_at(world_dsn());
}

struct sink *world_sink_at(const char *dsn) {
    struct error error = {0};
    struct sink *sink = sink_postgres_new(&pipeline, dsn, "1.7", &zeros, &error);
    if (sink == NULL) {
        g_error("%s", error.message);
    }
    return sink;
}

struct claim world_claim(struct sink *sink) {
    struct claim claim = {.topic = "absence", .partition = 3};
    struct error error = {0};
    if (!sink->ops->claim(sink, &claim, 1, &error)) {
        g_error("%s", error.message);
    }
    return claim;
}

struct write_set *world_advance(const struct claim *claim, int64_t next) {
    struct write_set *set = write_set_new();
    struct advance advance = {
        .topic = claim->topic,
        .partition = claim->partition,
        .epoch = claim->epoch,
        .expected = claim->next_offset,
        .next = next,
        .last_offset = -1,
    };
    g_array_append_val(set->advances, advance);
    set->known_on = 20515; /* 2026-03-03 */
    return set;
}

void world_document(struct write_set *set, const char *child_ref, int64_t version,
                    const char *body) {
    struct text kept = write_set_keep(set, text_of(body));
    struct document_write document = {
        .child_ref = write_set_keep(set, text_of(child_ref)).bytes,
        .window_start = 20332, /* 2025-09-01 */
        .partition = 3,
        .expected_version = version,
        .next_due = DAY_NONE,
        .body = (const uint8_t *)kept.bytes,
        .length = kept.length,
    };
    g_array_append_val(set->documents, document);
}

void world_breach(struct write_set *set, const char *child_ref, const char *episode,
                  int32_t expected) {
    struct breach_write write = {
        .child_ref = write_set_keep(set, text_of(child_ref)).bytes,
        .window_start = 20332, /* 2025-09-01 */
        .move =
            {
                .after = {.rule_id = "C2_ILL_15D",
                          .episode = (char *)write_set_keep(set, text_of(episode)).bytes,
                          .org = "106905",
                          .sen = 'K',
                          .stage = STAGE_PRIMARY,
                          .commitment = 2,
                          .priority = 2,
                          .raised_on = 20514, /* 2026-03-02 */
                          .due_on = DAY_NONE,
                          .over_on = 20697, /* 2026-09-01 */
                          .session = 1,
                          .state = expected % 2 == 0 ? BREACH_RAISED : BREACH_RETRACTED,
                          .sequence = expected + 1},
                .expected = expected,
                .state_changed = true,
                .reason = expected % 2 == 0 ? BREACH_CROSSED : BREACH_NOT_CROSSED,
            },
    };
    breach_id(&zeros, write.move.after.rule_id, child_ref, episode, write.breach_id);
    g_array_append_val(set->breaches, write);
}

void world_drop_breach(void *context, size_t index, const struct breach *breach) {
    struct breach dropped = *breach;
    (void)context;
    (void)index;
    breach_clear(&dropped);
}

struct write_set *world_ten(struct claim *claim, int64_t version) {
    struct write_set *set = world_advance(claim, claim->next_offset + 10);
    struct advance *advance = &g_array_index(set->advances, struct advance, 0);
    advance->last_offset = advance->next - 1;
    advance->consumed = 10;
    advance->applied = 9;
    advance->quarantined = 1;
    world_document(set, "c1", version, "marks");
    world_breach(set, "c1", "2025-09-01", (int32_t)version);
    struct line line = {
        .measure = &sessions,
        .day = 20514, /* 2026-03-02 */
        .since = DAY_NONE,
        .place = {.urn = 106905, .sen = 'K', .need = "SEMH", .stage = STAGE_PRIMARY},
        .detail = "I",
        .value = 9,
    };
    line_add(&set->tally.lines, &line);
    struct quarantine_row row = {
        .topic = claim->topic,
        .partition = claim->partition,
        .offset = advance->last_offset,
        .key = write_set_keep(set, text_of("c1")),
        .reason = REASON_EMPTY,
        .field = "",
    };
    g_array_append_val(set->quarantine, row);
    claim->next_offset = advance->next;
    return set;
}

struct error world_write(struct sink *sink, struct write_set *set, bool *version_missed) {
    sink->ops->submit(sink, set);
    struct write_set *finished = sink->ops->finished(sink, WORLD_WAIT_MS);
    g_assert(finished == set);
    struct error error = set->error;
    if (version_missed != NULL) {
        *version_missed = set->version_missed;
    }
    write_set_free(set);
    return error;
}

void world_expect_tens(int sets) {
    char *offsets = g_strdup_printf("%d|%d|%d|0|%d", 10 * sets, 10 * sets, 9 * sets, sets);
    world_expect("SELECT next_offset, consumed, applied, unchanged, quarantined"
                 "  FROM stream.offset",
                 offsets);
    char *ledger = g_strdup_printf("%d|%d", sets, 9 * sets);
    world_expect("SELECT count(*), sum(value) FROM kpi.ledger", ledger);
    char *documents = g_strdup_printf("c1|%d", sets);
    world_expect("SELECT child_ref, version FROM state.absence", documents);
    char *breaches = g_strdup_printf("%d|%d", sets, sets);
    world_expect("SELECT max(b.sequence), count(*) FROM breach.breach b JOIN breach.change USING"
                 " (breach_id)",
                 breaches);
    g_free(breaches);
    char *quarantined = g_strdup_printf("%d|%d", sets, sets);
    world_expect("SELECT count(*), count(DISTINCT \"offset\") FROM stream.quarantine", quarantined);
    g_free(offsets);
    g_free(ledger);
    g_free(documents);
    g_free(quarantined);
}

int world_terminate(const char *application_name) {
    char *sql = g_strdup_printf("SELECT count(*) FROM (SELECT pg_terminate_backend(pid, %d)"
                                "  FROM pg_stat_activity WHERE application_name = '%s'"
                                "  OFFSET 0) AS ended",
                                WORLD_WAIT_MS, application_name);
    char *ended = world_sql(sql);
    int count = (int)g_ascii_strtoll(ended, NULL, 10);
    g_free(ended);
    g_free(sql);
    return count;
}

/* PG_CTL is the cluster's own command, with its data folder. */
static void cluster_run(const char *arguments) {
    const char *pg_ctl = g_getenv("PG_CTL");
    g_assert(pg_ctl != NULL);
    char *line = g_strdup_printf("%s %s", pg_ctl, arguments);
    int status = 0;
    GError *error = NULL;
    if (!g_spawn_command_line_sync(line, NULL, NULL, &status, &error) ||
        !g_spawn_check_wait_status(status, &error)) {
        g_error("%s: %s", line, error->message);
    }
    g_free(line);
}

void cluster_crash(void) {
    cluster_run("stop -m immediate");
}

/* A restart, because that takes the options of the last start. */
void cluster_start(void) {
    cluster_run("restart");
}
