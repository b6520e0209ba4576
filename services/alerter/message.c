#include "alerter/message.h"

#include <glib.h>
#include <jansson.h>

/* Takes over the facts. */
static json_t *data_of(json_t *facts, const char *link_base, const char *breach_id) {
    json_object_set_new(facts, "breach_id", json_string(breach_id));
    if (link_base != NULL) {
        json_object_set_new(facts, "link", json_sprintf("%s%s", link_base, breach_id));
    }
    return facts;
}

char *message_body(const struct message_settings *settings, const struct message *message) {
    json_t *facts = json_loads(message->facts, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(facts)) {
        json_decref(facts);
        return NULL;
    }
    json_t *event = json_pack("{s:s s:s s:s s:s s:s s:s s:s s:o}", "specversion", "1.0", /* */
                              "id", message->delivery_id,                                /* */
                              "source", settings->source,                                /* */
                              "type", MESSAGE_TYPE,                                      /* */
                              "time", message->changed_at,                               /* */
                              "subject", message->breach_id,                             /* */
                              "datacontenttype", "application/json",                     /* */
                              "data", data_of(facts, settings->link_base, message->breach_id));
    char *body = json_dumps(event, JSON_COMPACT); /* GLib's memory is malloc's */
    json_decref(event);
    return body;
}
