#include "domain/record.h"

#include <glib.h>

#include "support/envelope_literal.h"
#include "support/line_sums.h"
#include "support/literals.h"
#include "support/suite.h"

struct thing {
    struct envelope envelope;
    bool bad, unknown;
};

static struct refusal bad_value(const void *record) {
    const struct thing *thing = record;
    return thing->bad ? (struct refusal){REASON_BAD_VALUE, "bad"} : REFUSE_NONE;
}

static struct refusal unknown_code(const void *record, const struct reference *reference) {
    CU_ASSERT_PTR_EQUAL(reference, &literal_reference);
    const struct thing *thing = record;
    return thing->unknown ? (struct refusal){REASON_UNKNOWN_CODE, "unknown"} : REFUSE_NONE;
}

static const struct record_checks checks = {bad_value, unknown_code};

static void assert_refused(const struct thing *thing, const char *field) {
    struct refusal refusal =
        record_refuse(thing, text_of(LITERAL_CHILD), &literal_reference, &checks);
    CU_ASSERT_STRING_EQUAL(refusal.field, field);
}

static void a_bad_value_anywhere_comes_before_an_unknown_code_anywhere(void) {
    struct thing thing = {envelope_literal(1), false, false};
    assert_refused(&thing, "");
    thing.unknown = true;
    assert_refused(&thing, "unknown");
    thing.envelope.pupil.primary_need = text_of("NONE");
    assert_refused(&thing, "primary_need");
    thing.bad = true;
    assert_refused(&thing, "bad");
    thing.envelope.record_id = text_of("");
    assert_refused(&thing, "record_id");
    thing.envelope.child_ref = text_of("c2");
    assert_refused(&thing, "child_ref");
}

static void a_withdrawal_is_checked_up_to_the_pupil(void) {
    struct thing thing = {envelope_literal(1), true, true};
    thing.envelope.op = OP_VOID;
    assert_refused(&thing, "");
    thing.envelope.pupil.primary_need = text_of("NONE");
    assert_refused(&thing, "primary_need");
    thing.envelope.revision = 0;
    assert_refused(&thing, "revision");
}

static void a_record_without_codes_of_its_own_needs_no_look_up(void) {
    struct thing thing = {envelope_literal(1), false, true};
    struct refusal refusal = record_refuse(&thing, text_of(LITERAL_CHILD), &literal_reference,
                                           &(struct record_checks){.bad_value = bad_value});
    CU_ASSERT_EQUAL(refusal.reason, REASON_NONE);
}

static void assert_dates(int64_t first, int64_t second, int64_t not_before, const char *field) {
    struct dated dates[] = {{"first", first, NUMBER_NULL}, {"second", second, not_before}};
    struct refusal refusal = refuse_dates(dates, 2);
    CU_ASSERT_EQUAL(refusal.reason, *field != '\0' ? REASON_BAD_VALUE : REASON_NONE);
    CU_ASSERT_STRING_EQUAL(refusal.field, field);
}

static void a_date_must_not_precede_the_one_that_it_follows(void) {
    assert_dates(20000, 20000, 20000, "");
    assert_dates(20000, 20001, 20000, "");
    assert_dates(20000, 19999, 20000, "second");
    assert_dates(20000, 19999, NUMBER_NULL, "");
}

static void a_date_that_is_not_known_is_not_early(void) {
    assert_dates(20000, NUMBER_NULL, 20000, "");
}

static void the_first_date_outside_2000_to_2099_is_named(void) {
    assert_dates(on("1999-12-31"), on("2100-01-01"), NUMBER_NULL, "first");
    assert_dates(on("2000-01-01"), on("2100-01-01"), NUMBER_NULL, "second");
    assert_dates(on("2000-01-01"), on("2099-12-31"), NUMBER_NULL, "");
}

static void the_place_of_a_school_is_the_pupils_own(void) {
    struct envelope envelope = envelope_literal(1);
    struct place place = place_at_school(&envelope.pupil);
    CU_ASSERT_EQUAL(place.urn, 106905);
    CU_ASSERT_PTR_NULL(place.provider.bytes);
    CU_ASSERT_EQUAL(place.sen, 'K');
    CU_ASSERT_EQUAL(place.stage, STAGE_SECONDARY);
    envelope.pupil.school_urn = NUMBER_NULL;
    CU_ASSERT_EQUAL(place_at_school(&envelope.pupil).urn, URN_NONE);
    envelope.pupil = (struct pupil){.known = false, .school_urn = 106905};
    CU_ASSERT_EQUAL(place_at_school(&envelope.pupil).urn, URN_NONE);
}

static void the_place_of_a_provider_is_no_school(void) {
    struct envelope envelope = envelope_literal(1);
    struct place place = place_at_provider(&envelope.pupil, text_of("trft"));
    CU_ASSERT_EQUAL(place.urn, URN_NONE);
    CU_ASSERT_TRUE(text_equal(place.provider, text_of("trft")));
    CU_ASSERT_EQUAL(place.sen, 'K');
    CU_ASSERT_STRING_EQUAL(place.need, "SEMH");
}

static void assert_stock(int64_t value, const char *opens, day_t closes_on, const char *expected) {
    static const struct measure open = {"open"};
    struct line_sums sums;
    line_sums_init(&sums);
    struct line line = {
        .measure = &open,
        .since = on("2024-09-01"),
        .place = {.urn = 106905},
        .detail = "",
        .value = value,
    };
    stock_lines(&line, on(opens), closes_on, &sums.lines);
    char *text = line_sums_text(&sums);
    CU_ASSERT_STRING_EQUAL(text, expected);
    g_free(text);
    line_sums_free(&sums);
}

static void a_stock_opens_and_closes_at_one_place_with_one_since(void) {
    assert_stock(1, "2024-09-02", on("2024-09-20"),
                 "open 2024-09-02 2024-09-01 106905 - - - - 1\n"
                 "open 2024-09-20 2024-09-01 106905 - - - - -1\n");
}

static void a_stock_that_is_still_open_has_no_closing_line(void) {
    assert_stock(1, "2024-09-02", DAY_NONE, "open 2024-09-02 2024-09-01 106905 - - - - 1\n");
}

static void a_stock_that_closes_on_or_before_its_first_day_has_no_lines(void) {
    assert_stock(1, "2024-09-02", on("2024-09-02"), "");
    assert_stock(1, "2024-09-02", on("2024-09-01"), "");
    assert_stock(1, "2024-09-02", on("2024-09-03"),
                 "open 2024-09-02 2024-09-01 106905 - - - - 1\n"
                 "open 2024-09-03 2024-09-01 106905 - - - - -1\n");
}

static size_t found;

static void find(const void *record, const struct reference *reference, struct crossings *to) {
    (void)to;
    const struct thing *thing = record;
    CU_ASSERT_EQUAL(thing->envelope.op, OP_ASSERT);
    CU_ASSERT_PTR_EQUAL(reference, &literal_reference);
    found++;
}

static void a_rule_of_one_record_sees_facts_only(void) {
    struct thing a = {envelope_literal(1), false, false}, b = a, c = a;
    b.envelope.op = OP_VOID;
    struct winner items[] = {{0, &a}, {0, &b}, {0, &c}};
    found = 0;
    fact_crossings(&(struct winners){items, 3}, find, &literal_reference, NULL);
    CU_ASSERT_EQUAL(found, 2);
    fact_crossings(&(struct winners){NULL, 0}, find, &literal_reference, NULL);
    CU_ASSERT_EQUAL(found, 2);
}

int main(void) {
    return suite_run(
        "record",
        (const struct test[]){
            {"a bad value anywhere comes before an unknown code anywhere",
             a_bad_value_anywhere_comes_before_an_unknown_code_anywhere},
            {"a withdrawal is checked up to the pupil", a_withdrawal_is_checked_up_to_the_pupil},
            {"a record without codes of its own needs no look-up",
             a_record_without_codes_of_its_own_needs_no_look_up},
            {"a date must not precede the one that it follows",
             a_date_must_not_precede_the_one_that_it_follows},
            {"a date that is not known is not early", a_date_that_is_not_known_is_not_early},
            {"the first date outside 2000 to 2099 is named",
             the_first_date_outside_2000_to_2099_is_named},
            {"the place of a school is the pupil's own", the_place_of_a_school_is_the_pupils_own},
            {"the place of a provider is no school", the_place_of_a_provider_is_no_school},
            {"a stock opens and closes at one place with one since",
             a_stock_opens_and_closes_at_one_place_with_one_since},
            {"a stock that is still open has no closing line",
             a_stock_that_is_still_open_has_no_closing_line},
            {"a stock that closes on or before its first day has no lines",
             a_stock_that_closes_on_or_before_its_first_day_has_no_lines},
            {"a rule of one record sees facts only", a_rule_of_one_record_sees_facts_only},
            {NULL, NULL},
        });
}
