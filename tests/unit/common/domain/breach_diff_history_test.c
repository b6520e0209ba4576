/* Random histories of crossings, days and people: what holds for breach_diff after every step. */
#include "domain/breach.h"
#include "support/breach_table.h"
#include "support/literals.h"
#include "support/random.h"
#include "support/suite.h"

#define HISTORIES 300
#define STEPS 40
#define KEYS 6
#define CROSSINGS_MAX (2 * KEYS)

static const char *const episodes[KEYS] = {"a", "ab", "b", "b|35", "c", "d"};
static const char *const rules[KEYS] = {"C1_PEX_SEND",    "C1_PEX_SEND",    "C1_PEX_SEND",
                                        "C1_LATE_NOTICE", "C1_LATE_NOTICE", "C5_CHILD_104WK"};

struct history {
    struct random random;
    struct breach_table table;
    struct crossing crossings[CROSSINGS_MAX];
    size_t count;
    struct breach_moment moment;
};

static struct crossing crossing_at_random(struct random *random, size_t key, day_t today) {
    static const char sen[] = {'N', 'K', 'E', 0};
    const day_t raised_on = today - 70 + (day_t)random_below(random, 80);
    return (struct crossing){
        .rule_id = rules[key],
        .step = "",
        .episode = episodes[key],
        .raised_on = random_below(random, 20) == 0 ? DAY_NONE : raised_on,
        .over_on = random_below(random, 3) == 0 ? DAY_NONE
                                                : raised_on - 2 + (day_t)random_below(random, 60),
        .due_on = random_below(random, 2) == 0 ? DAY_NONE : raised_on + 5,
        .place = {.urn = 106900 + random_below(random, 3),
                  .sen = sen[random_below(random, 4)],
                  .stage = (enum stage)random_below(random, 5)},
        .event_id = random_below(random, 2) == 0 ? TEXT_NULL : text_of("5f1c"),
        .session = SYMBOL_NULL,
    };
}

static void shuffle(struct random *random, struct crossing *crossings, size_t count) {
    for (size_t i = count; i > 1; i--) {
        const size_t j = random_below(random, (uint32_t)i);
        const struct crossing last = crossings[i - 1];
        crossings[i - 1] = crossings[j];
        crossings[j] = last;
    }
}

/* A key keeps its crossings in two steps of three; some have two, some none. */
static void history_change(struct history *history) {
    struct random *random = &history->random;
    const size_t key = random_below(random, KEYS);
    size_t kept = 0;
    for (size_t i = 0; i < history->count; i++) {
        if (strcmp(history->crossings[i].episode, episodes[key]) != 0) {
            history->crossings[kept++] = history->crossings[i];
        }
    }
    history->count = kept;
    for (uint32_t n = random_below(random, 3); n > 0; n--) {
        history->crossings[history->count++] =
            crossing_at_random(random, key, history->moment.today);
    }
    shuffle(random, history->crossings, history->count);
}

static void history_moment(struct history *history) {
    struct random *random = &history->random;
    struct breach_moment *moment = &history->moment;
    moment->today += (day_t)random_below(random, 12);
    moment->recorded_on =
        random_below(random, 3) == 0 ? DAY_NONE : moment->today - (day_t)random_below(random, 12);
    moment->rebuild = random_below(random, 8) == 0;
}

/* Acknowledges or resolves a breach that stands. */
static void history_person(struct history *history) {
    GArray *rows = history->table.rows;
    if (rows->len == 0 || random_below(&history->random, 3) > 0) {
        return;
    }
    struct breach *row =
        &g_array_index(rows, struct breach, random_below(&history->random, rows->len));
    if (row->state == BREACH_RAISED) {
        row->by_person = random_below(&history->random, 2) == 0;
        row->state = row->by_person ? BREACH_RESOLVED : BREACH_ACKNOWLEDGED;
        row->sequence++;
    }
}

static struct breach_table table_copy(const struct breach_table *table) {
    struct breach_table copy;
    breach_table_init(&copy);
    for (guint i = 0; i < table->rows->len; i++) {
        struct breach row = g_array_index(table->rows, struct breach, i);
        row.episode = g_strdup(row.episode);
        g_array_append_val(copy.rows, row);
    }
    return copy;
}

/* What the rule's row makes of it: crossings of the key that count, the first raised of them. */
static const struct crossing *crossing_of_key(const struct history *history, size_t key) {
    const struct crossing *first = NULL;
    for (size_t i = 0; i < history->count; i++) {
        const struct crossing *crossing = &history->crossings[i];
        const bool exists =
            crossing->raised_on != DAY_NONE &&
            (crossing->over_on == DAY_NONE || crossing->over_on > crossing->raised_on) &&
            (rules[key][1] == '5' || crossing->place.sen != 'N');
        if (exists && strcmp(crossing->episode, episodes[key]) == 0 &&
            (first == NULL || crossing->raised_on < first->raised_on)) {
            first = crossing;
        }
    }
    return first;
}

/* Of two that are raised on one day either may count: then nothing is asked. */
static bool key_is_tied(const struct history *history, size_t key, day_t raised_on) {
    int count = 0;
    for (size_t i = 0; i < history->count; i++) {
        count += history->crossings[i].raised_on == raised_on &&
                 strcmp(history->crossings[i].episode, episodes[key]) == 0;
    }
    return count > 1;
}

static bool stands(const struct breach *row) {
    return row != NULL && (row->state == BREACH_RAISED || row->state == BREACH_ACKNOWLEDGED);
}

static void expect_open_set(const struct history *history) {
    const day_t today = history->moment.today;
    for (size_t key = 0; key < KEYS; key++) {
        const struct crossing *crossing = crossing_of_key(history, key);
        const struct breach *row = breach_table_row(&history->table, rules[key], episodes[key]);
        if (crossing != NULL && key_is_tied(history, key, crossing->raised_on)) {
            continue;
        }
        const bool there = crossing != NULL && crossing->raised_on <= today;
        const bool open = there && (crossing->over_on == DAY_NONE || crossing->over_on > today);
        const bool by_person = row != NULL && row->by_person;
        CU_ASSERT_EQUAL(stands(row), open && !by_person);
        CU_ASSERT(!by_person || there);
        CU_ASSERT_EQUAL(row != NULL && row->state != BREACH_RETRACTED, there);
        if (there && row != NULL) {
            CU_ASSERT_EQUAL(row->raised_on, crossing->raised_on);
            CU_ASSERT_EQUAL(row->over_on, crossing->over_on);
            CU_ASSERT_EQUAL(row->due_on, crossing->due_on);
        }
    }
}

/* The moves are the same when the crossings come in another order. */
static char *diff_twice(struct history *history, day_t *due) {
    struct breach_table other = table_copy(&history->table);
    char *moves = breach_table_diff(&history->table, &literal_reference, history->crossings,
                                    history->count, &history->moment, due);
    shuffle(&history->random, history->crossings, history->count);
    day_t other_due;
    char *other_moves = breach_table_diff(&other, &literal_reference, history->crossings,
                                          history->count, &history->moment, &other_due);
    CU_ASSERT_STRING_EQUAL(moves, other_moves);
    CU_ASSERT_EQUAL(*due, other_due);
    for (guint i = 0; i < other.rows->len; i++) {
        const struct breach *row = &g_array_index(other.rows, struct breach, i);
        const struct breach *same = breach_table_row(&history->table, row->rule_id, row->episode);
        CU_ASSERT(same != NULL && same->raised_on == row->raised_on &&
                  same->over_on == row->over_on && strcmp(same->org, row->org) == 0 &&
                  same->sen == row->sen && same->stage == row->stage);
    }
    g_free(other_moves);
    breach_table_free(&other);
    return moves;
}

static void expect_quiet(const char *moves, const struct history *history) {
    if (history->moment.rebuild) {
        CU_ASSERT_PTR_NULL(strstr(moves, " sent\n"));
        CU_ASSERT_PTR_NULL(strstr(moves, "crossed"));
        CU_ASSERT_PTR_NULL(strstr(moves, "over"));
    } else {
        CU_ASSERT_PTR_NULL(strstr(moves, "rules_changed"));
    }
    CU_ASSERT_PTR_NULL(strstr(moves, "already_over sent"));
}

static void step(struct history *history) {
    history_moment(history);
    history_change(history);
    history_person(history);
    day_t due, due_again;
    char *moves = diff_twice(history, &due);
    expect_quiet(moves, history);
    expect_open_set(history);
    char *again = breach_table_diff(&history->table, &literal_reference, history->crossings,
                                    history->count, &history->moment, &due_again);
    CU_ASSERT_STRING_EQUAL(again, "");
    CU_ASSERT_EQUAL(due, due_again);
    CU_ASSERT(due == DAY_NONE || due > history->moment.today);
    g_free(again);
    g_free(moves);
}

/* Nothing changes by time before the day that the diff named, and something may on it. */
static void expect_nothing_before_due(struct history *history) {
    day_t due;
    history->moment.recorded_on = DAY_NONE;
    g_free(breach_table_diff(&history->table, &literal_reference, history->crossings,
                             history->count, &history->moment, &due));
    if (due == DAY_NONE) {
        due = history->moment.today + 400;
    }
    history->moment.today = due - 1;
    char *moves = breach_table_diff(&history->table, &literal_reference, history->crossings,
                                    history->count, &history->moment, NULL);
    CU_ASSERT_STRING_EQUAL(moves, "");
    g_free(moves);
}

static void histories_hold_what_a_diff_promises(void) {
    for (uint64_t seed = 1; seed <= HISTORIES; seed++) {
        struct history history = {.random = {seed}, .moment = {.today = on("2025-10-01")}};
        breach_table_init(&history.table);
        for (int i = 0; i < STEPS; i++) {
            step(&history);
        }
        expect_nothing_before_due(&history);
        breach_table_free(&history.table);
    }
}

int main(void) {
    return suite_run(
        "breach_diff: histories",
        (const struct test[]){
            {"in any order the same moves, once, to the crossings that are open on the day",
             histories_hold_what_a_diff_promises},
            {NULL, NULL},
        });
}
