#include "receiver/alert.h"

#include <glib.h>

#include "support/suite.h"

/* 2026-11-25T20:14:03.250Z */
#define TIME_US INT64_C(1795637643250000)

#define HEAD                                                                    \
    "{\"specversion\":\"1.0\",\"id\":\"alr_x_1\",\"source\":\"/goldenthread\"," \
    "\"type\":\"goldenthread.breach\",\"time\":\"2026-11-25T20:14:03.250Z\""
#define FULL                                                                                      \
    HEAD ",\"data\":{\"title\":\"Permanent exclusion\",\"priority\":\"P1\",\"state\":\"RAISED\"," \
         "\"school\":\"Oak School\",\"org\":\"140001\",\"year_band\":\"secondary\","              \
         "\"due_on\":\"2026-12-01\"}}"

static char *line_of(const char *body, bool json) {
    struct alert alert;
    if (!alert_parse(&alert, text_of(body), "alr_x_1")) {
        return g_strdup("no alert");
    }
    char *line = alert_line(&alert, TIME_US + 87000, json);
    alert_free(&alert);
    return line;
}

static void expect_line(const char *body, bool json, const char *expected) {
    char *line = line_of(body, json);
    CU_ASSERT_STRING_EQUAL(line, expected);
    g_free(line);
}

static void an_alert_is_one_readable_line(void) {
    expect_line(FULL, false,
                "    +87 ms  RAISED        P1  Permanent exclusion; Oak School, secondary; due "
                "2026-12-01; alr_x_1");
}

static void what_is_not_known_is_said_to_be_unknown(void) {
    expect_line(HEAD ",\"data\":{\"title\":\"Late notice\",\"priority\":\"P3\",\"state\":"
                     "\"RETRACTED\",\"school\":null,\"org\":\"140001\",\"year_band\":\"\"}}",
                false,
                "    +87 ms  RETRACTED     P3  Late notice; 140001, year band unknown; alr_x_1");
}

static void an_event_that_came_before_its_time_has_negative_milliseconds(void) {
    struct alert alert;
    CU_ASSERT_TRUE(alert_parse(&alert, text_of(FULL), "alr_x_1"));
    char *line = alert_line(&alert, TIME_US - 5000, false);
    CU_ASSERT_NSTRING_EQUAL(line, "     -5 ms", 10);
    g_free(line);
    alert_free(&alert);
}

static void a_program_gets_the_event_as_it_came(void) {
    expect_line(HEAD ",\"data\":{\"priority\":\"P1\"}}", true,
                "{\"elapsed_ms\":87,\"event\":" HEAD ",\"data\":{\"priority\":\"P1\"}}}");
}

static void what_is_no_cloud_event_of_the_delivery_is_refused(void) {
    static const char *const bodies[] = {
        "",
        "[]",
        "{",
        "\"alert\"",
        HEAD "}",
        HEAD ",\"data\":[]}",
        HEAD ",\"data\":{}} x",
        HEAD ",\"data\":{},\"data\":{}}",
        "{\"specversion\":\"0.3\",\"id\":\"alr_x_1\",\"source\":\"/g\",\"type\":\"t\","
        "\"time\":\"2026-11-25T20:14:03.250Z\",\"data\":{}}",
        "{\"specversion\":\"1.0\",\"id\":\"alr_x_2\",\"source\":\"/g\",\"type\":\"t\","
        "\"time\":\"2026-11-25T20:14:03.250Z\",\"data\":{}}",
        "{\"specversion\":\"1.0\",\"id\":\"alr_x_1\",\"source\":\"\",\"type\":\"t\","
        "\"time\":\"2026-11-25T20:14:03.250Z\",\"data\":{}}",
        "{\"specversion\":\"1.0\",\"id\":\"alr_x_1\",\"source\":\"/g\",\"type\":7,"
        "\"time\":\"2026-11-25T20:14:03.250Z\",\"data\":{}}",
        "{\"specversion\":\"1.0\",\"id\":\"alr_x_1\",\"source\":\"/g\",\"type\":\"t\","
        "\"time\":\"yesterday\",\"data\":{}}",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        expect_line(bodies[i], false, "no alert");
    }
}

int main(void) {
    static const struct test tests[] = {
        {"an alert is one readable line", an_alert_is_one_readable_line},
        {"what is not known is said to be unknown", what_is_not_known_is_said_to_be_unknown},
        {"an event that came before its time has negative milliseconds",
         an_event_that_came_before_its_time_has_negative_milliseconds},
        {"a program gets the event as it came", a_program_gets_the_event_as_it_came},
        {"what is no cloud event of the delivery is refused",
         what_is_no_cloud_event_of_the_delivery_is_refused},
        {NULL, NULL},
    };
    return suite_run("alert", tests);
}
