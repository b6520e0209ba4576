/* Reference data as `goldenthread migrate` loads it and a consumer reads it. */
#include <glib.h>

#include "pg/world.h"
#include "runtime/reference_load.h"
#include "support/literals.h"

static const struct reference *const literal = &literal_reference;

static struct reference *load(void) {
    struct error error = {0};
    struct reference *reference = reference_load(world_dsn(), &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(reference);
    return reference;
}

/* With one table changed by `spoil`, whose effect `mend` takes back. */
static void expect_refused(const char *spoil, const char *mend, const char *message) {
    g_free(world_sql(spoil));
    struct error error = {0};
    CU_ASSERT_PTR_NULL(reference_load(world_dsn(), &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, message));
    g_free(world_sql(mend));
}

static void codes_needs_and_days_are_there(void) {
    world_reset();
    struct reference *reference = load();
    CU_ASSERT_EQUAL(reference->version, 7);
    const struct attendance_code *c2 = reference_code(reference, text_of("C2"));
    CU_ASSERT_PTR_NOT_NULL(c2);
    CU_ASSERT(c2 != NULL && c2->class == CLASS_AUTHORISED && c2->valid_from == 19954);
    const struct attendance_code *present = reference_code(reference, text_of("/"));
    CU_ASSERT(present != NULL && present->class == CLASS_PRESENT &&
              present->valid_from == DAY_FIRST);
    CU_ASSERT_PTR_NULL(reference_code(reference, text_of("ZZ")));
    CU_ASSERT_STRING_EQUAL(reference_need(reference, text_of("SEMH")), "SEMH");
    CU_ASSERT_PTR_NULL(reference_need(reference, text_of("semh")));
    CU_ASSERT(reference->n_school_days > 1 &&
              reference->school_days[0] < reference->school_days[1]);
    reference_free(reference);
}

static void services_and_reasons_are_the_literal_ones(void) {
    struct reference *reference = load();
    CU_ASSERT_EQUAL_FATAL(reference->n_services, literal->n_services);
    for (size_t i = 0; i < literal->n_services; i++) {
        const struct service *read = &reference->services[i], *wanted = &literal->services[i];
        CU_ASSERT_STRING_EQUAL(read->service, wanted->service);
        CU_ASSERT_EQUAL(read->first_contact_ends_wait, wanted->first_contact_ends_wait);
    }
    CU_ASSERT_EQUAL_FATAL(reference->n_exclusion_reasons, literal->n_exclusion_reasons);
    for (size_t i = 0; i < literal->n_exclusion_reasons; i++) {
        CU_ASSERT_STRING_EQUAL(reference->exclusion_reasons[i], literal->exclusion_reasons[i]);
    }
    reference_free(reference);
}

static void expect_rule(const struct rule *read, const struct rule *wanted) {
    CU_ASSERT_STRING_EQUAL(read->rule_id, wanted->rule_id);
    CU_ASSERT_STRING_EQUAL(read->step, wanted->step);
    CU_ASSERT_EQUAL(read->valid_from, wanted->valid_from);
    CU_ASSERT_EQUAL(read->commitment, wanted->commitment);
    CU_ASSERT_EQUAL(read->priority, wanted->priority);
    CU_ASSERT_EQUAL(read->leaves_out_n, wanted->leaves_out_n);
    CU_ASSERT_EQUAL(read->threshold, wanted->threshold);
    CU_ASSERT_EQUAL(read->least, wanted->least);
    CU_ASSERT_EQUAL(read->quiet_after_days, wanted->quiet_after_days);
    CU_ASSERT_EQUAL(read->quiet_recorded_days, wanted->quiet_recorded_days);
}

static void rules_are_the_literal_ones(void) {
    struct reference *reference = load();
    CU_ASSERT_EQUAL_FATAL(reference->n_rules, literal->n_rules);
    for (size_t i = 0; i < literal->n_rules; i++) {
        expect_rule(&reference->rules[i], &literal->rules[i]);
    }
    reference_free(reference);
}

static void a_later_row_of_a_rule_is_found_from_its_day_on(void) {
    g_free(world_sql("INSERT INTO reference.rule SELECT rule_id, step, '2026-01-01', commitment,"
                     "  'P1', 'ALL', 56, least, 90, 3, title, wording"
                     "  FROM reference.rule WHERE rule_id = 'C1_PTT_OVER_6WK'"));
    struct reference *reference = load();
    const struct rule *before = reference_rule(reference, "C1_PTT_OVER_6WK", "", on("2025-12-31"));
    const struct rule *after = reference_rule(reference, "C1_PTT_OVER_6WK", "", on("2026-01-01"));
    CU_ASSERT_PTR_NOT_NULL_FATAL(before);
    CU_ASSERT_PTR_NOT_NULL_FATAL(after);
    CU_ASSERT_EQUAL(before->threshold, 42);
    const struct rule wanted = {"C1_PTT_OVER_6WK", "", on("2026-01-01"), 1, 1, false, 56, 0, 90, 3};
    expect_rule(after, &wanted);
    reference_free(reference);
    g_free(world_sql("DELETE FROM reference.rule WHERE valid_from = '2026-01-01'"));
}

static void an_empty_table_says_how_to_fill_it(void) {
    static const char *const tables[] = {"service", "exclusion_reason", "rule", "need"};
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        char *spoil = g_strdup_printf("ALTER TABLE reference.%1$s RENAME TO full_one;"
                                      "CREATE TABLE reference.%1$s (LIKE reference.full_one)",
                                      tables[i]);
        char *mend = g_strdup_printf("DROP TABLE reference.%1$s;"
                                     "ALTER TABLE reference.full_one RENAME TO %1$s",
                                     tables[i]);
        char *message = g_strdup_printf(
            "reference.%s is empty; hint: goldenthread migrate loads the reference data",
            tables[i]);
        expect_refused(spoil, mend, message);
        g_free(message);
        g_free(mend);
        g_free(spoil);
    }
}

static void a_row_that_does_not_fit_is_named_by_its_table(void) {
    expect_refused("INSERT INTO reference.service VALUES (repeat('S', 24), '', 'ASSESSMENT')",
                   "DELETE FROM reference.service WHERE length(service) = 24",
                   "reference.service holds a row that this program does not know");
    expect_refused("INSERT INTO reference.exclusion_reason VALUES (repeat('R', 8), '')",
                   "DELETE FROM reference.exclusion_reason WHERE length(reason) = 8",
                   "reference.exclusion_reason holds a row");
    expect_refused("UPDATE reference.rule SET step = repeat('5', 8) WHERE step = '45'",
                   "UPDATE reference.rule SET step = '45' WHERE step = repeat('5', 8)",
                   "reference.rule holds a row");
    expect_refused("UPDATE reference.rule SET rule_id = repeat('C', 32) WHERE step = '45'",
                   "UPDATE reference.rule SET rule_id = 'C1_SUSP_45D' WHERE step = '45'",
                   "reference.rule holds a row");
}

static void a_database_that_is_away_is_waited_for(void) {
    struct error error = {0};
    CU_ASSERT_PTR_NULL(reference_load("host=/nonexistent dbname=x", &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_RETRY);
}

int main(void) {
    const struct test tests[] = {
        {"codes, needs and school days are read in the order that look-ups need",
         codes_needs_and_days_are_there},
        {"services and reasons for exclusion are the literal ones",
         services_and_reasons_are_the_literal_ones},
        {"rules are the literal ones", rules_are_the_literal_ones},
        {"a later row of a rule is found from its day on",
         a_later_row_of_a_rule_is_found_from_its_day_on},
        {"an empty table says how to fill it", an_empty_table_says_how_to_fill_it},
        {"a row that does not fit is named by its table",
         a_row_that_does_not_fit_is_named_by_its_table},
        {"reference data waits for a database that is away", a_database_that_is_away_is_waited_for},
        {NULL, NULL},
    };
    return suite_run("reference data", tests);
}
