#include "goldenthread/check_forms.h"

#include <glib.h>
#include <jansson.h>
#include <string.h>

#include "support/suite.h"

/* Writes down what came: "key=value" for a value, "{key}n" for an event of n members. */
static void on_value(void *context, struct text key, struct text value) {
    GString *seen = context;
    g_string_append_printf(seen, "%.*s=%.*s;", (int)key.length, key.bytes != NULL ? key.bytes : "",
                           value.bytes != NULL ? (int)value.length : 4,
                           value.bytes != NULL ? value.bytes : "null");
}

static void on_event(void *context, struct text key, const void *event) {
    g_string_append_printf(context, "{%.*s}%zu;", (int)key.length,
                           key.bytes != NULL ? key.bytes : "", json_object_size(event));
}

static void on_unreadable(void *context, const char *why) {
    g_string_append_printf(context, "!%s;", why);
}

static void expect_bytes(enum check_form form, const char *bytes, size_t length,
                         const char *expected) {
    GString *seen = g_string_new(NULL);
    const struct check_sink sink = {seen, on_value, on_event, on_unreadable};
    FILE *from = length > 0 ? fmemopen((void *)bytes, length, "rb") : fopen("/dev/null", "rb");
    check_forms_read(from, form, &sink);
    fclose(from);
    CU_ASSERT_STRING_EQUAL(seen->str, expected);
    g_string_free(seen, TRUE);
}

static void expect(enum check_form form, const char *text, const char *expected) {
    expect_bytes(form, text, strlen(text), expected);
}

static void json_comes_in_lines_arrays_and_with_keys(void) {
    expect(FORM_JSON, "", "");
    expect(FORM_JSON, "{\"a\":1}\n{\"a\":1,\"b\":2}\n", "{}1;{}2;");
    expect(FORM_JSON, " [{\"a\":1},\n {}]\n{\"a\":1}", "{}1;{}0;{}1;");
    expect(FORM_JSON, "{\"what\":\"x\",\"key\":\"c1\",\"event\":{\"a\":1}}", "{c1}1;");
    expect(FORM_JSON, "{\"event\":{\"a\":1}}", "{}1;");
    expect(FORM_JSON, "[7]", "{}0;");
}

static void what_is_no_json_ends_the_reading_with_its_place(void) {
    expect(FORM_JSON, "{\"a\":1}\n{\"a\":\n?}",
           "{}1;!no JSON, in line 2, column 1 of what begins here;");
    expect(FORM_JSON, "{\"a\":1,\"a\":2}", "!no JSON, in line 1, column 10 of what begins here;");
    expect(FORM_JSON, "7", "!no JSON, in line 1, column 1 of what begins here;");
    expect(FORM_JSON, "{\"key\":7,\"event\":{}}", "!a key that is no string;");
}

static void frames_are_values_behind_their_lengths(void) {
    expect_bytes(FORM_FRAMES, "", 0, "");
    expect_bytes(FORM_FRAMES, "\0\0\0\2ab\0\0\0\0\377\377\377\377\0\0\0\1c", 19, "=ab;=;=null;=c;");
}

static void frames_that_are_none_end_the_reading(void) {
    expect_bytes(FORM_FRAMES, "\0\0\0\3ab", 6, "!the file ends within a value;");
    expect_bytes(FORM_FRAMES, "\0\0\0\1a\0\0", 7, "=a;!the file ends within a length;");
    expect_bytes(FORM_FRAMES, "\377\377\377\376", 4, "!a length that no value has;");
    expect_bytes(FORM_FRAMES, "{\"a\"", 4, "!a length that no value has;");
}

static void base64_is_a_value_a_line_with_its_key_or_without(void) {
    expect(FORM_BASE64, "YWI=\r\n\nc1\tYw==\n\tZA==\nc2\t", "=ab;c1=c;=d;c2=;");
    expect(FORM_BASE64, "YWI\nYw==\n", "!a line that is no base64;=c;");
    expect(FORM_BASE64, "{}\n", "!a line that is no base64;");
}

static void a_file_may_be_one_value(void) {
    expect_bytes(FORM_VALUE, "\303\001\0x", 4, "=\303\001;");
    expect_bytes(FORM_VALUE, "", 0, "=;");
}

int main(void) {
    static const struct test tests[] = {
        {"JSON comes in lines, arrays and with keys", json_comes_in_lines_arrays_and_with_keys},
        {"what is no JSON ends the reading with its place",
         what_is_no_json_ends_the_reading_with_its_place},
        {"frames are values behind their lengths", frames_are_values_behind_their_lengths},
        {"frames that are none end the reading", frames_that_are_none_end_the_reading},
        {"base64 is a value a line, with its key or without",
         base64_is_a_value_a_line_with_its_key_or_without},
        {"a file may be one value", a_file_may_be_one_value},
        {NULL, NULL},
    };
    return suite_run("check_forms", tests);
}
