#include "goldenthread/kpi_files.h"

#include <glib.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "goldenthread/folder.h"

#define GROUP "kpi"

char *kpi_file_json(const char *text, size_t length, struct error *error) {
    GKeyFile *file = g_key_file_new();
    GError *cause = NULL;
    char *json = NULL;
    char **keys = NULL;
    if (g_key_file_load_from_data(file, text, length, G_KEY_FILE_NONE, &cause)) {
        keys = g_key_file_get_keys(file, GROUP, NULL, &cause);
    }
    if (keys == NULL) {
        error_set(error, ERROR_CONFIG, "%s", cause->message);
        g_error_free(cause);
    } else {
        json_t *object = json_object();
        for (char **key = keys; *key != NULL; key++) {
            char *value = g_key_file_get_string(file, GROUP, *key, NULL);
            json_object_set_new(object, *key, json_string(value));
            g_free(value);
        }
        char *dumped = json_dumps(object, JSON_COMPACT);
        json = g_strdup(dumped);
        free(dumped);
        json_decref(object);
    }
    g_strfreev(keys);
    g_key_file_free(file);
    return json;
}

/* kpi.define() refuses with a message about the file, which nobody but an operator sees. Elsewhere
 * this class of errors is kept quiet because it quotes rows. */
static bool defined(PGconn *db, PGresult *result, struct error *error) {
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (g_strcmp0(sqlstate, "22023") == 0) {
        const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
        error_set(error, ERROR_CONFIG, "%s%s%s",
                  PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY),
                  hint != NULL ? "; hint: " : "", hint != NULL ? hint : "");
        PQclear(result);
        return false;
    }
    result = pg_checked(db, result, error);
    PQclear(result);
    return result != NULL;
}

/* The caller frees (g_free). */
static char *kpi_id_of(const char *file) {
    return g_strndup(file, strlen(file) - strlen(".ini"));
}

static bool define(PGconn *db, const char *folder, const char *file, struct error *error) {
    size_t length = 0;
    char *text = folder_read(folder, file, &length, error);
    char *fields = text != NULL ? kpi_file_json(text, length, error) : NULL;
    char *kpi_id = kpi_id_of(file);
    const char *const values[] = {kpi_id, fields};
    const bool done = fields != NULL && defined(db,
                                                PQexecParams(db, "select kpi.define($1, $2::jsonb)",
                                                             2, NULL, values, NULL, NULL, 0),
                                                error);
    g_free(kpi_id);
    g_free(fields);
    g_free(text);
    return done;
}

static bool define_all(PGconn *db, const char *folder, const GPtrArray *files,
                       struct error *error) {
    for (guint i = 0; i < files->len; i++) {
        const char *file = g_ptr_array_index(files, i);
        struct error cause = {0};
        if (!define(db, folder, file, &cause)) {
            return error_set(error, cause.kind, "%s: %s", file, cause.message);
        }
    }
    return true;
}

static bool remove_others(PGconn *db, const GPtrArray *files, struct error *error) {
    json_t *ids = json_array();
    for (guint i = 0; i < files->len; i++) {
        char *kpi_id = kpi_id_of(g_ptr_array_index(files, i));
        json_array_append_new(ids, json_string(kpi_id));
        g_free(kpi_id);
    }
    char *text = json_dumps(ids, JSON_COMPACT);
    struct pg_params params = {0};
    pg_param_text(&params, text);
    const bool removed = database_run(db, "delete from kpi.definition where not $1::jsonb ? kpi_id",
                                      &params, NULL, error);
    free(text);
    json_decref(ids);
    return removed;
}

bool kpi_files_load(PGconn *db, const char *folder, int64_t *count, struct error *error) {
    GPtrArray *files = folder_files(folder, ".ini", error);
    if (files == NULL) {
        return false;
    }
    if (files->len == 0) {
        g_ptr_array_unref(files);
        return error_set(error, ERROR_CONFIG,
                         "'%s' has no KPI; hint: --schemas names the folder 'schemas'", folder);
    }
    const bool done = pg_run(db, "begin", error) && define_all(db, folder, files, error) &&
                      remove_others(db, files, error) && pg_run(db, "commit", error);
    *count = files->len;
    g_ptr_array_unref(files);
    return done;
}
