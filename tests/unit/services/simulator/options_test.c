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
    CU_ASSERT_EQUAL(options.pupils, 42938);
    CU_ASSERT_EQUAL(options.years, 2);
    for (int stream = 0; stream < STREAMS; stream++) {
        CU_ASSERT(options.publisher.streams[stream]);
        CU_ASSERT_EQUAL(options.shares[stream].corrected, 20000);
        CU_ASSERT_EQUAL(options.shares[stream].misfiled, 1000);
        CU_ASSERT_EQUAL(options.shares[stream].late, 5000);
        CU_ASSERT_EQUAL(options.shares[stream].resent, 2000);
        CU_ASSERT_EQUAL(options.shares[stream].doubled, 5000);
    }
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

static void a_rate_may_differ_by_stream(void) {
    uint32_t rates[STREAMS] = {0};
    CU_ASSERT(options_rates("2,exclusion=5,advice=0.5", rates));
    CU_ASSERT_EQUAL(rates[STREAM_ABSENCE], 20000);
    CU_ASSERT_EQUAL(rates[STREAM_EXCLUSION], 50000);
    CU_ASSERT_EQUAL(rates[STREAM_REFERRAL], 20000);
    CU_ASSERT_EQUAL(rates[STREAM_ADVICE], 5000);
    CU_ASSERT_FALSE(options_rates("", rates));
    CU_ASSERT_FALSE(options_rates("2,exclusions=5", rates));
    CU_ASSERT_FALSE(options_rates("2,exclusion=", rates));
}

static void streams_are_chosen_by_their_consumers_names(void) {
    bool streams[STREAMS];
    CU_ASSERT(options_streams("all", streams));
    CU_ASSERT(streams[STREAM_ABSENCE] && streams[STREAM_ADVICE]);
    CU_ASSERT(options_streams("timetable,referral", streams));
    CU_ASSERT(streams[STREAM_TIMETABLE] && streams[STREAM_REFERRAL]);
    CU_ASSERT_FALSE(streams[STREAM_ABSENCE] || streams[STREAM_EXCLUSION] || streams[STREAM_ADVICE]);
    CU_ASSERT_FALSE(options_streams("", streams));
    CU_ASSERT_FALSE(options_streams("absence,part-time-timetable", streams));
}

static void a_size_is_a_number_of_pupils_or_national(void) {
    uint32_t pupils = 0;
    CU_ASSERT(options_size("500", &pupils));
    CU_ASSERT_EQUAL(pupils, 500);
    CU_ASSERT(options_size("0", &pupils));
    CU_ASSERT_EQUAL(pupils, 42938);
    CU_ASSERT(options_size("national", &pupils));
    CU_ASSERT_EQUAL(pupils, 9000000);
    CU_ASSERT_FALSE(options_size("many", &pupils));
    CU_ASSERT_FALSE(options_size("20000001", &pupils));
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
    CU_ASSERT_STRING_EQUAL(
        message_of((const char *[]){"simulator", "--dry-run", "--late=x", NULL}),
        "--late is 'x'; hint: a percentage from 0 to 100, '2' or '0.25', or one for "
        "every stream and others for some, '2,exclusion=5'");
    CU_ASSERT_STRING_EQUAL(message_of((const char *[]){"simulator", "--dry-run", "--corrections=60",
                                                       "--voids=50", NULL}),
                           "--corrections, --voids, --late and --resends are more than 100 percent "
                           "together");
    CU_ASSERT_STRING_EQUAL(
        message_of((const char *[]){"simulator", "--dry-run", "--streams=absence,exclusion",
                                    "--published=f", NULL}),
        "--published FILE has nothing but marks; hint: --streams absence");
    CU_ASSERT_STRING_EQUAL(
        message_of((const char *[]){"simulator", "--dry-run", "--streams=marks", NULL}),
        "--streams is 'marks'; hint: 'all', or some of absence, exclusion, timetable, referral and "
        "advice with commas between");
    CU_ASSERT_STRING_EQUAL(
        message_of((const char *[]){"simulator", "--dry-run", "--size=big", NULL}),
        "--size is 'big'; hint: a number of pupils up to 20000000, or 'national'");
}

int main(void) {
    g_unsetenv("GOLDENTHREAD_BROKERS"); /* of a local stack */
    return suite_run(
        "options",
        (const struct test[]){
            {"defaults are a month of a whole borough", defaults_are_a_month_of_a_whole_borough},
            {"percentages are parts of a million", percentages_are_parts_of_a_million},
            {"a rate may differ by stream", a_rate_may_differ_by_stream},
            {"streams are chosen by their consumers' names",
             streams_are_chosen_by_their_consumers_names},
            {"a size is a number of pupils, or national", a_size_is_a_number_of_pupils_or_national},
            {"what does not go together is refused", what_does_not_go_together_is_refused},
            {NULL, NULL}});
}
