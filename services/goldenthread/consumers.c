#include "goldenthread/consumers.h"

const struct pipeline *consumer_find(const struct call *call, const char *name) {
    GString *names = g_string_new(NULL);
    const struct pipeline *found = NULL;
    for (const struct pipeline *const *p = pipelines; *p != NULL; p++) {
        if (g_str_equal((*p)->name, name)) {
            found = *p;
        }
        g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", (*p)->name);
    }
    if (found == NULL) {
        command_usage(call, "there is no consumer '%s'; there are: %s", name, names->str);
    }
    g_string_free(names, TRUE);
    return found;
}

int consumers_check(const struct call *call, char **names, bool all) {
    if ((names[0] != NULL) == all) {
        return command_usage(call, "name consumers, or give --all");
    }
    while (*names != NULL && consumer_find(call, *names) != NULL) {
        names++;
    }
    return *names == NULL ? EXIT_SUCCESS : EX_USAGE;
}

bool consumer_is_among(const struct pipeline *pipeline, char **names, bool all) {
    return all || g_strv_contains((const char *const *)names, pipeline->name);
}

char *consumer_measures(const struct pipeline *pipeline) {
    GString *measures = g_string_new(NULL);
    for (size_t i = 0; i < pipeline->n_measures; i++) {
        g_string_append_printf(measures, "%s%s", i > 0 ? "," : "", pipeline->measures[i]->id);
    }
    return g_string_free(measures, FALSE);
}

bool consumer_reference_version(PGconn *db, int64_t *version, struct error *error) {
    PGresult *result = pg_query(db, "select version from reference.version", NULL, error);
    if (result != NULL && PQntuples(result) == 1) {
        *version = pg_int8(result, 0, 0);
    }
    PQclear(result);
    return result != NULL;
}
