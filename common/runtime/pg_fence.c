/* The fence: the first statement of every write set moves all its offsets, and only from where the
 * set expects them, under the epoch of its claim and the rules that it was computed with. It stops
 * a former owner that wakes up, a second start, other rules, and the second write of a set whose
 * COMMIT succeeded without an answer. */
#include <glib.h>
#include <inttypes.h>

#include "runtime/pg_consumer.h"

/* One row per partition of the set. */
enum advance_column {
    TOPIC,
    PARTITION,
    EPOCH,
    EXPECTED,
    NEXT,
    LAST_OFFSET,
    LAST_EVENT_ID,
    CONSUMED,
    APPLIED,
    UNCHANGED,
    QUARANTINED,
    ADVANCE_COLUMNS
};
#define STANDING_COLUMNS (NEXT + 1)

static const Oid advance_types[ADVANCE_COLUMNS] = {
    WIRE_TEXT, WIRE_INT4, WIRE_INT8, WIRE_INT8, WIRE_INT8, WIRE_INT8,
    WIRE_TEXT, WIRE_INT8, WIRE_INT8, WIRE_INT8, WIRE_INT8,
};

/* A set that counts no message of a partition (transaction markers only) leaves its last one. */
static const char fence_sql[] =
    "UPDATE stream.offset AS o"
    "   SET next_offset = a.next_offset,"
    "       last_offset = coalesce(a.last_offset, o.last_offset),"
    "       last_event_id = CASE WHEN a.last_offset IS NULL THEN o.last_event_id"
    "                            ELSE a.last_event_id END,"
    "       consumed = o.consumed + a.consumed,"
    "       applied = o.applied + a.applied,"
    "       unchanged = o.unchanged + a.unchanged,"
    "       quarantined = o.quarantined + a.quarantined,"
    "       updated_at = now()"
    "  FROM unnest($4::text[], $5::int4[], $6::int8[], $7::int8[], $8::int8[], $9::int8[],"
    "              $10::text[], $11::int8[], $12::int8[], $13::int8[], $14::int8[])"
    "       AS a(topic, partition, epoch, expected, next_offset, last_offset,"
    "            last_event_id, consumed, applied, unchanged, quarantined)"
    " WHERE o.consumer = $1 AND o.topic = a.topic AND o.partition = a.partition"
    "   AND o.next_offset = a.expected AND o.owner_epoch = a.epoch AND o.rules = $2"
    "   AND (SELECT version FROM reference.version) = $3";

static const char standing_sql[] =
    "SELECT count(*) FILTER (WHERE next_offset = expected),"
    "       count(*) FILTER (WHERE next_offset = next)"
    "  FROM (SELECT o.next_offset, a.expected, a.next"
    "          FROM unnest($2::text[], $3::int4[], $4::int8[], $5::int8[], $6::int8[])"
    "               AS a(topic, partition, epoch, expected, next)"
    "          JOIN stream.offset AS o"
    "            ON o.topic = a.topic AND o.partition = a.partition AND o.owner_epoch = a.epoch"
    "         WHERE o.consumer = $1"
    "           FOR UPDATE OF o) AS held";

bool pg_fence_prepare(PGconn *connection, struct error *error) {
    return pg_prepare(connection, "fence", fence_sql, error);
}

/* An id that was cut at its kept length may end in the middle of a character. */
static struct text event_id_text(const struct event_id *id) {
    if (!id->known) {
        return TEXT_NULL;
    }
    const char *end = id->bytes;
    g_utf8_validate(id->bytes, id->length, &end);
    return (struct text){id->bytes, (size_t)(end - id->bytes)};
}

static void advance_add(struct wire columns[ADVANCE_COLUMNS], const struct advance *advance) {
    wire_text(&columns[TOPIC], advance->topic);
    wire_int4(&columns[PARTITION], advance->partition);
    wire_int8(&columns[EPOCH], advance->epoch);
    wire_int8(&columns[EXPECTED], advance->expected);
    wire_int8(&columns[NEXT], advance->next);
    if (advance->last_offset < 0) {
        wire_null(&columns[LAST_OFFSET]);
    } else {
        wire_int8(&columns[LAST_OFFSET], advance->last_offset);
    }
    wire_bytes(&columns[LAST_EVENT_ID], event_id_text(&advance->last_event_id));
    wire_int8(&columns[CONSUMED], advance->consumed);
    wire_int8(&columns[APPLIED], advance->applied);
    wire_int8(&columns[UNCHANGED], advance->unchanged);
    wire_int8(&columns[QUARANTINED], advance->quarantined);
}

static void advances_fill(struct wire columns[ADVANCE_COLUMNS], const GArray *advances) {
    for (size_t i = 0; i < ADVANCE_COLUMNS; i++) {
        wire_array(&columns[i], advance_types[i], advances->len);
    }
    for (guint i = 0; i < advances->len; i++) {
        advance_add(columns, &g_array_index(advances, struct advance, i));
    }
}

static void advances_free(struct wire columns[ADVANCE_COLUMNS]) {
    for (size_t i = 0; i < ADVANCE_COLUMNS; i++) {
        wire_free(&columns[i]);
    }
}

bool pg_fence(PGconn *connection, const struct pg_consumer *consumer, const struct write_set *set,
              struct error *error) {
    struct wire columns[ADVANCE_COLUMNS] = {0};
    advances_fill(columns, set->advances);
    struct pg_params params = {0};
    pg_param_text(&params, consumer->name);
    pg_param_text(&params, consumer->rules);
    pg_param_number(&params, consumer->reference_version);
    for (size_t i = 0; i < ADVANCE_COLUMNS; i++) {
        pg_param_wire(&params, &columns[i]);
    }
    PGresult *result = pg_query_prepared(connection, "fence", &params, error);
    advances_free(columns);
    if (result == NULL) {
        return false;
    }
    int64_t moved = pg_affected(result);
    PQclear(result);
    return moved == set->advances->len ||
           error_set(error, ERROR_FENCED,
                     "%" PRId64 " of %u partitions are no longer where this instance left them",
                     set->advances->len - moved, set->advances->len);
}

enum standing pg_standing(PGconn *connection, const struct pg_consumer *consumer,
                          const struct write_set *set, struct error *error) {
    struct wire columns[ADVANCE_COLUMNS] = {0};
    advances_fill(columns, set->advances);
    struct pg_params params = {0};
    pg_param_text(&params, consumer->name);
    for (size_t i = 0; i < STANDING_COLUMNS; i++) {
        pg_param_wire(&params, &columns[i]);
    }
    PGresult *result = pg_query(connection, standing_sql, &params, error);
    advances_free(columns);
    if (result == NULL) {
        return STANDING_UNKNOWN;
    }
    int64_t before = pg_int8(result, 0, 0);
    int64_t after = pg_int8(result, 0, 1);
    PQclear(result);
    if (before == set->advances->len) {
        return STANDING_BEFORE;
    }
    return after == set->advances->len ? STANDING_AFTER : STANDING_LOST;
}
