#include "goldenthread/differences.h"

#include "support/suite.h"

static const struct measure sessions = {"sessions"}, referrals = {"referrals_received"};
static const struct measure *const measures[] = {&sessions, &referrals};
static const struct pipeline pipeline = {.name = "test", .measures = measures, .n_measures = 2};

static const struct line mark = {
    .measure = &sessions,
    .day = 20332,
    .since = DAY_NONE,
    .place = {.urn = 140001, .stage = STAGE_PRIMARY, .sen = 'K', .need = "SEMH"},
    .detail = "I",
    .value = 3,
};

static struct ledger_row row_of_mark(int64_t value) {
    return (struct ledger_row){
        .day = 20332,
        .since = DAY_NONE,
        .measure = text_of("sessions"),
        .org = text_of("140001"),
        .sen = text_of("K"),
        .need = text_of("SEMH"),
        .stage = text_of("primary"),
        .detail = text_of("I"),
        .value = value,
    };
}

static void take_line(void *context, const struct line *found) {
    *(struct line *)context = *found;
}

static void rows_that_say_what_the_documents_say_leave_nothing(void) {
    struct differences differences;
    differences_init(&differences);
    line_add(&differences.lines, &mark);
    const struct ledger_row one = row_of_mark(1), two = row_of_mark(2);
    differences_subtract(&differences, &pipeline, &one);
    differences_subtract(&differences, &pipeline, &two);
    CU_ASSERT_EQUAL(tally_count(&differences.tally), 0);
    CU_ASSERT_EQUAL(differences.ledger_rows, 2);
    differences_free(&differences);
}

static void what_is_missing_is_above_zero_and_what_is_too_much_below(void) {
    struct differences differences;
    differences_init(&differences);
    line_add(&differences.lines, &mark);
    struct ledger_row row = row_of_mark(1);
    differences_subtract(&differences, &pipeline, &row);
    struct line found = {0};
    tally_each(&differences.tally, take_line, &found);
    CU_ASSERT_EQUAL(found.value, 2);
    row.value = 7;
    differences_subtract(&differences, &pipeline, &row);
    tally_each(&differences.tally, take_line, &found);
    CU_ASSERT_EQUAL(found.value, -5);
    CU_ASSERT_STRING_EQUAL(found.detail, "I");
    differences_free(&differences);
}

static void equal_details_at_two_addresses_are_one(void) {
    static const char here[] = "I", there[] = "I";
    struct differences differences;
    differences_init(&differences);
    struct line line = mark;
    line.detail = here;
    line_add(&differences.lines, &line);
    line.detail = there;
    line.value = -3;
    line_add(&differences.lines, &line);
    CU_ASSERT_EQUAL(tally_count(&differences.tally), 0);
    differences_free(&differences);
}

static void a_provider_of_digits_is_no_other_than_the_urn(void) {
    struct differences differences;
    differences_init(&differences);
    struct line line = mark;
    line.place.urn = URN_NONE;
    line.place.provider = text_of("140001");
    line_add(&differences.lines, &line);
    struct ledger_row row = row_of_mark(3);
    differences_subtract(&differences, &pipeline, &row);
    CU_ASSERT_EQUAL(tally_count(&differences.tally), 0);
    differences_free(&differences);
}

static void check_org(const char *text) {
    struct differences differences;
    differences_init(&differences);
    struct ledger_row row = row_of_mark(1);
    row.org = text_of(text);
    differences_subtract(&differences, &pipeline, &row);
    struct line found = {0};
    char org[ORG_SIZE];
    tally_each(&differences.tally, take_line, &found);
    CU_ASSERT_STRING_EQUAL(line_org(&found, org), text);
    differences_free(&differences);
}

static void every_org_comes_back_as_it_was(void) {
    check_org("");
    check_org("140001");
    check_org("0140001");
    check_org("RFR.north-1");
    check_org("1234567890123456789012345");
    check_org("0");
}

static void check_foreign(struct ledger_row row) {
    struct differences differences;
    differences_init(&differences);
    differences_subtract(&differences, &pipeline, &row);
    CU_ASSERT_EQUAL(tally_count(&differences.tally), 0);
    CU_ASSERT_EQUAL(foreign_rows_count(differences.foreign), 1);
    differences_free(&differences);
}

static void rows_that_no_consumer_writes_are_kept_apart(void) {
    struct ledger_row row = row_of_mark(1);
    row.sen = text_of("EE");
    check_foreign(row);
    row.sen = text_of("X");
    check_foreign(row);
    row = row_of_mark(1);
    row.stage = text_of("infant");
    check_foreign(row);
    row = row_of_mark(1);
    row.need = text_of("SEMHSEMH");
    check_foreign(row);
}

int main(void) {
    static const struct test tests[] = {
        {"rows that say what the documents say leave nothing",
         rows_that_say_what_the_documents_say_leave_nothing},
        {"what is missing is above zero and what is too much below",
         what_is_missing_is_above_zero_and_what_is_too_much_below},
        {"equal details at two addresses are one", equal_details_at_two_addresses_are_one},
        {"a provider of digits is no other than the URN",
         a_provider_of_digits_is_no_other_than_the_urn},
        {"every org comes back as it was", every_org_comes_back_as_it_was},
        {"rows that no consumer writes are kept apart",
         rows_that_no_consumer_writes_are_kept_apart},
        {NULL, NULL},
    };
    return suite_run("differences", tests);
}
