#include "simulator/csv.h"

#include "support/suite.h"

static void a_quoted_field_may_hold_commas_quotes_and_line_ends(void) {
    struct error error = {0};
    struct csv *csv = csv_parse(
        "name,note\r\n\"Bristol, City of\",\"he said \"\"no\"\"\ntwice\"\r\n", "test", &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(csv);
    CU_ASSERT_EQUAL(csv_rows(csv), 1);
    CU_ASSERT_STRING_EQUAL(csv_value(csv, 0, 0), "Bristol, City of");
    CU_ASSERT_STRING_EQUAL(csv_value(csv, 0, 1), "he said \"no\"\ntwice");
    csv_free(csv);
}

static void columns_are_found_by_name_behind_a_byte_order_mark(void) {
    struct error error = {0};
    struct csv *csv = csv_parse("\xEF\xBB\xBF"
                                "b,a\n1,\n\n,2",
                                "test", &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(csv);
    CU_ASSERT_EQUAL(csv_column(csv, "b"), 0);
    CU_ASSERT_EQUAL(csv_column(csv, "a"), 1);
    CU_ASSERT_EQUAL(csv_column(csv, "c"), -1);
    CU_ASSERT_EQUAL(csv_rows(csv), 2);
    CU_ASSERT_STRING_EQUAL(csv_value(csv, 0, 1), "");
    CU_ASSERT_STRING_EQUAL(csv_value(csv, 1, 1), "2");
    csv_free(csv);
}

static void broken_files_are_refused_with_the_row(void) {
    struct error error = {0};
    CU_ASSERT_PTR_NULL(csv_parse("a,b\n1,\"2\n", "f.csv", &error));
    CU_ASSERT_STRING_EQUAL(error.message, "'f.csv' row 2 has a quote that does not end");
    CU_ASSERT_PTR_NULL(csv_parse("a,b\n1,2\n1\n", "f.csv", &error));
    CU_ASSERT_STRING_EQUAL(error.message, "'f.csv' row 3 has 1 fields, its header 2");
    CU_ASSERT_PTR_NULL(csv_parse("", "f.csv", &error));
    CU_ASSERT_STRING_EQUAL(error.message, "'f.csv' is empty");
    CU_ASSERT_PTR_NULL(csv_read("/nonexistent/f.csv", &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
}

int main(void) {
    return suite_run(
        "csv", (const struct test[]){
                   {"a quoted field may hold commas, quotes and line ends",
                    a_quoted_field_may_hold_commas_quotes_and_line_ends},
                   {"columns are found by name, behind a byte order mark too",
                    columns_are_found_by_name_behind_a_byte_order_mark},
                   {"broken files are refused with the row", broken_files_are_refused_with_the_row},
                   {NULL, NULL}});
}
