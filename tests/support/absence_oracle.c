#include "support/absence_oracle.h"

#include "support/literals.h"
#include "support/sortable.h"

static void sortable_own(GString *to, const struct absence *event) {
    if (event->envelope.op == OP_ASSERT) {
        sortable_text(to, event->code);
        sortable_number(to, event->cause, -1);
    }
}

static char *sortable(const struct absence *event) {
    GString *text = g_string_new(NULL);
    sortable_envelope(text, &event->envelope);
    sortable_own(text, event);
    return g_string_free(text, FALSE);
}

static bool same_identity(const struct absence *a, const struct absence *b) {
    return a->school_urn == b->school_urn && a->date == b->date && a->session == b->session;
}

static bool greater(const struct absence *a, const struct absence *b) {
    char *x = sortable(a), *y = sortable(b);
    bool is_greater = strcmp(x, y) > 0;
    g_free(x);
    g_free(y);
    return is_greater;
}

/* NULL: none. */
static const struct absence *winner_of(const struct absence *events, size_t count,
                                       const struct absence *identity) {
    const struct absence *winner = NULL;
    for (size_t i = 0; i < count; i++) {
        if (same_identity(&events[i], identity) &&
            (winner == NULL || greater(&events[i], winner))) {
            winner = &events[i];
        }
    }
    return winner;
}

static bool own_differs(const struct absence *a, const struct absence *b) {
    if (a->envelope.op != b->envelope.op) {
        return true;
    }
    GString *x = g_string_new(NULL), *y = g_string_new(NULL);
    sortable_own(x, a);
    sortable_own(y, b);
    bool differs = !g_string_equal(x, y);
    g_string_free(x, TRUE);
    g_string_free(y, TRUE);
    return differs;
}

enum outcome oracle_outcome(const struct absence *events, size_t index) {
    const struct absence *event = &events[index];
    const struct absence *stored = winner_of(events, index, event);
    if (stored == NULL) {
        return OUTCOME_APPLIED;
    }
    bool wins = greater(event, stored);
    if (event->envelope.revision == stored->envelope.revision && own_differs(event, stored)) {
        return wins ? OUTCOME_CONFLICT_ARRIVED_WON : OUTCOME_CONFLICT_STORED_WON;
    }
    return wins ? OUTCOME_APPLIED : OUTCOME_UNCHANGED;
}

static bool is_one_of(struct text code, const char *codes) {
    char *spaced = g_strdup_printf(" %.*s ", (int)code.length, code.bytes);
    bool found = strstr(codes, spaced) != NULL;
    g_free(spaced);
    return found;
}

static bool possible(const struct absence *mark) {
    return !is_one_of(mark->code, " D Q Y1 Y2 Y3 Y4 Y5 Y6 Y7 X Z # ");
}

static bool absent(const struct absence *mark) {
    return is_one_of(mark->code, " C1 M J1 S C2 C T R I E G N O U ");
}

static bool ill(const struct absence *mark) {
    return is_one_of(mark->code, " I ");
}

static gint in_order(gconstpointer a, gconstpointer b) {
    const struct absence *x = *(const struct absence *const *)a;
    const struct absence *y = *(const struct absence *const *)b;
    if (x->date != y->date) {
        return x->date < y->date ? -1 : 1;
    }
    if (x->session != y->session) {
        return x->session - y->session;
    }
    return x->school_urn < y->school_urn ? -1 : 1;
}

/* The winning ASSERTs, in order. */
static GPtrArray *facts_of(const struct absence *events, size_t count) {
    GPtrArray *facts = g_ptr_array_new();
    for (size_t i = 0; i < count; i++) {
        if (winner_of(events, count, &events[i]) == &events[i] &&
            events[i].envelope.op == OP_ASSERT) {
            g_ptr_array_add(facts, (gpointer)&events[i]);
        }
    }
    g_ptr_array_sort(facts, in_order);
    return facts;
}

static const char *stage_text(const struct pupil *pupil) {
    if (!pupil->known || pupil->nc_year == INT64_MIN) {
        return "-";
    }
    return pupil->nc_year < 0    ? "nursery"
           : pupil->nc_year < 7  ? "primary"
           : pupil->nc_year < 12 ? "secondary"
                                 : "post16";
}

static void row(GHashTable *rows, const char *measure, const char *day, const struct absence *mark,
                const char *detail) {
    const struct pupil *pupil = &mark->envelope.pupil;
    bool sen = pupil->known && pupil->sen_provision >= 0;
    bool need = pupil->known && pupil->primary_need.bytes != NULL;
    char *key = g_strdup_printf("%s %s - %d %c %.*s %s %s", measure, day, (int)mark->school_urn,
                                sen ? "NKE"[pupil->sen_provision] : '-',
                                need ? (int)pupil->primary_need.length : 1,
                                need ? pupil->primary_need.bytes : "-", stage_text(pupil), detail);
    gpointer sum = g_hash_table_lookup(rows, key);
    g_hash_table_insert(rows, key, GINT_TO_POINTER(GPOINTER_TO_INT(sum) + 1));
}

static gint by_bytes(gconstpointer a, gconstpointer b) {
    return strcmp(a, b);
}

static char *rows_text(GHashTable *rows) {
    GString *text = g_string_new(NULL);
    GList *keys = g_list_sort(g_hash_table_get_keys(rows), by_bytes);
    for (GList *key = keys; key != NULL; key = key->next) {
        g_string_append_printf(text, "%s %d\n", (char *)key->data,
                               GPOINTER_TO_INT(g_hash_table_lookup(rows, key->data)));
    }
    g_list_free(keys);
    g_hash_table_destroy(rows);
    return g_string_free(text, FALSE);
}

static GHashTable *rows_new(void) {
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

char *oracle_lines(const struct absence *events, size_t count) {
    GHashTable *rows = rows_new();
    GPtrArray *facts = facts_of(events, count);
    for (guint i = 0; i < facts->len; i++) {
        const struct absence *mark = facts->pdata[i];
        char day[DAY_TEXT_SIZE], *code = g_strndup(mark->code.bytes, mark->code.length);
        day_format((day_t)mark->date, day);
        row(rows, "sessions", day, mark, code);
        if (is_one_of(mark->code, " C2 ") && (mark->cause == 0 || mark->cause == 1)) {
            row(rows, "health_part_time_sessions", day, mark,
                mark->cause == 0 ? "PHYSICAL" : "MENTAL");
        }
        g_free(code);
    }
    g_ptr_array_free(facts, TRUE);
    return rows_text(rows);
}

static void band_row(GHashTable *rows, const GPtrArray *facts, int64_t school, const char *measure,
                     const char *first, const char *last) {
    int n_possible = 0, n_absent = 0;
    const struct absence *latest = NULL;
    for (guint i = 0; i < facts->len; i++) {
        const struct absence *mark = facts->pdata[i];
        if (mark->school_urn == school && mark->date >= on(first) && mark->date <= on(last) &&
            possible(mark)) {
            n_possible++;
            n_absent += absent(mark);
            latest = mark;
        }
    }
    if (latest != NULL) {
        bool half = 2 * n_absent >= n_possible, tenth = 10 * n_absent >= n_possible;
        row(rows, measure, first, latest, half ? "50plus" : tenth ? "10to50" : "under10");
    }
}

/* Of the marks of one date; NULL: none. */
static const struct absence *last_possible(const GPtrArray *facts, int64_t date) {
    const struct absence *last = NULL;
    for (guint i = 0; i < facts->len; i++) {
        const struct absence *mark = facts->pdata[i];
        last = mark->date == date && possible(mark) ? mark : last;
    }
    return last;
}

static bool ill_all_day(const GPtrArray *facts, int64_t date) {
    for (guint i = 0; i < facts->len; i++) {
        const struct absence *mark = facts->pdata[i];
        if (mark->date == date && possible(mark) && !ill(mark)) {
            return false;
        }
    }
    return true;
}

/* The n-th mark of illness, or NULL. */
static const struct absence *nth_ill(const GPtrArray *facts, int n) {
    for (guint i = 0; i < facts->len; i++) {
        if (ill(facts->pdata[i]) && --n == 0) {
            return facts->pdata[i];
        }
    }
    return NULL;
}

/* The last possible mark of the first day that ends a row of fifteen, each wholly of illness. */
static const struct absence *fifteenth_day(const GPtrArray *facts) {
    int in_a_row = 0;
    for (int64_t date = on("2024-09-01"); date <= on("2025-08-31"); date++) {
        const struct absence *last = last_possible(facts, date);
        if (last != NULL) {
            in_a_row = ill_all_day(facts, date) ? in_a_row + 1 : 0;
        }
        if (last != NULL && in_a_row == 15) {
            return last;
        }
    }
    return NULL;
}

static void illness_rows(GHashTable *rows, const GPtrArray *facts) {
    const struct absence *thirtieth = nth_ill(facts, 30), *run = fifteenth_day(facts);
    if (thirtieth != NULL) {
        row(rows, "illness_15d_children", "2024-09-01", thirtieth, "-");
    }
    if (run != NULL) {
        row(rows, "illness_15d_run_children", "2024-09-01", run, "-");
    }
}

char *oracle_child_lines(const struct absence *events, size_t count) {
    GHashTable *rows = rows_new(), *schools = g_hash_table_new(NULL, NULL);
    GPtrArray *facts = facts_of(events, count);
    for (guint i = 0; i < facts->len; i++) {
        int64_t school = ((const struct absence *)facts->pdata[i])->school_urn;
        if (!g_hash_table_add(schools, GINT_TO_POINTER((gint)school))) {
            continue;
        }
        band_row(rows, facts, school, "attendance_band_term", "2024-09-01", "2024-12-31");
        band_row(rows, facts, school, "attendance_band_term", "2025-01-01", "2025-04-20");
        band_row(rows, facts, school, "attendance_band_term", "2025-04-21", "2025-08-31");
        band_row(rows, facts, school, "attendance_band_year", "2024-09-01", "2025-08-31");
    }
    illness_rows(rows, facts);
    g_hash_table_destroy(schools);
    g_ptr_array_free(facts, TRUE);
    return rows_text(rows);
}

static void crossing_row(GPtrArray *rows, const char *rule, const struct absence *mark) {
    const struct pupil *pupil = &mark->envelope.pupil;
    char day[DAY_TEXT_SIZE];
    day_format((day_t)mark->date, day);
    g_ptr_array_add(
        rows, g_strdup_printf(
                  "%s - 2024-09-01 %s 2025-09-01 - %d %c %s %s\n", rule, day, (int)mark->school_urn,
                  pupil->known && pupil->sen_provision >= 0 ? "NKE"[pupil->sen_provision] : '-',
                  stage_text(pupil), mark->session == 0 ? "AM" : "PM"));
}

static bool is_health(const struct absence *mark) {
    return is_one_of(mark->code, " I M ") ||
           (is_one_of(mark->code, " C2 ") && (mark->cause == 0 || mark->cause == 1));
}

/* Whether one session in `parts` was missed by the end of the day, half of them for health. */
static bool share_holds(const GPtrArray *facts, int64_t date, int parts) {
    int n_possible = 0, n_absent = 0, n_health = 0;
    for (guint i = 0; i < facts->len; i++) {
        const struct absence *mark = facts->pdata[i];
        n_possible += mark->date <= date && possible(mark);
        n_absent += mark->date <= date && absent(mark);
        n_health += mark->date <= date && is_health(mark);
    }
    return n_possible >= 20 && parts * n_absent >= n_possible && 2 * n_health >= n_absent;
}

static const struct absence *first_share(const GPtrArray *facts, int parts) {
    for (int64_t date = on("2024-09-01"); date <= on("2025-08-31"); date++) {
        const struct absence *last = last_possible(facts, date);
        if (last != NULL && share_holds(facts, date, parts)) {
            return last;
        }
    }
    return NULL;
}

char *oracle_crossings(const struct absence *events, size_t count) {
    GPtrArray *facts = facts_of(events, count), *rows = g_ptr_array_new();
    const struct absence *thirtieth = nth_ill(facts, 30), *run = fifteenth_day(facts);
    const bool run_first = run != NULL && (thirtieth == NULL || in_order(&run, &thirtieth) < 0);
    const struct absence *const marks[] = {
        nth_ill(facts, 20),
        run_first ? run : thirtieth,
        first_share(facts, 10),
        first_share(facts, 2),
    };
    static const char *const rules[] = {"C2_ILL_10D", "C2_ILL_15D", "C2_PA", "C2_SEVERE"};
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
        if (marks[i] != NULL) {
            crossing_row(rows, rules[i], marks[i]);
        }
    }
    g_ptr_array_add(rows, NULL);
    char *text = g_strjoinv("", (char **)rows->pdata);
    g_ptr_array_set_free_func(rows, g_free);
    g_ptr_array_free(rows, TRUE);
    g_ptr_array_free(facts, TRUE);
    return text;
}
