#include "goldenthread/quarantine.h"

#include <jansson.h>

char *quarantine_ids(const struct call *call, char *const *typed, int64_t *count) {
    GString *ids = g_string_new("{");
    for (*count = 0; typed[*count] != NULL; (*count)++) {
        gint64 id = 0;
        if (!g_ascii_string_to_signed(typed[*count], 10, 1, INT64_MAX, &id, NULL)) {
            command_usage(call, "'%s' is no id; goldenthread quarantine list shows the ids",
                          typed[*count]);
            g_string_free(ids, TRUE);
            return NULL;
        }
        g_string_append_printf(ids, "%s%" G_GINT64_FORMAT, *count > 0 ? "," : "", id);
    }
    g_string_append_c(ids, '}');
    return g_string_free(ids, FALSE);
}

int quarantine_status(const struct call *call, int64_t asked, int64_t changed) {
    if (changed >= asked) {
        return EXIT_SUCCESS;
    }
    command_say(call, "%" G_GINT64_FORMAT " left alone: not there, or no longer held",
                asked - changed);
    return EXIT_DIFFERENCES;
}

static bool add_header(rd_kafka_headers_t *headers, const char *name, const json_t *value) {
    if (json_is_null(value)) {
        return rd_kafka_header_add(headers, name, -1, NULL, 0) == RD_KAFKA_RESP_ERR_NO_ERROR;
    }
    if (!json_is_string(value)) {
        return false;
    }
    gsize length = 0;
    guchar *bytes = g_base64_decode(json_string_value(value), &length);
    const bool added = rd_kafka_header_add(headers, name, -1, bytes, (ssize_t)length) ==
                       RD_KAFKA_RESP_ERR_NO_ERROR;
    g_free(bytes);
    return added;
}

rd_kafka_headers_t *quarantine_headers(const char *json, bool *valid) {
    *valid = true;
    if (json == NULL) {
        return NULL;
    }
    json_t *object = json_loads(json, 0, NULL);
    *valid = json_is_object(object);
    rd_kafka_headers_t *headers = rd_kafka_headers_new(json_object_size(object));
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value) {
        *valid = *valid && add_header(headers, name, value);
    }
    json_decref(object);
    if (!*valid) {
        rd_kafka_headers_destroy(headers);
        return NULL;
    }
    return headers;
}
