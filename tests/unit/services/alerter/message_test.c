#include "alerter/message.h"

#include <glib.h>
#include <string.h>

#include "support/suite.h"

static const struct message_settings settings = {"urn:example:borough", "https://host/a/"};

static struct message message_of(const char *facts) {
    return (struct message){"alr_b_2", "alr_b", "2025-11-03T09:30:00.123456Z", facts};
}

static void an_alert_is_a_cloud_event_with_its_facts_and_a_link(void) {
    const struct message message = message_of("{\"rule\": \"C1_PEX_SEND\", \"due_on\": null}");
    char *body = message_body(&settings, &message);
    CU_ASSERT_STRING_EQUAL(
        body, "{\"specversion\":\"1.0\",\"id\":\"alr_b_2\",\"source\":\"urn:example:borough\","
              "\"type\":\"goldenthread.v1.commitment-breach\",\"time\":\"2025-11-03T09:30:00."
              "123456Z\",\"subject\":\"alr_b\",\"datacontenttype\":\"application/json\",\"data\":{"
              "\"rule\":\"C1_PEX_SEND\",\"due_on\":null,\"breach_id\":\"alr_b\",\"link\":\"https:"
              "//host/a/alr_b\"}}");
    g_free(body);
}

static void without_a_base_there_is_no_link(void) {
    const struct message_settings bare = {"urn:example:borough", NULL};
    const struct message message = message_of("{}");
    char *body = message_body(&bare, &message);
    CU_ASSERT_PTR_NOT_NULL(strstr(body, "\"data\":{\"breach_id\":\"alr_b\"}}"));
    g_free(body);
}

static void a_name_keeps_its_letters_whatever_they_are(void) {
    const struct message message =
        message_of("{\"school\":\"Ysgol \\\"T\xC5\xB7\\\" \xE2\x80\xA8\"}");
    char *body = message_body(&settings, &message);
    CU_ASSERT_PTR_NOT_NULL(strstr(body, "\"Ysgol \\\"T\xC5\xB7\\\" \xE2\x80\xA8\""));
    g_free(body);
}

static void the_longest_alert_is_within_the_limit(void) {
    char *title = g_strnfill(500, '"'), *school = g_strnfill(200, '"');
    char *escaped_title = g_strescape(title, NULL), *escaped_school = g_strescape(school, NULL);
    char *facts =
        g_strdup_printf("{\"title\":\"%s\",\"school\":\"%s\"}", escaped_title, escaped_school);
    const struct message message = message_of(facts);
    char *body = message_body(&settings, &message);
    CU_ASSERT_TRUE(strlen(body) < MESSAGE_LIMIT / 4);
    g_free(body);
    g_free(facts);
    g_free(escaped_school);
    g_free(escaped_title);
    g_free(school);
    g_free(title);
}

static void what_is_no_object_is_no_message(void) {
    const struct message messages[] = {message_of("[]"), message_of("{\"a\":1,\"a\":2}"),
                                       message_of("")};
    for (size_t i = 0; i < G_N_ELEMENTS(messages); i++) {
        CU_ASSERT_PTR_NULL(message_body(&settings, &messages[i]));
    }
}

int main(void) {
    static const struct test tests[] = {
        {"an alert is a CloudEvent with its facts and a link",
         an_alert_is_a_cloud_event_with_its_facts_and_a_link},
        {"without a base there is no link", without_a_base_there_is_no_link},
        {"a name keeps its letters, whatever they are", a_name_keeps_its_letters_whatever_they_are},
        {"the longest alert is within the limit", the_longest_alert_is_within_the_limit},
        {"what is no object is no message", what_is_no_object_is_no_message},
        {NULL, NULL},
    };
    return suite_run("message", tests);
}
