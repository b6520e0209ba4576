#include "support/exclusion_oracle_facts.h"

#include "support/exclusion_event.h"
#include "support/exclusion_oracle.h"
#include "support/literals.h"
#include "support/sortable.h"

static void sortable_own(GString *to, const struct exclusion *event) {
    if (event->envelope.op == OP_VOID) {
        return;
    }
    sortable_number(to, event->category, -1);
    for (size_t i = 0; i < event->reasons.count; i++) {
        g_string_append_c(to, '1');
        sortable_text(to, event->reasons.items[i]);
    }
    g_string_append_c(to, '0');
    sortable_number(to, event->decided_on, INT64_MIN);
    sortable_number(to, event->starts_on, INT64_MIN);
    sortable_number(to, event->ends_on, INT64_MIN);
    sortable_number(to, event->sessions, INT64_MIN);
    sortable_number(to, event->stage, -1);
    sortable_number(to, event->la_notified_at, INT64_MIN);
    sortable_number(to, event->provision_from, INT64_MIN);
}

/* Whether a is greater than b, of one identity. */
static bool greater(const struct exclusion *a, const struct exclusion *b) {
    GString *x = g_string_new(NULL), *y = g_string_new(NULL);
    sortable_envelope(x, &a->envelope);
    sortable_own(x, a);
    sortable_envelope(y, &b->envelope);
    sortable_own(y, b);
    bool is_greater = strcmp(x->str, y->str) > 0;
    g_string_free(x, TRUE);
    g_string_free(y, TRUE);
    return is_greater;
}

char *oracle_identity(const struct exclusion *event) {
    return g_strdup_printf("%.*s\1%.*s", (int)event->envelope.source.length,
                           event->envelope.source.bytes, (int)event->envelope.record_id.length,
                           event->envelope.record_id.bytes);
}

static int identity_compare(const struct exclusion *a, const struct exclusion *b) {
    char *x = oracle_identity(a), *y = oracle_identity(b);
    int order = strcmp(x, y);
    g_free(x);
    g_free(y);
    return order;
}

/* NULL: none. */
static const struct exclusion *winner_of(const struct exclusion *events, size_t count,
                                         const struct exclusion *of) {
    const struct exclusion *winner = NULL;
    for (size_t i = 0; i < count; i++) {
        if (identity_compare(&events[i], of) == 0 &&
            (winner == NULL || greater(&events[i], winner))) {
            winner = &events[i];
        }
    }
    return winner;
}

static bool own_differs(const struct exclusion *a, const struct exclusion *b) {
    GString *x = g_string_new(NULL), *y = g_string_new(NULL);
    sortable_own(x, a);
    sortable_own(y, b);
    bool differs = a->envelope.op != b->envelope.op || !g_string_equal(x, y);
    g_string_free(x, TRUE);
    g_string_free(y, TRUE);
    return differs;
}

enum outcome exclusion_oracle_outcome(const struct exclusion *events, size_t index) {
    const struct exclusion *event = &events[index];
    const struct exclusion *stored = winner_of(events, index, event);
    if (stored == NULL) {
        return OUTCOME_APPLIED;
    }
    bool wins = greater(event, stored);
    if (event->envelope.revision == stored->envelope.revision && own_differs(event, stored)) {
        return wins ? OUTCOME_CONFLICT_ARRIVED_WON : OUTCOME_CONFLICT_STORED_WON;
    }
    return wins ? OUTCOME_APPLIED : OUTCOME_UNCHANGED;
}

static gint in_order(gconstpointer a, gconstpointer b) {
    const struct exclusion *x = *(const struct exclusion *const *)a;
    const struct exclusion *y = *(const struct exclusion *const *)b;
    if (x->starts_on != y->starts_on) {
        return x->starts_on < y->starts_on ? -1 : 1;
    }
    return identity_compare(x, y);
}

GPtrArray *oracle_facts(const struct exclusion *events, size_t count) {
    GPtrArray *facts = g_ptr_array_new();
    for (size_t i = 0; i < count; i++) {
        const struct exclusion *event = &events[i];
        if (event->envelope.op == OP_ASSERT && winner_of(events, count, event) == event) {
            g_ptr_array_add(facts, (gpointer)event);
        }
    }
    g_ptr_array_sort(facts, in_order);
    return facts;
}

GPtrArray *oracle_facts_between(const GPtrArray *facts, const char *first, const char *last) {
    GPtrArray *between = g_ptr_array_new();
    for (guint i = 0; i < facts->len; i++) {
        const struct exclusion *fact = facts->pdata[i];
        if (fact->starts_on >= on(first) && fact->starts_on <= on(last)) {
            g_ptr_array_add(between, facts->pdata[i]);
        }
    }
    return between;
}

bool oracle_stands(const struct exclusion *fact) {
    return fact->stage == 0 || fact->stage == 2; /* ISSUED, UPHELD */
}

bool oracle_suspends(const struct exclusion *fact) {
    return fact->category == 0 && oracle_stands(fact);
}

struct place oracle_place(const struct exclusion *fact) {
    const struct pupil *pupil = &fact->envelope.pupil;
    struct place place = {.urn = URN_NONE};
    if (pupil->known) {
        place.urn = pupil->school_urn;
        place.sen = pupil->sen_provision >= 0 ? "NKE"[pupil->sen_provision] : '\0';
        if (pupil->primary_need.bytes != NULL) {
            memcpy(place.need, pupil->primary_need.bytes, pupil->primary_need.length);
        }
        place.stage = pupil->nc_year == INT64_MIN ? STAGE_UNKNOWN
                      : pupil->nc_year < 0        ? STAGE_NURSERY
                      : pupil->nc_year < 7        ? STAGE_PRIMARY
                      : pupil->nc_year < 12       ? STAGE_SECONDARY
                                                  : STAGE_POST16;
    }
    return place;
}

bool oracle_is_school_day(day_t day) {
    const struct reference *reference = exclusion_reference();
    for (size_t i = 0; i < reference->n_school_days; i++) {
        if (reference->school_days[i] == day) {
            return true;
        }
    }
    return false;
}

bool oracle_in_calendar(day_t day) {
    return day >= on("2024-09-02") && day <= on("2025-04-04");
}

day_t oracle_nth_school_day(day_t from, int n) {
    for (day_t day = from; oracle_in_calendar(day); day++) {
        n -= oracle_is_school_day(day);
        if (n == 0) {
            return day;
        }
    }
    return DAY_NONE;
}

/* British Summer Time ended on 2024-10-27 and 2025-10-26, and began on
 * 2025-03-30. */
day_t oracle_notified_on(const struct exclusion *fact) {
    if (fact->la_notified_at == INT64_MIN) {
        return DAY_NONE;
    }
    int64_t hours = fact->la_notified_at / 3600000;
    bool summer =
        hours < on("2024-10-27") * INT64_C(24) + 1 ||
        (hours >= on("2025-03-30") * INT64_C(24) + 1 && hours < on("2025-10-26") * INT64_C(24) + 1);
    return (day_t)((hours + summer) / 24);
}
