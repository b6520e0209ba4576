#include "support/exclusion_oracle.h"

#include "support/crossing_list.h"
#include "support/exclusion_oracle_facts.h"
#include "support/line_sums.h"
#include "support/literals.h"

static void row(struct line_sums *sums, const char *measure, day_t day, day_t since,
                const struct exclusion *fact, const char *detail, int64_t value) {
    const struct measure named = {measure};
    sums->lines.add(&sums->lines,
                    &(struct line){&named, day, since, oracle_place(fact), detail, value});
}

static void rows_of(struct line_sums *sums, const struct exclusion *fact) {
    static const char *const categories[] = {"SUSP", "PERM", "LNCH"};
    static const char *const stages[] = {"ISSUED", "CANCELLED", "UPHELD", "REINSTATED", "QUASHED"};
    day_t day = (day_t)fact->starts_on, decided = (day_t)fact->decided_on;
    day_t limit = oracle_nth_school_day(decided + 1, 1), told = oracle_notified_on(fact);
    char *reason = g_strndup(fact->reasons.items[0].bytes, fact->reasons.items[0].length);
    if (oracle_suspends(fact)) {
        row(sums, "suspensions", day, DAY_NONE, fact, reason, 1);
    }
    if (fact->category != 1) {
        row(sums, "sessions_lost", day, DAY_NONE, fact, categories[fact->category], fact->sessions);
    } else {
        row(sums, "permanent_exclusion_stages", day, DAY_NONE, fact, stages[fact->stage], 1);
        row(sums, "permanent_exclusions", day, DAY_NONE, fact, reason, oracle_stands(fact));
    }
    day_t sixth = oracle_nth_school_day(day, 6);
    if (sixth != DAY_NONE && oracle_stands(fact) &&
        (fact->category == 1 || (fact->category == 0 && fact->sessions > 10))) {
        bool met = fact->provision_from != INT64_MIN && fact->provision_from <= sixth;
        row(sums, "sixth_day_duties", sixth, DAY_NONE, fact, met ? "met" : "missed", 1);
    }
    if (limit != DAY_NONE) {
        const char *detail = told == DAY_NONE ? "none" : told > limit ? "late" : "in_time";
        row(sums, "exclusion_notices", limit, DAY_NONE, fact, detail, 1);
    }
    if (told != DAY_NONE) {
        row(sums, "exclusions_notified", MAX(told, decided), decided, fact,
            categories[fact->category], 1);
    }
    g_free(reason);
}

static char *sums_text(struct line_sums *sums) {
    char *text = line_sums_text(sums);
    line_sums_free(sums);
    return text;
}

char *exclusion_oracle_lines(const struct exclusion *events, size_t count) {
    struct line_sums sums;
    line_sums_init(&sums);
    GPtrArray *facts = oracle_facts(events, count);
    for (guint i = 0; i < facts->len; i++) {
        rows_of(&sums, facts->pdata[i]);
    }
    g_ptr_array_free(facts, TRUE);
    return sums_text(&sums);
}

struct span {
    const char *first, *last;
};

static const struct span terms[] = {
    {"2024-04-01", "2024-08-31"}, {"2024-09-01", "2024-12-31"}, {"2025-01-01", "2025-04-20"},
    {"2025-04-21", "2025-08-31"}, {"2025-09-01", "2025-12-31"},
};
static const struct span years[] = {
    {"2023-09-01", "2024-08-31"}, {"2024-09-01", "2025-08-31"}, {"2025-09-01", "2026-08-31"}};

/* The fact by which the sessions of SUSP and LNCH reach `sessions`; NULL: none. */
static const struct exclusion *reached(const GPtrArray *facts, int64_t sessions) {
    for (guint n = 1; n <= facts->len; n++) {
        int64_t sum = 0;
        for (guint i = 0; i < n; i++) {
            const struct exclusion *fact = facts->pdata[i];
            sum += fact->category == 1 ? 0 : fact->sessions;
        }
        if (sum >= sessions) {
            return facts->pdata[n - 1];
        }
    }
    return NULL;
}

static void row_when_reached(struct line_sums *sums, const char *measure, const struct span *span,
                             const GPtrArray *facts, int64_t sessions) {
    const struct exclusion *fact = reached(facts, sessions);
    if (fact != NULL) {
        row(sums, measure, on(span->first), DAY_NONE, fact, "", 1);
    }
}

static void rows_of_children(struct line_sums *sums, const char *measure, const struct span *span,
                             const GPtrArray *facts) {
    GHashTable *schools = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    for (guint i = 0; i < facts->len; i++) {
        const struct exclusion *fact = facts->pdata[i];
        gint64 urn = oracle_place(fact).urn;
        if (oracle_suspends(fact) && g_hash_table_add(schools, g_memdup2(&urn, sizeof urn))) {
            row(sums, measure, on(span->first), DAY_NONE, fact, "", 1);
        }
    }
    g_hash_table_destroy(schools);
}

char *exclusion_oracle_child_lines(const struct exclusion *events, size_t count) {
    struct line_sums sums;
    line_sums_init(&sums);
    GPtrArray *all = oracle_facts(events, count);
    for (size_t i = 0; i < G_N_ELEMENTS(terms); i++) {
        GPtrArray *facts = oracle_facts_between(all, terms[i].first, terms[i].last);
        rows_of_children(&sums, "suspended_children_term", &terms[i], facts);
        row_when_reached(&sums, "suspended_over_5d_term", &terms[i], facts, 11);
        row_when_reached(&sums, "suspended_over_15d_term", &terms[i], facts, 31);
        g_ptr_array_free(facts, TRUE);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(years); i++) {
        GPtrArray *facts = oracle_facts_between(all, years[i].first, years[i].last);
        rows_of_children(&sums, "suspended_children_year", &years[i], facts);
        row_when_reached(&sums, "suspended_45d_year", &years[i], facts, 90);
        g_ptr_array_free(facts, TRUE);
    }
    g_ptr_array_free(all, TRUE);
    return sums_text(&sums);
}

/* The 1 September after a day. */
static day_t september_after(day_t day) {
    static const char *const firsts[] = {"2024-09-01", "2025-09-01", "2026-09-01", "2027-09-01"};
    size_t i = 0;
    while (on(firsts[i]) <= day) {
        i++;
    }
    return on(firsts[i]);
}

static void crossing(struct crossing_list *list, const char *rule_id, const char *step,
                     const char *episode, const struct exclusion *fact, day_t raised_on,
                     day_t over_on, day_t due_on) {
    list->crossings.add(&list->crossings, &(struct crossing){.rule_id = rule_id,
                                                             .step = step,
                                                             .episode = episode,
                                                             .raised_on = raised_on,
                                                             .over_on = over_on,
                                                             .due_on = due_on,
                                                             .place = oracle_place(fact),
                                                             .event_id = fact->envelope.event_id,
                                                             .session = SYMBOL_NULL});
}

static void crossings_of(struct crossing_list *list, const struct exclusion *fact) {
    char *episode = g_strdelimit(oracle_identity(fact), "\1", '|');
    day_t decided = (day_t)fact->decided_on;
    day_t sixth = oracle_nth_school_day((day_t)fact->starts_on, 6);
    day_t limit = oracle_nth_school_day(decided + 1, 1), told = oracle_notified_on(fact);
    if (fact->category == 1) {
        crossing(list, oracle_stands(fact) ? "C1_PEX_SEND" : "C1_PEX_RETRACT", "", episode, fact,
                 decided, september_after(decided), DAY_NONE);
    }
    if (oracle_suspends(fact) && oracle_place(fact).sen == 'E') {
        crossing(list, "C1_SUSP_EHCP", "", episode, fact, decided, september_after(decided),
                 DAY_NONE);
    }
    bool provided = fact->provision_from != INT64_MIN;
    bool owed = oracle_stands(fact) &&
                (fact->category == 1 || (oracle_suspends(fact) && fact->sessions > 10));
    if (owed && sixth != DAY_NONE && (!provided || fact->provision_from > sixth)) {
        crossing(list, "C1_SIXTH_DAY", "", episode, fact, sixth,
                 provided ? (day_t)fact->provision_from : DAY_NONE, sixth);
    }
    if (limit != DAY_NONE && (told == DAY_NONE || told > limit)) {
        crossing(list, "C1_LATE_NOTICE", "", episode, fact, limit + 1, september_after(limit),
                 limit);
    }
    g_free(episode);
}

static void crossing_when_reached(struct crossing_list *list, const char *rule_id, const char *step,
                                  const char *first, const GPtrArray *facts, int64_t sessions,
                                  const char *over_on) {
    const struct exclusion *fact = reached(facts, sessions);
    if (fact != NULL) {
        char *episode = g_strconcat(first, *step != '\0' ? "|" : "", step, NULL);
        crossing(list, rule_id, step, episode, fact, (day_t)fact->decided_on, on(over_on),
                 DAY_NONE);
        g_free(episode);
    }
}

static int school_days_between(day_t from, day_t to) {
    int days = 0;
    for (day_t day = from; day <= to; day++) {
        days += oracle_is_school_day(day);
    }
    return days;
}

static void crossing_when_repeated(struct crossing_list *list, const char *first,
                                   const GPtrArray *facts, const char *over_on) {
    GPtrArray *three = g_ptr_array_new();
    bool found = false;
    for (guint i = 0; i < facts->len && !found; i++) {
        if (!oracle_suspends(facts->pdata[i])) {
            continue;
        }
        g_ptr_array_add(three, facts->pdata[i]);
        if (three->len < 3) {
            continue;
        }
        const struct exclusion *begin = three->pdata[three->len - 3], *third = facts->pdata[i];
        found = oracle_in_calendar((day_t)begin->starts_on) &&
                school_days_between((day_t)begin->starts_on, (day_t)third->starts_on) <= 40;
        if (found) {
            crossing(list, "C1_SUSP_REPEAT", "", first, third, (day_t)third->decided_on,
                     on(over_on), DAY_NONE);
        }
    }
    g_ptr_array_free(three, TRUE);
}

static void crossings_of_windows(struct crossing_list *list, const GPtrArray *all) {
    static const char *const after_terms[] = {"2024-09-01", "2025-01-01", "2025-04-21",
                                              "2025-09-01", "2026-01-01"};
    static const char *const after_years[] = {"2024-09-01", "2025-09-01", "2026-09-01"};
    for (size_t i = 0; i < G_N_ELEMENTS(terms); i++) {
        GPtrArray *facts = oracle_facts_between(all, terms[i].first, terms[i].last);
        const char *first = terms[i].first, *over_on = after_terms[i];
        crossing_when_reached(list, "C1_SUSP_5D", "", first, facts, 11, over_on);
        crossing_when_reached(list, "C1_SUSP_15D", "", first, facts, 31, over_on);
        g_ptr_array_free(facts, TRUE);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(years); i++) {
        GPtrArray *facts = oracle_facts_between(all, years[i].first, years[i].last);
        const char *first = years[i].first, *over_on = after_years[i];
        crossing_when_reached(list, "C1_SUSP_45D", "35", first, facts, 70, over_on);
        crossing_when_reached(list, "C1_SUSP_45D", "40", first, facts, 80, over_on);
        crossing_when_reached(list, "C1_SUSP_45D", "45", first, facts, 91, over_on);
        crossing_when_repeated(list, first, facts, over_on);
        g_ptr_array_free(facts, TRUE);
    }
}

char *exclusion_oracle_crossings(const struct exclusion *events, size_t count) {
    struct crossing_list list;
    crossing_list_init(&list);
    GPtrArray *facts = oracle_facts(events, count);
    for (guint i = 0; i < facts->len; i++) {
        crossings_of(&list, facts->pdata[i]);
    }
    crossings_of_windows(&list, facts);
    g_ptr_array_free(facts, TRUE);
    char *text = crossing_list_text(&list);
    crossing_list_free(&list);
    return text;
}
