#include "simulator/options.h"

#include <glib.h>

#include "support/suite.h"

static const char *message_of(const char *const *arguments) {
    static struct error error;
    struct options options;
    bool done = false;
    int count = 0;
    while (arguments[count] != NULL) {
        count++;
    }
    error = (struct error){0};
    struct config *config = options_read(count, (char **)arguments, &options, &done, &error);
    CU_ASSERT_PTR_NULL(config);
    config_free(config);
    return error.message;
}

static void defaults_are_a_month_of_a_whole_borough(void) {
    struct error error = {0};
    struct options options;
    bool done = false;
    const char *arguments[] = {"simulator", "--dry-run", NULL};
    struct config *config = options_read(2, (char **)arguments, &options, &done, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(config);
    CU_ASSERT_EQUAL(options.days, 30);
    CU_ASSERT_EQUAL(options.until, DAY_NONE);
    CU_ASSERT_EQUAL(options.seed, 1);
    CU_ASSERT_EQUAL(options.shares.corrected, 20000);
    CU_ASSERT_EQUAL(options.shares.misfiled, 1000);
    CU_ASSERT_EQUAL(options.shares.late, 5000);
    CU_ASSERT_EQUAL(options.shares.resent, 5000);
    CU_ASSERT_EQUAL(options.moves_per_million, 20000);
    CU_ASSERT_EQUAL(options.revisions, REVISIONS_MOMENTS);
    CU_ASSERT_STRING_EQUAL(options.publisher.topic, "absence");
    config_free(config);
}

static void percentages_are_parts_of_a_million(void) {
    uint32_t per_million = 0;
    CU_ASSERT(options_percent("0.25", &per_million));
    CU_ASSERT_EQUAL(per_million, 2500);
    CU_ASSERT(options_percent("100", &per_million));
    CU_ASSERT_EQUAL(per_million, 1000000);
    CU_ASSERT_FALSE(options_percent("", &per_million));
    CU_ASSERT_FALSE(options_percent("2%", &per_million));
    CU_ASSERT_FALSE(options_percent("-1", &per_million));
    CU_ASSERT_FALSE(options_percent("101", &per_million));
    CU_ASSERT_FALSE(options_percent("nan", &per_million));
}

static void what_does_not_go_together_is_refused(void) {
    CU_ASSERT_STRING_EQUAL(
        message_of((const char *[]){"simulator", NULL}),
        "--brokers is missing; hint: host:port, or --dry-run to publish nothing");
    CU_ASSERT_STRING_EQUAL(message_of((const char *[]){"simulator", "--dry-run", "more", NULL}),
                           "'more' is no option; hint: --help lists them");
    CU_ASSERT_STRING_EQUAL(
        message_of((const char *[]){"simulator", "--dry-run", "--size=5", "--published=f", NULL}),
        "--size and --published exclude each other; hint: the file says how many pupils there are");
    CU_ASSERT_STRING_EQUAL(
        message_of((const char *[]){"simulator", "--dry-run", "--authority=X", NULL}),
        "--authority and --time-period choose rows of --published FILE");
    CU_ASSERT_STRING_EQUAL(message_of((const char *[]){"simulator", "--dry-run", "--late=x", NULL}),
                           "--late is 'x'; hint: a percentage from 0 to 100, '2' or '0.25'");
    CU_ASSERT_STRING_EQUAL(message_of((const char *[]){"simulator", "--dry-run", "--corrections=60",
                                                       "--voids=50", NULL}),
                           "--corrections, --voids and --late are more than 100 percent together");
}

int main(void) {
    g_unsetenv("GOLDENTHREAD_BROKERS"); /* of a local stack */
    return suite_run(
        "options",
        (const struct test[]){
            {"defaults are a month of a whole borough", defaults_are_a_month_of_a_whole_borough},
            {"percentages are parts of a million", percentages_are_parts_of_a_million},
            {"what does not go together is refused", what_does_not_go_together_is_refused},
            {NULL, NULL}});
}
