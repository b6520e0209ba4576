#include "runtime/log.h"

#include <glib.h>
#include <jansson.h>
#include <unistd.h>

#include "support/capture.h"
#include "support/suite.h"

/* The only line that the function logs. */
static json_t *logged(void (*run)(void *)) {
    char *text = capture(STDERR_FILENO, run, NULL);
    const size_t length = strlen(text);
    CU_ASSERT(length > 0 && text[length - 1] == '\n');
    CU_ASSERT_PTR_EQUAL(strchr(text, '\n'), text + length - 1);
    json_t *line = json_loads(text, 0, NULL);
    CU_ASSERT_PTR_NOT_NULL(line);
    g_free(text);
    return line;
}

static const char *text_at(const json_t *line, const char *key) {
    const char *value = json_string_value(json_object_get(line, key));
    return value != NULL ? value : "(no text)";
}

static void claim(void *context) {
    (void)context;
    log_start("absence", LOG_INFO);
    log_info("partition.claimed", "claimed", "s:s s:i s:I", "topic", "absence", "partition", 7,
             "next_offset", (json_int_t)5000000000);
}

static void test_line(void) {
    json_t *line = logged(claim);
    CU_ASSERT_EQUAL(json_object_size(line), 8);
    CU_ASSERT_STRING_EQUAL(text_at(line, "level"), "info");
    CU_ASSERT_STRING_EQUAL(text_at(line, "service"), "absence");
    CU_ASSERT_STRING_EQUAL(text_at(line, "event"), "partition.claimed");
    CU_ASSERT_STRING_EQUAL(text_at(line, "message"), "claimed");
    CU_ASSERT_STRING_EQUAL(text_at(line, "topic"), "absence");
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(line, "partition")), 7);
    CU_ASSERT_EQUAL(json_integer_value(json_object_get(line, "next_offset")), 5000000000);
    json_decref(line);
}

static void test_time(void) {
    json_t *line = logged(claim);
    const char *ts = text_at(line, "ts");
    CU_ASSERT(
        g_regex_match_simple("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$", ts, 0, 0));
    GDateTime *parsed = g_date_time_new_from_iso8601(ts, NULL);
    CU_ASSERT(parsed != NULL);
    CU_ASSERT(labs(g_date_time_to_unix(parsed) - g_get_real_time() / G_USEC_PER_SEC) < 60);
    g_date_time_unref(parsed);
    json_decref(line);
}

static void no_pairs(void *context) {
    (void)context;
    log_warning("source.error", "line one\nline \"two\"", "");
}

static void test_message(void) {
    json_t *line = logged(no_pairs);
    CU_ASSERT_EQUAL(json_object_size(line), 5);
    CU_ASSERT_STRING_EQUAL(text_at(line, "level"), "warning");
    CU_ASSERT_STRING_EQUAL(text_at(line, "message"), "line one\nline \"two\"");
    json_decref(line);
}

static void bad_texts(void *context) {
    (void)context;
    log_error("source.error", "broken \xff text", "s:s", "topic", "\xc3");
}

static void test_bad_texts(void) {
    json_t *line = logged(bad_texts);
    CU_ASSERT_STRING_EQUAL(text_at(line, "message"), "broken \xef\xbf\xbd text");
    CU_ASSERT_STRING_EQUAL(text_at(line, "pairs_error"), "Invalid UTF-8 string");
    json_decref(line);
}

static void pairs_like_members(void *context) {
    (void)context;
    log_error("a", "b", "s:s", "level", "info");
}

static void test_members_stay(void) {
    json_t *line = logged(pairs_like_members);
    CU_ASSERT_STRING_EQUAL(text_at(line, "level"), "error");
    json_decref(line);
}

static void three_below_error(void *context) {
    (void)context;
    log_start("absence", LOG_ERROR);
    log_debug("a", "a", "");
    log_info("b", "b", "");
    log_warning("c", "c", "");
    log_start("absence", LOG_INFO);
}

static void test_level(void) {
    char *text = capture(STDERR_FILENO, three_below_error, NULL);
    CU_ASSERT_STRING_EQUAL(text, "");
    g_free(text);
}

int main(void) {
    const struct test tests[] = {
        {"a line is one JSON object with the members and the pairs", test_line},
        {"the time is UTC with milliseconds", test_time},
        {"a message may hold line ends and quotes and is still one line", test_message},
        {"text that is not UTF-8 does not cost the line", test_bad_texts},
        {"a pair does not replace a member", test_members_stay},
        {"below the least level nothing is written", test_level},
        {NULL, NULL},
    };
    return suite_run("log", tests);
}
