#include <stdlib.h>

#include "domain/breach.h"
#include "domain/memory.h"

struct diff {
    const struct breach_moment *moment;
    const struct reference *reference;
    breach_take *take;
    void *context;
};

/* Order of what tells breaches of a document apart. */
static int key_order(const struct breach *a, const struct breach *b) {
    int order = strcmp(a->rule_id, b->rule_id);
    return order != 0 ? order : strcmp(a->episode, b->episode);
}

/* Order of what the rules say about a breach, the day of the raise first; 0 when nothing
 * differs. */
static int facts_order(const struct breach *a, const struct breach *b) {
    const int32_t of_a[] = {a->raised_on,  a->over_on, a->due_on, a->priority,
                            a->commitment, a->sen,     a->stage,  a->session};
    const int32_t of_b[] = {b->raised_on,  b->over_on, b->due_on, b->priority,
                            b->commitment, b->sen,     b->stage,  b->session};
    for (size_t i = 0; i < sizeof of_a / sizeof *of_a; i++) {
        if (of_a[i] != of_b[i]) {
            return of_a[i] < of_b[i] ? -1 : 1;
        }
    }
    int order = strcmp(a->step, b->step);
    if (order == 0) {
        order = strcmp(a->org, b->org);
    }
    return order != 0 ? order : strcmp(a->event_id, b->event_id);
}

static int order_for_sort(const void *a, const void *b) {
    const struct breach *left = *(const struct breach *const *)a;
    const struct breach *right = *(const struct breach *const *)b;
    int order = key_order(left, right);
    return order != 0 ? order : facts_order(left, right);
}

static void sort(const struct breach **to, const struct breach *breaches, size_t count) {
    for (size_t i = 0; i < count; i++) {
        to[i] = &breaches[i];
    }
    qsort(to, count, sizeof *to, order_for_sort);
}

/* Leaves the first of each key; returns how many. */
static size_t drop_repeats(const struct breach **sorted, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || key_order(sorted[kept - 1], sorted[i]) != 0) {
            sorted[kept++] = sorted[i];
        }
    }
    return kept;
}

static bool raise_is_quiet(const struct diff *diff, const struct breach *found) {
    const struct breach_moment *moment = diff->moment;
    const struct rule *rule =
        reference_rule(diff->reference, found->rule_id, found->step, found->raised_on);
    return moment->today - found->raised_on > rule->quiet_after_days ||
           (moment->recorded_on != DAY_NONE &&
            moment->today - moment->recorded_on > rule->quiet_recorded_days);
}

/* A row that says what `facts` says; its episode is the row's own. */
static struct breach row_of(const struct breach *facts) {
    struct breach row = *facts;
    size_t size = strlen(facts->episode) + 1;
    row.episode = memcpy(memory_resize(NULL, size), facts->episode, size);
    row.by_person = false;
    return row;
}

/* `quiet`: what belongs to the raise, of the row that is written. */
static void change(const struct diff *diff, const struct breach *before, const struct breach *facts,
                   enum breach_state state, enum breach_reason reason, bool quiet) {
    bool rebuild = diff->moment->rebuild;
    int32_t expected = before != NULL ? before->sequence : 0;
    struct breach_move move = {
        .after = row_of(facts),
        .expected = expected,
        .state_changed = true,
        .reason = rebuild ? BREACH_RULES_CHANGED : reason,
        .quiet = quiet || rebuild,
    };
    move.after.state = state;
    move.after.sequence = expected + 1;
    move.after.quiet = quiet;
    diff->take(diff->context, &move);
}

static void mend(const struct diff *diff, const struct breach *before, const struct breach *found) {
    if (facts_order(before, found) == 0) {
        return;
    }
    struct breach_move move = {.after = row_of(found), .expected = before->sequence};
    move.after.state = before->state;
    move.after.by_person = before->by_person;
    move.after.quiet = before->quiet;
    move.after.sequence = before->sequence;
    diff->take(diff->context, &move);
}

static bool stands(const struct breach *before) {
    return before != NULL &&
           (before->state == BREACH_RAISED || before->state == BREACH_ACKNOWLEDGED);
}

static void diff_open(const struct diff *diff, const struct breach *before,
                      const struct breach *found) {
    if (stands(before) || (before != NULL && before->by_person)) {
        mend(diff, before, found);
    } else {
        bool quiet = diff->moment->rebuild || raise_is_quiet(diff, found);
        change(diff, before, found, BREACH_RAISED, BREACH_CROSSED, quiet);
    }
}

static void diff_over(const struct diff *diff, const struct breach *before,
                      const struct breach *found) {
    if (stands(before)) {
        change(diff, before, found, BREACH_RESOLVED, BREACH_TIME_OVER, before->quiet);
    } else if (before != NULL && before->state == BREACH_RESOLVED) {
        mend(diff, before, found);
    } else {
        change(diff, before, found, BREACH_RESOLVED, BREACH_ALREADY_OVER, true);
    }
}

/* One breach: its row, its crossing, or both. */
static void diff_one(const struct diff *diff, const struct breach *before,
                     const struct breach *found) {
    day_t today = diff->moment->today;
    if (found == NULL || found->raised_on > today) {
        if (before != NULL && before->state != BREACH_RETRACTED) {
            change(diff, before, before, BREACH_RETRACTED, BREACH_NOT_CROSSED, before->quiet);
        }
    } else if (found->over_on == DAY_NONE || found->over_on > today) {
        diff_open(diff, before, found);
    } else {
        diff_over(diff, before, found);
    }
}

static day_t nearest(day_t a, day_t b, day_t today) {
    return b > today && (a == DAY_NONE || b < a) ? b : a;
}

static day_t next_due(const struct breach *const *found, size_t count, day_t today) {
    day_t due = DAY_NONE;
    for (size_t i = 0; i < count; i++) {
        due = nearest(due, found[i]->raised_on, today);
        due = nearest(due, found[i]->over_on, today);
    }
    return due;
}

/* Both lists are sorted and without repeats. */
static void merge(const struct diff *diff, const struct breach *const *before, size_t n_before,
                  const struct breach *const *found, size_t n_found) {
    size_t i = 0, j = 0;
    while (i < n_before || j < n_found) {
        int order = i == n_before ? 1 : j == n_found ? -1 : key_order(before[i], found[j]);
        diff_one(diff, order <= 0 ? before[i] : NULL, order >= 0 ? found[j] : NULL);
        i += order <= 0;
        j += order >= 0;
    }
}

day_t breach_diff(const struct breach *before, size_t n_before,
                  const struct breach_finding *finding, const struct breach_moment *moment,
                  breach_take *take, void *context) {
    if (n_before + finding->count == 0) {
        return DAY_NONE;
    }
    const struct breach **rows = memory_resize(NULL, (n_before + finding->count) * sizeof *rows);
    const struct breach **found = rows + n_before;
    sort(rows, before, n_before);
    sort(found, finding->found, finding->count);
    size_t n_found = drop_repeats(found, finding->count);
    const struct diff diff = {moment, finding->reference, take, context};
    merge(&diff, rows, n_before, found, n_found);
    day_t due = next_due(found, n_found, moment->today);
    free(rows);
    return due;
}
