/* What a webhook says: a CloudEvent in JSON about one change of one breach, and nothing about the
 * child. The same bytes on every attempt. */
#ifndef GOLDENTHREAD_MESSAGE_H
#define GOLDENTHREAD_MESSAGE_H

#define MESSAGE_CONTENT_TYPE "application/cloudevents+json; charset=utf-8"
#define MESSAGE_TYPE "goldenthread.v1.commitment-breach"
#define MESSAGE_LIMIT 20000 /* bytes that Standard Webhooks allows */

struct message_settings {
    const char *source;    /* the CloudEvents attribute: which installation speaks */
    const char *link_base; /* the breach's id is put behind it; NULL: no link */
};

struct message {
    const char *delivery_id, *breach_id;
    const char *changed_at; /* RFC 3339 */
    const char *facts;      /* a JSON object, as breach.alert has it */
};

/* The caller frees (g_free). NULL when the facts are no JSON object. */
char *message_body(const struct message_settings *settings, const struct message *message);

#endif
