#include "receiver/alert.h"

#include <glib.h>
#include <string.h>

static const char *member(const json_t *object, const char *name) {
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL ? text : "";
}

static bool read_time(const char *text, int64_t *time_us) {
    GDateTime *time = g_date_time_new_from_iso8601(text, NULL);
    if (time == NULL) {
        return false;
    }
    *time_us = g_date_time_to_unix(time) * G_USEC_PER_SEC + g_date_time_get_microsecond(time);
    g_date_time_unref(time);
    return true;
}

static bool is_alert(const json_t *event, const char *delivery_id) {
    return strcmp(member(event, "specversion"), "1.0") == 0 &&
           strcmp(member(event, "id"), delivery_id) == 0 && member(event, "source")[0] != '\0' &&
           member(event, "type")[0] != '\0' && json_is_object(json_object_get(event, "data"));
}

bool alert_parse(struct alert *alert, struct text body, const char *delivery_id) {
    alert->event = json_loadb(body.bytes, body.length, JSON_REJECT_DUPLICATES, NULL);
    if (is_alert(alert->event, delivery_id) &&
        read_time(member(alert->event, "time"), &alert->time_us)) {
        return true;
    }
    alert_free(alert);
    return false;
}

void alert_free(struct alert *alert) {
    json_decref(alert->event);
    alert->event = NULL;
}

static const char *or_else(const char *text, const char *otherwise) {
    return text[0] != '\0' ? text : otherwise;
}

/* A school by its name, else by its number. */
static char *people_line(const struct alert *alert, int64_t elapsed_ms) {
    const json_t *data = json_object_get(alert->event, "data");
    const char *due_on = member(data, "due_on");
    const char *school = or_else(member(data, "school"), or_else(member(data, "org"), "unknown"));
    return g_strdup_printf("%+7" G_GINT64_FORMAT " ms  %-12s  %s  %s; %s, %s%s%s; %s", elapsed_ms,
                           member(data, "state"), or_else(member(data, "priority"), "--"),
                           or_else(member(data, "title"), member(alert->event, "type")), school,
                           or_else(member(data, "year_band"), "year band unknown"),
                           due_on[0] != '\0' ? "; due " : "", due_on, member(alert->event, "id"));
}

static char *json_line(const struct alert *alert, int64_t elapsed_ms) {
    json_t *line =
        json_pack("{s:I s:O}", "elapsed_ms", (json_int_t)elapsed_ms, "event", alert->event);
    char *text = json_dumps(line, JSON_COMPACT);
    json_decref(line);
    return text;
}

char *alert_line(const struct alert *alert, int64_t now_us, bool json) {
    const int64_t elapsed_ms = (now_us - alert->time_us) / 1000;
    return json ? json_line(alert, elapsed_ms) : people_line(alert, elapsed_ms);
}
