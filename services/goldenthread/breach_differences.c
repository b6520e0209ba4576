#include "goldenthread/breach_differences.h"

#include <string.h>

#include "goldenthread/database.h"
#include "runtime/pg_consumer.h"

static const char rows_sql[] =
    "select 1, " PG_BREACH_COLUMNS ", b.subject, b.window_start - date '1970-01-01'"
    "  from breach.breach as b where b.consumer = $1 order by b.breach_id";
#define SUBJECT PG_BREACH_COLUMN_COUNT
#define WINDOW_START (SUBJECT + 1)

static char *document_name(const char *child_ref, day_t window_start) {
    return g_strdup_printf("%d %s", window_start, child_ref);
}

static void standing_free(void *data) {
    GArray *standing = data;
    for (guint i = 0; i < standing->len; i++) {
        breach_clear(&g_array_index(standing, struct breach, i));
    }
    g_array_free(standing, TRUE);
}

static void standing_add(GHashTable *all, const PGresult *rows, int row) {
    struct breach breach;
    pg_breach_of_row(rows, row, &breach);
    char *name =
        document_name(PQgetvalue(rows, row, SUBJECT), (day_t)pg_int8(rows, row, WINDOW_START));
    GArray *standing = g_hash_table_lookup(all, name);
    if (standing == NULL) {
        standing = g_array_new(FALSE, FALSE, sizeof(struct breach));
        g_hash_table_insert(all, name, standing);
    } else {
        g_free(name);
    }
    g_array_append_val(standing, breach);
}

bool breach_differences_begin(struct breach_differences *differences, PGconn *db,
                              const struct pipeline *pipeline, const struct reference *reference,
                              day_t today, const struct breach_key *key, struct error *error) {
    *differences = (struct breach_differences){
        .pipeline = pipeline,
        .reference = reference,
        .today = today,
        .key = key,
        .standing = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, standing_free),
        .set = write_set_new(),
        .due = g_array_new(FALSE, FALSE, sizeof(struct due_change)),
    };
    if (pipeline->crossings == NULL) {
        return true;
    }
    struct pg_params params = {0};
    pg_param_text(&params, pipeline->name);
    PGresult *rows = pg_query(db, rows_sql, &params, error);
    for (int row = 0; row < PQntuples(rows); row++) {
        standing_add(differences->standing, rows, row);
        differences->rows++;
    }
    bool read = rows != NULL;
    PQclear(rows);
    return read;
}

struct judging {
    struct breach_differences *differences;
    const char *child_ref;
    day_t window_start;
};

static void take(void *context, struct breach_move *move) {
    const struct judging *judging = context;
    struct write_set *set = judging->differences->set;
    struct breach_write write = {
        .child_ref = write_set_keep(set, text_of(judging->child_ref)).bytes,
        .window_start = judging->window_start,
        .move = *move,
    };
    write.move.after.episode = (char *)write_set_keep(set, text_of(move->after.episode)).bytes;
    if (judging->differences->key != NULL) {
        breach_id(judging->differences->key, move->after.rule_id, judging->child_ref,
                  move->after.episode, write.breach_id);
    }
    g_array_append_val(set->breaches, write);
    breach_clear(&move->after);
}

static day_t diff(struct breach_differences *differences, const char *child_ref, day_t window_start,
                  const GArray *standing, const struct breach_finding *finding) {
    const struct breach_moment moment = {
        .today = differences->today, .recorded_on = DAY_NONE, .rebuild = true};
    struct judging judging = {differences, child_ref, window_start};
    return breach_diff(standing != NULL ? (const struct breach *)(const void *)standing->data
                                        : NULL,
                       standing != NULL ? standing->len : 0, finding, &moment, take, &judging);
}

void breach_differences_judge(struct breach_differences *differences,
                              const struct stored_row *row) {
    const struct pipeline *pipeline = differences->pipeline;
    if (pipeline->crossings == NULL) {
        return;
    }
    char *name = document_name(row->child_ref, row->window_start);
    if (row->next_due != DAY_NONE && row->next_due <= differences->today) {
        differences->waiting++;
    } else {
        struct breach_finding finding;
        breach_finding_begin(&finding, differences->reference);
        pipeline->crossings(pipeline->document->view(row->document), differences->reference,
                            &finding.crossings);
        day_t next_due = diff(differences, row->child_ref, row->window_start,
                              g_hash_table_lookup(differences->standing, name), &finding);
        breach_finding_end(&finding);
        if (next_due != row->next_due) {
            const char *child_ref = write_set_keep(differences->set, text_of(row->child_ref)).bytes;
            struct due_change change = {child_ref, row->window_start, next_due};
            g_array_append_val(differences->due, change);
        }
    }
    g_hash_table_remove(differences->standing, name);
    g_free(name);
}

void breach_differences_end(struct breach_differences *differences) {
    GHashTableIter iter;
    gpointer name, standing;
    struct breach_finding nothing;
    breach_finding_begin(&nothing, differences->reference);
    g_hash_table_iter_init(&iter, differences->standing);
    while (g_hash_table_iter_next(&iter, &name, &standing)) {
        char *child_ref;
        day_t window_start = (day_t)strtol(name, &child_ref, 10);
        diff(differences, child_ref + 1, window_start, standing, &nothing);
    }
    breach_finding_end(&nothing);
}

void breach_differences_free(struct breach_differences *differences) {
    if (differences->standing != NULL) {
        g_hash_table_unref(differences->standing);
        write_set_free(differences->set);
        g_array_free(differences->due, TRUE);
    }
}

int64_t breach_differences_count(const struct breach_differences *differences) {
    return (int64_t)differences->set->breaches->len + differences->due->len;
}

/* A consumer that has such a document in memory must notice: the version moves with it. */
static bool write_due(const struct breach_differences *differences, PGconn *db,
                      struct error *error) {
    const GArray *due = differences->due;
    struct wire children = {0}, windows = {0}, days = {0};
    wire_array(&children, WIRE_TEXT, due->len);
    wire_array(&windows, WIRE_DATE, due->len);
    wire_array(&days, WIRE_DATE, due->len);
    for (guint i = 0; i < due->len; i++) {
        const struct due_change *change = &g_array_index(due, struct due_change, i);
        wire_text(&children, change->child_ref);
        wire_date(&windows, change->window_start);
        wire_date(&days, change->next_due);
    }
    struct pg_params params = {0};
    pg_param_wire(&params, &children);
    pg_param_wire(&params, &windows);
    pg_param_wire(&params, &days);
    const char *name = differences->pipeline->name;
    char *table = PQescapeIdentifier(db, name, strlen(name));
    char *sql = g_strdup_printf(
        "update state.%s as d set next_due = c.next_due, version = d.version + 1"
        "  from unnest($1::text[], $2::date[], $3::date[]) as c(child_ref, window_start, next_due)"
        " where d.child_ref = c.child_ref and d.window_start = c.window_start",
        table);
    bool written = due->len == 0 || database_run(db, sql, &params, NULL, error);
    g_free(sql);
    PQfreemem(table);
    wire_free(&children);
    wire_free(&windows);
    wire_free(&days);
    return written;
}

bool breach_differences_write(struct breach_differences *differences, PGconn *db,
                              struct error *error) {
    if (differences->pipeline->crossings == NULL) {
        return true;
    }
    struct pg_consumer consumer = {.name = differences->pipeline->name};
    breach_key_check(differences->key, consumer.key_check);
    struct pg_staging staging = {0};
    bool written = pg_breach_write_prepare(db, &consumer, error) &&
                   pg_breach_write(db, &consumer, &staging, differences->set, error) &&
                   write_due(differences, db, error);
    copy_free(&staging.copy);
    return written;
}
