#include "runtime/tally.h"

#include "support/suite.h"

static const struct measure sessions = {"sessions"};
static const struct measure referrals = {"referrals_received"};

static struct line line_on(day_t day, int64_t urn, int64_t value) {
    return (struct line){.measure = &sessions,
                         .day = day,
                         .since = DAY_NONE,
                         .place = {.urn = urn, .sen = 'K', .need = "SEMH"},
                         .detail = "I",
                         .value = value};
}

struct seen {
    size_t lines;
    int64_t sum;
    day_t last;
    bool ordered;
};

static void see(void *context, const struct line *line) {
    struct seen *seen = context;
    seen->ordered = seen->ordered && line->day >= seen->last;
    seen->last = line->day;
    seen->sum += line->value;
    seen->lines++;
}

static struct seen seen_in(struct tally *tally) {
    struct seen seen = {.last = INT32_MIN, .ordered = true};
    tally_each(tally, see, &seen);
    return seen;
}

static void equal_keys_are_one_line(void) {
    struct tally tally;
    tally_init(&tally);
    struct line line = line_on(20000, 106905, 2);
    line_add(&tally.lines, &line);
    line_add(&tally.lines, &line);
    struct seen seen = seen_in(&tally);
    CU_ASSERT_EQUAL(seen.lines, 1);
    CU_ASSERT_EQUAL(seen.sum, 4);
    tally_free(&tally);
}

static void a_line_and_its_negative_leave_nothing(void) {
    struct tally tally;
    tally_init(&tally);
    struct line line = line_on(20000, 106905, 1);
    line_add(&tally.lines, &line);
    struct negated_lines negated = lines_negated(&tally.lines);
    line_add(&negated.lines, &line);
    CU_ASSERT_EQUAL(tally_count(&tally), 0);
    CU_ASSERT_EQUAL(seen_in(&tally).lines, 0);
    tally_free(&tally);
}

static void every_part_of_the_key_tells_lines_apart(void) {
    struct tally tally;
    tally_init(&tally);
    struct line base = line_on(20000, 106905, 1);
    struct line others[9];
    for (size_t i = 0; i < 9; i++) {
        others[i] = base;
    }
    others[0].measure = &referrals;
    others[1].day = 20001;
    others[2].since = 19999;
    others[3].place.urn = 106906;
    others[4].place.provider = text_of("RFR");
    others[5].place.stage = STAGE_PRIMARY;
    others[6].place.sen = 0;
    others[7].place.need[0] = 'X';
    others[8].detail = "M";
    line_add(&tally.lines, &base);
    for (size_t i = 0; i < 9; i++) {
        line_add(&tally.lines, &others[i]);
    }
    CU_ASSERT_EQUAL(tally_count(&tally), 10);
    tally_free(&tally);
}

static void providers_are_equal_by_content_and_copied(void) {
    struct tally tally;
    tally_init(&tally);
    char first[] = "RFR", second[] = "RFR";
    struct line line = line_on(20000, URN_NONE, 1);
    line.place.provider = (struct text){first, 3};
    line_add(&tally.lines, &line);
    line.place.provider = (struct text){second, 3};
    line_add(&tally.lines, &line);
    memset(first, 'x', 3);
    memset(second, 'x', 3);
    CU_ASSERT_EQUAL(tally_count(&tally), 1);
    CU_ASSERT_EQUAL(seen_in(&tally).sum, 2);
    tally_free(&tally);
}

static void many_keys_survive_growing_and_come_by_day(void) {
    struct tally tally;
    tally_init(&tally);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 5000; i++) {
            struct line line = line_on((day_t)(20000 + (i * 7919) % 5000), 106900 + i, 1);
            line_add(&tally.lines, &line);
        }
    }
    struct seen seen = seen_in(&tally);
    CU_ASSERT_EQUAL(seen.lines, 5000);
    CU_ASSERT_EQUAL(seen.sum, 15000);
    CU_ASSERT_TRUE(seen.ordered);
    tally_free(&tally);
}

int main(void) {
    return suite_run(
        "tally",
        (const struct test[]){
            {"lines of equal keys become one line with their sum", equal_keys_are_one_line},
            {"a line and its negative leave nothing", a_line_and_its_negative_leave_nothing},
            {"every part of the key tells lines apart", every_part_of_the_key_tells_lines_apart},
            {"providers are equal by content and copied",
             providers_are_equal_by_content_and_copied},
            {"many keys survive growing and come by day",
             many_keys_survive_growing_and_come_by_day},
            {NULL, NULL},
        });
}
