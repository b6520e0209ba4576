/* What needs all exclusions of a child: in how many terms and years it was suspended, and in which
 * the days that it lost passed the marks at which the law asks for more.
 *
 * Whole terms and years count, the days after today too: a ledger line does not depend on today. */
#include "exclusion/exclusion.h"

#include <stdlib.h>

#include "domain/memory.h"

/* Sessions of a term with which the total is over 5 and over 15 days: from there a governing board
 * has to consider the exclusion when asked to, and in any case. */
#define OVER_5_DAYS 11
#define OVER_15_DAYS 31
#define DAYS_45 90 /* sessions: as much as a school year allows */

const struct measure suspended_children_term = {"suspended_children_term"};
const struct measure suspended_children_year = {"suspended_children_year"};
const struct measure suspended_over_5d_term = {"suspended_over_5d_term"};
const struct measure suspended_over_15d_term = {"suspended_over_15d_term"};
const struct measure suspended_45d_year = {"suspended_45d_year"};

static int facts_order(const void *a, const void *b) {
    const struct exclusion *x = *(const struct exclusion *const *)a;
    const struct exclusion *y = *(const struct exclusion *const *)b;
    if (x->starts_on != y->starts_on) {
        return x->starts_on < y->starts_on ? -1 : 1;
    }
    int order = text_compare(x->envelope.source, y->envelope.source);
    return order != 0 ? order : text_compare(x->envelope.record_id, y->envelope.record_id);
}

struct exclusion_facts exclusion_facts_of(const struct winners *winners) {
    struct exclusion_facts facts = {.items = NULL, .count = 0};
    if (winners->count == 0) {
        return facts;
    }
    facts.items = memory_resize(NULL, winners->count * sizeof *facts.items);
    for (size_t i = 0; i < winners->count; i++) {
        if (winner_is_fact(&winners->items[i])) {
            facts.items[facts.count++] = winners->items[i].record;
        }
    }
    qsort(facts.items, facts.count, sizeof *facts.items, facts_order);
    return facts;
}

struct exclusion_facts exclusion_facts_in_window(const struct exclusion_facts *facts, size_t from,
                                                 day_t (*window_of)(day_t)) {
    day_t window = window_of(exclusion_day(facts->items[from]));
    size_t to = from + 1;
    while (to < facts->count && window_of(exclusion_day(facts->items[to])) == window) {
        to++;
    }
    return (struct exclusion_facts){.items = facts->items + from, .count = to - from};
}

const struct exclusion *exclusion_facts_reach(const struct exclusion_facts *facts,
                                              int64_t sessions) {
    int64_t sum = 0;
    for (size_t i = 0; i < facts->count; i++) {
        if (facts->items[i]->category != EXCLUSION_PERM) {
            sum += facts->items[i]->sessions;
            if (sum >= sessions) {
                return facts->items[i];
            }
        }
    }
    return NULL;
}

/* One child, counted where `exclusion` put it. */
static void add_child(const struct measure *measure, day_t window,
                      const struct exclusion *exclusion, struct lines *to) {
    struct line line = {
        .measure = measure,
        .day = window,
        .since = DAY_NONE,
        .place = place_at_school(&exclusion->envelope.pupil),
        .detail = "",
        .value = 1,
    };
    line_add(to, &line);
}

static void add_when_reached(const struct measure *measure, day_t window,
                             const struct exclusion_facts *facts, int64_t sessions,
                             struct lines *to) {
    const struct exclusion *exclusion = exclusion_facts_reach(facts, sessions);
    if (exclusion != NULL) {
        add_child(measure, window, exclusion, to);
    }
}

/* Whether this suspension is the first of the facts at its school. */
static bool is_first_at_school(const struct exclusion_facts *facts, size_t index) {
    int64_t school = place_at_school(&facts->items[index]->envelope.pupil).urn;
    for (size_t i = 0; i < index; i++) {
        if (exclusion_suspends(facts->items[i]) &&
            place_at_school(&facts->items[i]->envelope.pupil).urn == school) {
            return false;
        }
    }
    return true;
}

static void add_suspended(const struct measure *measure, day_t window,
                          const struct exclusion_facts *facts, struct lines *to) {
    for (size_t i = 0; i < facts->count; i++) {
        if (exclusion_suspends(facts->items[i]) && is_first_at_school(facts, i)) {
            add_child(measure, window, facts->items[i], to);
        }
    }
}

static void add_term(const struct exclusion_facts *facts, struct lines *to) {
    day_t term = day_term(exclusion_day(facts->items[0]));
    add_suspended(&suspended_children_term, term, facts, to);
    add_when_reached(&suspended_over_5d_term, term, facts, OVER_5_DAYS, to);
    add_when_reached(&suspended_over_15d_term, term, facts, OVER_15_DAYS, to);
}

static void add_year(const struct exclusion_facts *facts, struct lines *to) {
    day_t year = day_academic_year(exclusion_day(facts->items[0]));
    add_suspended(&suspended_children_year, year, facts, to);
    add_when_reached(&suspended_45d_year, year, facts, DAYS_45, to);
}

void exclusion_child_lines(const void *winners, const struct reference *reference,
                           struct lines *to) {
    (void)reference;
    struct exclusion_facts facts = exclusion_facts_of(winners), window;
    for (size_t from = 0; from < facts.count; from += window.count) {
        window = exclusion_facts_in_window(&facts, from, day_term);
        add_term(&window, to);
    }
    for (size_t from = 0; from < facts.count; from += window.count) {
        window = exclusion_facts_in_window(&facts, from, day_academic_year);
        add_year(&window, to);
    }
    free(facts.items);
}
