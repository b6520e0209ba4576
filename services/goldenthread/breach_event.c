#include "goldenthread/breach_event.h"

#include <glib.h>
#include <string.h>

#include "domain/winners.h"
#include "runtime/pg.h"
#include "runtime/pipelines.h"
#include "runtime/records.h"
#include "runtime/schemas.h"

/* The consumer of that name if its documents are of records, as marks have no events. */
static const struct pipeline *find_pipeline(const char *name) {
    const struct pipeline *const *pipeline = pipelines;
    while (*pipeline != NULL && !g_str_equal((*pipeline)->name, name)) {
        pipeline++;
    }
    return *pipeline != NULL && (*pipeline)->document == &records_document ? *pipeline : NULL;
}

static char *copy_of(struct text text) {
    return g_strndup(text.bytes, text.length);
}

static void find_event(const struct winners *winners, struct text event_id,
                       struct breach_record *record) {
    for (size_t i = 0; i < winners->count; i++) {
        const struct envelope *envelope = winners->items[i].record;
        if (text_equal(envelope->event_id, event_id)) {
            record->source = copy_of(envelope->source);
            record->record_id = copy_of(envelope->record_id);
            return;
        }
    }
}

static void look_into(const struct pipeline *pipeline, struct schemas *const *schemas,
                      const PGresult *body, struct text event_id, struct breach_record *record) {
    const struct document_context context = {pipeline, schemas};
    void *document = records_document.unpack(&context, WINDOW_LIFETIME_START,
                                             (const uint8_t *)PQgetvalue(body, 0, 0),
                                             (size_t)PQgetlength(body, 0, 0));
    if (document != NULL) {
        find_event(records_document.view(document), event_id, record);
        records_document.free(document);
    }
}

static PGresult *select_body(PGconn *db, const struct pipeline *pipeline, const char *breach_id,
                             struct error *error) {
    struct pg_params params = {.result_format = 1};
    pg_param_text(&params, breach_id);
    char *table = PQescapeIdentifier(db, pipeline->name, strlen(pipeline->name));
    char *sql = g_strdup_printf("select d.body from breach.breach b join state.%s d"
                                " on d.child_ref = b.subject and d.window_start = b.window_start"
                                " where b.breach_id = $1",
                                table);
    PGresult *result = pg_query(db, sql, &params, error);
    g_free(sql);
    PQfreemem(table);
    return result;
}

static bool look_up(PGconn *db, const char *schemas_folder, const char *breach_id,
                    const PGresult *breach, struct breach_record *record, struct error *error) {
    const struct pipeline *pipeline = find_pipeline(PQgetvalue(breach, 0, 0));
    if (pipeline == NULL) {
        return true;
    }
    struct schemas **schemas = schemas_load_all(schemas_folder, pipeline, error);
    PGresult *body = schemas != NULL ? select_body(db, pipeline, breach_id, error) : NULL;
    if (PQntuples(body) > 0) {
        look_into(pipeline, schemas, body, text_of(PQgetvalue(breach, 0, 1)), record);
    }
    const bool done = body != NULL;
    PQclear(body);
    schemas_free_all(schemas, pipeline);
    return done;
}

bool breach_event_record(PGconn *db, const char *schemas, const char *breach_id,
                         struct breach_record *record, struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, breach_id);
    PGresult *breach = pg_query(db,
                                "select consumer, event_id from breach.breach where breach_id = $1"
                                " and event_id is not null",
                                &params, error);
    const bool done = breach != NULL && (PQntuples(breach) == 0 ||
                                         look_up(db, schemas, breach_id, breach, record, error));
    PQclear(breach);
    return done;
}
