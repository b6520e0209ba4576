#include "goldenthread/table.h"

#include <stdlib.h>

#include "support/suite.h"

static const struct column columns[] = {{"consumer", COLUMN_TEXT},
                                        {"lag_records", COLUMN_INTEGER},
                                        {"value", COLUMN_DECIMAL},
                                        {"balanced", COLUMN_FLAG},
                                        {0}};

static struct table *two_rows(void) {
    struct table *table = table_new(columns);
    table_cell(table, "absence");
    table_integer(table, 12345);
    table_cell(table, "7.125");
    table_cell(table, "t");
    table_cell(table, "\xC3\xA9t\xC3\xA9");
    table_cell(table, NULL);
    table_cell(table, NULL);
    table_cell(table, "f");
    return table;
}

static void columns_are_aligned_numbers_to_the_right(void) {
    struct table *table = two_rows();
    char *text = table_text(table);
    CU_ASSERT_EQUAL(table_rows(table), 2);
    CU_ASSERT_STRING_EQUAL(text, "consumer  lag records  value  balanced\n"
                                 "--------  -----------  -----  --------\n"
                                 "absence         12345  7.125  yes\n"
                                 "\xC3\xA9t\xC3\xA9                           no\n");
    g_free(text);
    table_free(table);
}

static void json_has_numbers_booleans_and_nulls(void) {
    struct table *table = two_rows();
    json_t *rows = table_json(table);
    char *text = json_dumps(rows, JSON_COMPACT);
    CU_ASSERT_STRING_EQUAL(
        text, "[{\"consumer\":\"absence\",\"lag_records\":12345,\"value\":7.125,\"balanced\":true},"
              "{\"consumer\":\"\xC3\xA9t\xC3\xA9\",\"lag_records\":null,\"value\":null,"
              "\"balanced\":false}]");
    free(text);
    json_decref(rows);
    table_free(table);
}

static void a_table_without_rows_has_its_headings(void) {
    struct table *table = table_new(columns);
    char *text = table_text(table);
    CU_ASSERT_STRING_EQUAL(text, "consumer  lag records  value  balanced\n"
                                 "--------  -----------  -----  --------\n");
    g_free(text);
    table_free(table);
}

int main(void) {
    static const struct test tests[] = {
        {"columns are aligned, numbers to the right", columns_are_aligned_numbers_to_the_right},
        {"JSON has numbers, booleans and nulls", json_has_numbers_booleans_and_nulls},
        {"a table without rows has its headings", a_table_without_rows_has_its_headings},
        {NULL, NULL},
    };
    return suite_run("table", tests);
}
