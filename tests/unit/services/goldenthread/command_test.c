#include "goldenthread/command.h"

#include "support/suite.h"

static int ran_with;

static int run_leaf(const struct call *call) {
    ran_with = call->argc;
    CU_ASSERT_STRING_EQUAL(call->path, "tool group leaf");
    CU_ASSERT_STRING_EQUAL(call->argv[0], "tool group leaf");
    return 7;
}

static const struct command leaves[] = {{.name = "leaf", .summary = "Runs.", .run = run_leaf},
                                        {.name = "retry", .summary = "Runs.", .run = run_leaf},
                                        {0}};
static const struct command groups[] = {
    {.name = "group", .summary = "Groups.", .children = leaves},
    {.name = "migrate", .summary = "Migrates.", .children = leaves},
    {0}};
static const struct command tool = {.name = "tool", .summary = "A tool.", .children = groups};

static int dispatch(int argc, const char *first, const char *second, const char *third) {
    char *argv[] = {(char *)"tool", (char *)first, (char *)second, (char *)third, NULL};
    ran_with = 0;
    return command_dispatch(&tool, "tool", argc, argv);
}

static void a_command_is_found_by_its_words(void) {
    CU_ASSERT_EQUAL(dispatch(4, "group", "leaf", "--option"), 7);
    CU_ASSERT_EQUAL(ran_with, 2);
}

static void an_unknown_command_runs_nothing_and_is_a_usage_error(void) {
    CU_ASSERT_EQUAL(dispatch(2, "grop", NULL, NULL), 64);
    CU_ASSERT_EQUAL(dispatch(3, "group", "laef", NULL), 64);
    CU_ASSERT_EQUAL(dispatch(1, NULL, NULL, NULL), 64);
    CU_ASSERT_EQUAL(ran_with, 0);
}

static void help_and_version_run_nothing_and_are_fine(void) {
    CU_ASSERT_EQUAL(dispatch(2, "--help", NULL, NULL), 0);
    CU_ASSERT_EQUAL(dispatch(3, "group", "--help", NULL), 0);
    CU_ASSERT_EQUAL(dispatch(2, "--version", NULL, NULL), 0);
    CU_ASSERT_EQUAL(ran_with, 0);
}

static void the_nearest_name_is_suggested(void) {
    CU_ASSERT_STRING_EQUAL(command_suggestion(groups, "migrte"), "migrate");
    CU_ASSERT_STRING_EQUAL(command_suggestion(groups, "mirgate"), "migrate");
    CU_ASSERT_STRING_EQUAL(command_suggestion(groups, "mig"), "migrate");
    CU_ASSERT_STRING_EQUAL(command_suggestion(groups, "groups"), "group");
}

static void nothing_is_suggested_for_another_word(void) {
    CU_ASSERT_PTR_NULL(command_suggestion(groups, "delete"));
    CU_ASSERT_PTR_NULL(command_suggestion(groups, ""));
    CU_ASSERT_PTR_NULL(command_suggestion(groups, "x"));
}

int main(void) {
    static const struct test tests[] = {
        {"a command is found by its words", a_command_is_found_by_its_words},
        {"an unknown command runs nothing and is a usage error",
         an_unknown_command_runs_nothing_and_is_a_usage_error},
        {"help and version run nothing and are fine", help_and_version_run_nothing_and_are_fine},
        {"the nearest name is suggested", the_nearest_name_is_suggested},
        {"nothing is suggested for another word", nothing_is_suggested_for_another_word},
        {NULL, NULL},
    };
    return suite_run("command", tests);
}
