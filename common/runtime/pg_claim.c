/* Claiming raises owner_epoch of every partition in one transaction, so that whoever owned it
 * before fails the fence of pg_write.c from that commit on.
 *
 * claim.before-commit  the claim never happened
 * claim.after-commit   the epoch is raised and nobody owns it: the next claim raises it again */
#include <glib.h>
#include <inttypes.h>

#include "runtime/crash_point.h"
#include "runtime/pg_consumer.h"

bool pg_consumer_session(PGconn *connection, struct error *error) {
    /* Without other ways left, plans have the cost of disabled ones, at which JIT would start. */
    return pg_run(connection,
                  "SELECT set_config('enable_hashjoin', 'off', false),"
                  "       set_config('enable_mergejoin', 'off', false),"
                  "       set_config('enable_seqscan', 'off', false),"
                  "       set_config('jit', 'off', false)",
                  error);
}

/* Rows are locked in the order of every writer, and a partition that was never claimed starts where
 * the broker's log starts. */
static const char claim_sql[] =
    "INSERT INTO stream.offset AS o (consumer, topic, partition, next_offset, owner_epoch, rules,"
    "       consumed, applied, unchanged, quarantined, updated_at)"
    " SELECT $1, c.topic, c.partition, c.low, 1, $2, 0, 0, 0, 0, now()"
    "   FROM unnest($3::text[], $4::int4[], $5::int8[]) AS c(topic, partition, low)"
    "  ORDER BY c.topic COLLATE \"C\", c.partition"
    " ON CONFLICT (consumer, topic, partition) DO UPDATE SET owner_epoch = o.owner_epoch + 1"
    " RETURNING o.topic, o.partition, o.next_offset, o.owner_epoch, o.last_offset,"
    "           o.last_event_id";
enum { TOPIC, PARTITION, NEXT_OFFSET, EPOCH, LAST_OFFSET, LAST_EVENT_ID };

static const char rules_sql[] =
    "SELECT (SELECT version FROM reference.version),"
    "       (SELECT min(rules) FROM stream.offset WHERE consumer = $1 AND rules <> $2)";

static PGresult *claim_rows(PGconn *connection, const struct pg_consumer *consumer,
                            const struct claim *claims, size_t count, struct error *error) {
    struct wire topics = {0}, partitions = {0}, lows = {0};
    wire_array(&topics, WIRE_TEXT, count);
    wire_array(&partitions, WIRE_INT4, count);
    wire_array(&lows, WIRE_INT8, count);
    for (size_t i = 0; i < count; i++) {
        wire_text(&topics, claims[i].topic);
        wire_int4(&partitions, claims[i].partition);
        wire_int8(&lows, claims[i].next_offset);
    }
    struct pg_params params = {0};
    pg_param_text(&params, consumer->name);
    pg_param_text(&params, consumer->rules);
    pg_param_wire(&params, &topics);
    pg_param_wire(&params, &partitions);
    pg_param_wire(&params, &lows);
    PGresult *rows = pg_query(connection, claim_sql, &params, error);
    wire_free(&topics);
    wire_free(&partitions);
    wire_free(&lows);
    return rows;
}

/* Not only the claimed rows: one ledger has one set of rules. */
static bool rules_agree(PGconn *connection, const struct pg_consumer *consumer,
                        struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, consumer->name);
    pg_param_text(&params, consumer->rules);
    PGresult *result = pg_query(connection, rules_sql, &params, error);
    if (result == NULL) {
        return false;
    }
    int64_t version = pg_int8(result, 0, 0);
    bool agree = false;
    if (version != consumer->reference_version) {
        error_set(error, ERROR_RULES,
                  "reference data changed: version %" PRId64 " was read at the start, now it is "
                  "%" PRId64 "; hint: goldenthread rebuild %s, then start again",
                  consumer->reference_version, version, consumer->name);
    } else if (!PQgetisnull(result, 0, 1)) {
        error_set(error, ERROR_RULES,
                  "the ledger of '%s' was written by rules '%s' and this program has rules '%s'; "
                  "hint: goldenthread rebuild %s",
                  consumer->name, PQgetvalue(result, 0, 1), consumer->rules, consumer->name);
    } else {
        agree = true;
    }
    PQclear(result);
    return agree;
}

static struct event_id event_id_of(const PGresult *rows, int row) {
    struct event_id id = {.known = !PQgetisnull(rows, row, LAST_EVENT_ID)};
    int length = MIN(PQgetlength(rows, row, LAST_EVENT_ID), EVENT_ID_KEPT);
    id.length = (uint8_t)length;
    memcpy(id.bytes, PQgetvalue(rows, row, LAST_EVENT_ID), (size_t)length);
    return id;
}

static struct claim *claim_find(struct claim *claims, size_t count, const char *topic,
                                int64_t partition) {
    for (size_t i = 0; i < count; i++) {
        if (claims[i].partition == partition && strcmp(claims[i].topic, topic) == 0) {
            return &claims[i];
        }
    }
    g_assert_not_reached();
}

static void claims_fill(struct claim *claims, size_t count, const PGresult *rows) {
    for (int row = 0; row < PQntuples(rows); row++) {
        const char *topic = PQgetvalue(rows, row, TOPIC);
        struct claim *claim = claim_find(claims, count, topic, pg_int8(rows, row, PARTITION));
        claim->epoch = pg_int8(rows, row, EPOCH);
        claim->next_offset = pg_int8(rows, row, NEXT_OFFSET);
        bool counted = !PQgetisnull(rows, row, LAST_OFFSET);
        claim->last_offset = counted ? pg_int8(rows, row, LAST_OFFSET) : -1;
        claim->last_event_id = event_id_of(rows, row);
    }
}

bool pg_claim(PGconn *connection, const struct pg_consumer *consumer, struct claim *claims,
              size_t count, struct error *error) {
    if (!pg_run(connection, "BEGIN", error)) {
        return false;
    }
    PGresult *rows = claim_rows(connection, consumer, claims, count, error);
    bool claimed = rows != NULL && rules_agree(connection, consumer, error);
    if (claimed) {
        CRASH_POINT("claim.before-commit");
        claimed = pg_run(connection, "COMMIT", error);
    }
    if (claimed) {
        CRASH_POINT("claim.after-commit");
        claims_fill(claims, count, rows);
    }
    PQclear(rows);
    pg_rollback(connection);
    return claimed;
}
