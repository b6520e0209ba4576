#include "runtime/csv.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/suite.h"

static struct csv *parse(const char *text, struct problems *problems) {
    problems_init(problems);
    return csv_parse(text, strlen(text), problems);
}

static const char *field(const struct csv *csv, guint record, int column) {
    return csv_field(&g_array_index(csv->records, struct csv_record, record), column);
}

static void a_plain_file_has_a_header_and_records(void) {
    struct problems problems;
    struct csv *csv = parse("org,name\n140001,Oak\n140002,Elm\n", &problems);
    CU_ASSERT_EQUAL(problems.count, 0);
    CU_ASSERT_EQUAL(csv->records->len, 2);
    CU_ASSERT_EQUAL(csv_column(csv, "name"), 1);
    CU_ASSERT_EQUAL(csv_column(csv, "phase"), -1);
    CU_ASSERT_STRING_EQUAL(field(csv, 0, 0), "140001");
    CU_ASSERT_STRING_EQUAL(field(csv, 1, 1), "Elm");
    csv_free(csv);
    problems_free(&problems);
}

static void quotes_hold_commas_quotes_and_line_ends(void) {
    struct problems problems;
    struct csv *csv = parse("a,b\r\n\"x,\"\"y\"\"\",\"two\nlines\"\r\nlast,\r\n", &problems);
    CU_ASSERT_EQUAL(problems.count, 0);
    CU_ASSERT_EQUAL(csv->records->len, 2);
    CU_ASSERT_STRING_EQUAL(field(csv, 0, 0), "x,\"y\"");
    CU_ASSERT_STRING_EQUAL(field(csv, 0, 1), "two\nlines");
    CU_ASSERT_STRING_EQUAL(field(csv, 1, 1), "");
    CU_ASSERT_EQUAL(g_array_index(csv->records, struct csv_record, 0).line, 2);
    CU_ASSERT_EQUAL(g_array_index(csv->records, struct csv_record, 1).line, 4);
    csv_free(csv);
    problems_free(&problems);
}

static void a_byte_order_mark_blank_lines_and_a_missing_last_line_end_do_not_matter(void) {
    struct problems problems;
    struct csv *csv = parse("\xEF\xBB\xBF"
                            "day,x\n\n2026-09-01,1\n\n2026-09-02,2",
                            &problems);
    CU_ASSERT_EQUAL(problems.count, 0);
    CU_ASSERT_EQUAL(csv_column(csv, "day"), 0);
    CU_ASSERT_EQUAL(csv->records->len, 2);
    CU_ASSERT_EQUAL(g_array_index(csv->records, struct csv_record, 1).line, 5);
    csv_free(csv);
    problems_free(&problems);
}

static void check_problem(const char *text, const char *expected) {
    struct problems problems;
    struct csv *csv = parse(text, &problems);
    CU_ASSERT_STRING_EQUAL(problems.text->str, expected);
    csv_free(csv);
    problems_free(&problems);
}

static void every_mistake_is_told_with_its_line(void) {
    check_problem("", "line 1: no header\n");
    check_problem("a,b\n1\n1,2\n1,2,3\n", "line 2: 1 fields where the header has 2\n"
                                          "line 4: 3 fields where the header has 2\n");
    check_problem("a,b\n\n\"1,2\n3\n", "line 3: a quoted field does not end\n"
                                       "line 3: 1 fields where the header has 2\n");
    check_problem("a\n\"1\"2\n", "line 2: text follows a closing quote\n");
    check_problem("a\nb\n\xff\n", "line 3: not UTF-8 text; save the file as CSV UTF-8\n");
}

static void mistakes_are_counted_past_the_bound_of_what_is_shown(void) {
    struct problems problems;
    problems_init(&problems);
    for (unsigned line = 1; line <= 25; line++) {
        problems_add(&problems, line, "bad");
    }
    CU_ASSERT_EQUAL(problems.count, 25);
    CU_ASSERT_TRUE(g_str_has_suffix(problems.text->str, "line 20: bad\n"));
    problems_free(&problems);
}

static void a_file_is_read_whole_or_refused_with_its_first_mistake(void) {
    struct error error = {0};
    char *path = NULL;
    const int file = g_file_open_tmp("csv-XXXXXX", &path, NULL);
    CU_ASSERT(file >= 0);
    close(file);
    CU_ASSERT(g_file_set_contents(path, "day,name\n1,\"a, b\"\n", -1, NULL));
    struct csv *csv = csv_read(path, &error);
    CU_ASSERT_PTR_NOT_NULL(csv);
    if (csv != NULL) {
        CU_ASSERT_STRING_EQUAL(csv_value(csv, 0, 1), "a, b");
    }
    csv_free(csv);
    CU_ASSERT(g_file_set_contents(path, "a,b\n1\n1,2,3\n", -1, NULL));
    CU_ASSERT_PTR_NULL(csv_read(path, &error));
    CU_ASSERT_TRUE(g_str_has_suffix(error.message, "' line 2: 1 fields where the header has 2"));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
    remove(path);
    CU_ASSERT_PTR_NULL(csv_read(path, &error));
    CU_ASSERT_TRUE(g_str_has_prefix(error.message, "cannot read the file: "));
    g_free(path);
}

int main(void) {
    static const struct test tests[] = {
        {"a plain file has a header and records", a_plain_file_has_a_header_and_records},
        {"quotes hold commas, quotes and line ends", quotes_hold_commas_quotes_and_line_ends},
        {"a byte order mark, blank lines and a missing last line end do not matter",
         a_byte_order_mark_blank_lines_and_a_missing_last_line_end_do_not_matter},
        {"every mistake is told with its line", every_mistake_is_told_with_its_line},
        {"mistakes are counted past the bound of what is shown",
         mistakes_are_counted_past_the_bound_of_what_is_shown},
        {"a file is read whole or refused with its first mistake",
         a_file_is_read_whole_or_refused_with_its_first_mistake},
        {NULL, NULL},
    };
    return suite_run("csv", tests);
}
