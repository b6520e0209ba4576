#include "alerter/queue.h"

#include <jansson.h>
#include <string.h>

static const char expand_sql[] = "SELECT rule_id, routing, alerts FROM breach.expand($1)";

bool queue_expand(const struct queue *queue, int64_t most,
                  void (*tell)(void *context, const struct routed *routed), void *context,
                  int64_t *expanded, struct error *error) {
    struct pg_params params = {0};
    pg_param_number(&params, most);
    PGresult *result = session_query(queue->session, "expand", expand_sql, &params, error);
    if (result == NULL) {
        return false;
    }
    *expanded = 0;
    for (int row = 0; row < PQntuples(result); row++) {
        const struct routed routed = {PQgetvalue(result, row, 0), PQgetvalue(result, row, 1),
                                      pg_int8(result, row, 2)};
        *expanded += routed.alerts;
        tell(context, &routed);
    }
    PQclear(result);
    return true;
}

/* A delivery waits for every earlier one of the same breach to the same endpoint (said so that the
 * index of what is pending, which may hold all of a storm, is of no use for it). Whose lease ended
 * without a word died between claim and record: that attempt gets its row of the audit here. */
static const char claim_sql[] =
    "WITH lane AS ("
    " SELECT e.endpoint_id, e.url, e.secret_file, $2 - coalesce(l.busy, 0) AS free"
    "   FROM breach.endpoint e"
    "   LEFT JOIN jsonb_to_recordset($1) AS l(endpoint_id text, busy int)"
    "     ON l.endpoint_id = e.endpoint_id"
    "  WHERE e.enabled AND e.kind = 'WEBHOOK' AND coalesce(e.held_until <= now(), true)"
    "    AND NOT (SELECT paused FROM breach.paging)"
    "), due AS ("
    " SELECT p.*, lane.url, lane.secret_file"
    "   FROM lane CROSS JOIN LATERAL ("
    "     SELECT d.delivery_id, d.endpoint_id, d.attempts, d.lease_token"
    "       FROM breach.delivery d"
    "      WHERE d.endpoint_id = lane.endpoint_id AND d.state = 'PENDING'"
    "        AND d.not_before <= now() AND coalesce(d.leased_until < now(), true)"
    "        AND d.sequence = (SELECT min(o.sequence) FROM breach.delivery o"
    "             WHERE o.breach_id = d.breach_id AND o.endpoint_id = d.endpoint_id"
    "               AND o.state NOT IN ('DELIVERED', 'SUPERSEDED', 'DEAD'))"
    "      ORDER BY d.priority, d.not_before LIMIT greatest(lane.free, 0)"
    "      FOR UPDATE SKIP LOCKED) p"
    "  LIMIT $3"
    "), untold AS ("
    " INSERT INTO breach.audit (actor, action, delivery_id, endpoint_id, attempt, lease_token,"
    "                           outcome)"
    " SELECT $4, 'attempt', delivery_id, endpoint_id, attempts, lease_token, 'unknown' FROM due"
    "  WHERE lease_token IS NOT NULL"
    ")"
    "UPDATE breach.delivery d"
    "   SET attempts = d.attempts + 1, first_attempt_at = coalesce(d.first_attempt_at, now()),"
    "       leased_until = now() + $5 * interval '1 millisecond',"
    "       lease_token = gen_random_uuid(), changed_at = now()"
    "  FROM due JOIN breach.alert a ON a.delivery_id = due.delivery_id"
    " WHERE d.delivery_id = due.delivery_id AND d.endpoint_id = due.endpoint_id"
    " RETURNING d.delivery_id, d.endpoint_id, d.lease_token, due.url, due.secret_file,"
    "  right(d.priority, 1)::int, d.attempts,"
    "  (extract(epoch FROM now() - d.first_attempt_at) * 1000)::bigint, d.breach_id, a.facts,"
    "  to_char(a.changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'),"
    "  due.lease_token IS NOT NULL";

enum claim_column {
    CLAIM_DELIVERY,
    CLAIM_ENDPOINT,
    CLAIM_TOKEN,
    CLAIM_URL,
    CLAIM_SECRET,
    CLAIM_PRIORITY,
    CLAIM_NUMBER,
    CLAIM_AGE,
    CLAIM_BREACH,
    CLAIM_FACTS,
    CLAIM_CHANGED,
    CLAIM_LAPSED,
};

static struct attempt *attempt_of_row(const struct queue *queue, const PGresult *rows, int row) {
    const struct message message = {
        PQgetvalue(rows, row, CLAIM_DELIVERY), PQgetvalue(rows, row, CLAIM_BREACH),
        PQgetvalue(rows, row, CLAIM_CHANGED), PQgetvalue(rows, row, CLAIM_FACTS)};
    struct attempt *attempt = g_new0(struct attempt, 1);
    attempt->delivery_id = g_strdup(message.delivery_id);
    attempt->endpoint_id = g_strdup(PQgetvalue(rows, row, CLAIM_ENDPOINT));
    attempt->lease_token = g_strdup(PQgetvalue(rows, row, CLAIM_TOKEN));
    attempt->url = g_strdup(PQgetvalue(rows, row, CLAIM_URL));
    attempt->secret_file = g_strdup(PQgetvalue(rows, row, CLAIM_SECRET));
    attempt->body = message_body(&queue->message, &message);
    g_assert(attempt->body != NULL); /* jsonb_build_object made the facts */
    attempt->priority = (int)pg_int8(rows, row, CLAIM_PRIORITY);
    attempt->number = (int)pg_int8(rows, row, CLAIM_NUMBER);
    attempt->age_ms = pg_int8(rows, row, CLAIM_AGE);
    return attempt;
}

static char *loads_json(const struct claim_limits *limits) {
    json_t *loads = json_array();
    for (size_t i = 0; i < limits->n_loads; i++) {
        json_array_append_new(loads,
                              json_pack("{s:s s:i}", "endpoint_id", limits->loads[i].endpoint_id,
                                        "busy", limits->loads[i].busy));
    }
    char *text = json_dumps(loads, JSON_COMPACT);
    json_decref(loads);
    return text;
}

bool queue_claim(const struct queue *queue, const struct claim_limits *limits,
                 void (*begin)(void *context, struct attempt *attempt), void *context,
                 int64_t *lapsed, struct error *error) {
    char *loads = loads_json(limits);
    struct pg_params params = {0};
    pg_param_text(&params, loads);
    pg_param_number(&params, limits->per_endpoint);
    pg_param_number(&params, limits->in_all);
    pg_param_text(&params, queue->worker);
    pg_param_number(&params, QUEUE_LEASE_MS);
    PGresult *rows = session_query(queue->session, "claim", claim_sql, &params, error);
    g_free(loads);
    if (rows == NULL) {
        return false;
    }
    *lapsed = 0;
    for (int row = 0; row < PQntuples(rows); row++) {
        *lapsed += PQgetvalue(rows, row, CLAIM_LAPSED)[0] == 't';
        begin(context, attempt_of_row(queue, rows, row));
    }
    PQclear(rows);
    return true;
}

/* Only who holds the lease writes; the audit has one row an attempt. A failed delivery that a later
 * change has made pointless meanwhile is not tried again (breach.supersede says which). Does not
 * wait for the disk, for which the next lease waits: a database that loses its power in the half
 * second before sees an attempt without an end, which is made again under the same id. */
static const char record_sql[] =
    "WITH told AS ("
    " SELECT * FROM jsonb_to_recordset($1) AS t(delivery_id text, endpoint_id text,"
    "   lease_token uuid, attempt int, outcome text, status int, latency_ms int, sha256 text,"
    "   state text, wait_ms bigint, hold_ms bigint)"
    "), done AS ("
    " UPDATE breach.delivery d"
    "    SET state = CASE WHEN t.state <> 'DELIVERED' AND breach.is_pointless(d) THEN 'SUPERSEDED'"
    "                ELSE t.state END,"
    "        not_before = now() + t.wait_ms * interval '1 millisecond',"
    "        leased_until = NULL, lease_token = NULL, last_status = t.status,"
    "        last_outcome = t.outcome, changed_at = now(),"
    "        delivered_at = CASE WHEN t.state = 'DELIVERED' THEN clock_timestamp() END"
    "   FROM (SELECT set_config('synchronous_commit', 'off', true)) relaxed, told t"
    "  WHERE d.delivery_id = t.delivery_id AND d.endpoint_id = t.endpoint_id"
    "    AND d.lease_token = t.lease_token"
    " RETURNING d.delivery_id, d.endpoint_id, d.change_id, d.delivered_at"
    "), written AS ("
    " INSERT INTO breach.audit (actor, action, delivery_id, endpoint_id, attempt, lease_token,"
    "                           outcome, status, latency_ms, request_sha256)"
    " SELECT $2, 'attempt', delivery_id, endpoint_id, attempt, lease_token, outcome, status,"
    "        latency_ms, decode(sha256, 'hex') FROM told t"
    "  WHERE NOT EXISTS (SELECT FROM breach.audit a WHERE a.delivery_id = t.delivery_id"
    "        AND a.lease_token = t.lease_token AND a.outcome <> 'unknown')"
    "), held AS ("
    " UPDATE breach.endpoint e"
    "    SET enabled = NOT h.gone,"
    "        disabled_reason = CASE WHEN h.gone THEN 'gone' END,"
    "        disabled_at = CASE WHEN h.gone THEN now() END,"
    "        held_until = greatest(e.held_until, now() + h.hold_ms * interval '1 millisecond')"
    "   FROM (SELECT endpoint_id, bool_or(outcome = 'gone') AS gone, max(hold_ms) AS hold_ms"
    "           FROM told GROUP BY endpoint_id) h"
    "  WHERE e.endpoint_id = h.endpoint_id AND e.enabled AND (h.gone OR h.hold_ms > 0)"
    " RETURNING e.endpoint_id, e.enabled"
    "), disabled AS ("
    " INSERT INTO breach.audit (actor, action, endpoint_id, reason)"
    " SELECT $2, 'endpoint_disabled', endpoint_id, 'gone' FROM held WHERE NOT enabled"
    ")"
    "SELECT done.delivery_id, done.endpoint_id,"
    "       extract(epoch FROM done.delivered_at - a.changed_at)::float8"
    "  FROM done JOIN breach.alert a USING (change_id)";

static json_t *record_json(const struct recorded *record) {
    const struct attempt *attempt = record->attempt;
    char *sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, attempt->body, -1);
    json_t *object = json_pack(
        "{s:s s:s s:s s:i s:s s:o s:I s:s s:s s:I s:I}", "delivery_id", attempt->delivery_id,
        "endpoint_id", attempt->endpoint_id, "lease_token", attempt->lease_token, "attempt",
        attempt->number, "outcome", outcome_names[attempt->outcome], "status",
        attempt->status > 0 ? json_integer(attempt->status) : json_null(), "latency_ms",
        (json_int_t)attempt->latency_ms, "sha256", sha256, "state", record->verdict.state,
        "wait_ms", (json_int_t)record->verdict.wait_ms, "hold_ms",
        (json_int_t)record->verdict.hold_ms);
    g_free(sha256);
    return object;
}

static void note_delivered(struct recorded *records, size_t count, const PGresult *rows, int row) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(records[i].attempt->delivery_id, PQgetvalue(rows, row, 0)) == 0 &&
            strcmp(records[i].attempt->endpoint_id, PQgetvalue(rows, row, 1)) == 0) {
            records[i].delivered_after_s = g_ascii_strtod(PQgetvalue(rows, row, 2), NULL);
        }
    }
}

bool queue_record(const struct queue *queue, struct recorded *records, size_t count,
                  struct error *error) {
    json_t *told = json_array();
    for (size_t i = 0; i < count; i++) {
        records[i].delivered_after_s = -1;
        json_array_append_new(told, record_json(&records[i]));
    }
    char *text = json_dumps(told, JSON_COMPACT);
    json_decref(told);
    struct pg_params params = {0};
    pg_param_text(&params, text);
    pg_param_text(&params, queue->worker);
    PGresult *rows = session_query(queue->session, "record", record_sql, &params, error);
    g_free(text);
    for (int row = 0; row < PQntuples(rows); row++) {
        if (!PQgetisnull(rows, row, 2)) {
            note_delivered(records, count, rows, row);
        }
    }
    PQclear(rows);
    return rows != NULL;
}

bool queue_follow_clock(const struct queue *queue, int64_t *moved, struct error *error) {
    PGresult *row =
        session_query(queue->session, "clock", "SELECT breach.follow_clock()", NULL, error);
    if (row == NULL) {
        return false;
    }
    *moved = pg_int8(row, 0, 0);
    PQclear(row);
    return true;
}

static const char levels_sql[] =
    "SELECT count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8,"
    " (SELECT count(*) FROM breach.delivery WHERE state = 'DEAD'),"
    " (SELECT count(*) FROM breach.alert WHERE routing = 'UNROUTED'),"
    " (SELECT count(*) FROM breach.inbox),"
    " (SELECT count(*) FROM breach.alert WHERE published_at IS NULL),"
    " (SELECT paused FROM breach.paging) FROM breach.delivery WHERE state = 'PENDING'";

bool queue_levels(const struct queue *queue, struct queue_levels *levels, struct error *error) {
    PGresult *row = session_query(queue->session, "levels", levels_sql, NULL, error);
    if (row == NULL) {
        return false;
    }
    *levels = (struct queue_levels){
        .pending = pg_int8(row, 0, 0),
        .oldest_s = g_ascii_strtod(PQgetvalue(row, 0, 1), NULL),
        .dead = pg_int8(row, 0, 2),
        .unrouted = pg_int8(row, 0, 3),
        .unexpanded = pg_int8(row, 0, 4),
        .unpublished = pg_int8(row, 0, 5),
        .paused = PQgetvalue(row, 0, 6)[0] == 't',
    };
    PQclear(row);
    return true;
}
