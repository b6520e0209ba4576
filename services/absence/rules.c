/* The rules of commitment 2 on session marks: children who miss school for reasons of health.
 *
 * Runs for every document that a set of events touched, so it reads the marks once, in order, and
 * not at all for a child without a mark of health, which most crossings that are looked for need.
 * The marks of all schools count together; children without SEN are left out elsewhere, and no
 * later mark takes the place of one that is. */
#include <stdlib.h>

#include "absence/scan.h"
#include "domain/memory.h"

enum { ILL_10D, ILL_15D, PA, SEVERE, RULES };

static const char *const rule_ids[RULES] = {
    [ILL_10D] = "C2_ILL_10D",
    [ILL_15D] = "C2_ILL_15D",
    [PA] = "C2_PA",
    [SEVERE] = "C2_SEVERE",
};

struct search {
    const struct marks *marks;
    struct meaning *meanings;                  /* of every content */
    const struct rule *rules[RULES];           /* of the year; NULL: there is none yet */
    const struct mark_entry *found[RULES];     /* the mark that crosses, NULL before */
    int64_t illness, possible, absent, health; /* marks so far */
    struct illness_run run;
};

/* False when nothing can be found. */
static bool search_begin(struct search *search, const struct marks *marks,
                         const struct reference *reference) {
    *search = (struct search){.marks = marks};
    size_t contents = marks_contents(marks);
    bool any_health = false;
    if (contents > 0) {
        search->meanings = memory_resize(NULL, contents * sizeof *search->meanings);
    }
    for (size_t i = 0; i < contents; i++) {
        struct mark content = marks_content(marks, i);
        search->meanings[i] = mark_meaning(&content, reference);
        any_health |= search->meanings[i].health;
    }
    for (int i = 0; any_health && i < RULES; i++) {
        search->rules[i] = reference_rule(reference, rule_ids[i], "", marks_year(marks));
    }
    return any_health;
}

static void search_end(struct search *search) {
    free(search->meanings);
}

/* The first mark that brings a count to a rule's threshold. */
static void find_count(struct search *search, int rule, int64_t count,
                       const struct mark_entry *entry) {
    if (search->rules[rule] != NULL && count == search->rules[rule]->threshold) {
        search->found[rule] = entry;
    }
}

/* The first day at whose end a share of the possible sessions is missed, half of that for reasons
 * of health. Integers decide, and edges are included. */
static void find_share(struct search *search, int rule, const struct mark_entry *last) {
    const struct rule *row = search->rules[rule];
    if (row != NULL && search->found[rule] == NULL && search->possible >= row->least &&
        100 * search->absent >= row->threshold * search->possible &&
        2 * search->health >= search->absent) {
        search->found[rule] = last;
    }
}

/* Counts one day and answers its last possible mark, NULL for none. */
static const struct mark_entry *count_day(struct search *search, const struct mark_entry *entry,
                                          const struct mark_entry *end, bool *ill_all_day) {
    const struct mark_entry *last = NULL;
    *ill_all_day = true;
    for (; entry < end; entry++) {
        struct meaning meaning = search->meanings[entry->content];
        search->possible += meaning.possible;
        search->absent += meaning.absent;
        search->health += meaning.health;
        last = meaning.possible ? entry : last;
        *ill_all_day &= meaning.illness || !meaning.possible;
        if (meaning.illness) {
            search->illness++;
            find_count(search, ILL_10D, search->illness, entry);
            find_count(search, ILL_15D, search->illness, entry);
        }
    }
    return last;
}

static void search_marks(struct search *search) {
    const struct mark_entry *entry = marks_entries(search->marks);
    const struct mark_entry *end = entry + marks_count(search->marks);
    while (entry < end) {
        const struct mark_entry *next = day_end(entry, end);
        bool ill_all_day;
        const struct mark_entry *last = count_day(search, entry, next, &ill_all_day);
        if (last != NULL) {
            illness_run_day(&search->run, ill_all_day, last);
            find_share(search, PA, last);
            find_share(search, SEVERE, last);
        }
        entry = next;
    }
    /* Fifteen days of illness, one after the other or not: whichever comes first. */
    const struct mark_entry **found = &search->found[ILL_15D], *run = search->run.reached;
    if (search->rules[ILL_15D] != NULL && run != NULL && (*found == NULL || run < *found)) {
        *found = run;
    }
}

static void add(const struct search *search, int rule, struct crossings *to) {
    const struct mark_entry *entry = search->found[rule];
    day_t year = marks_year(search->marks);
    struct mark mark = marks_content(search->marks, entry->content);
    char episode[EPISODE_SIZE];
    struct crossing crossing = {
        .rule_id = rule_ids[rule],
        .step = "",
        .episode = episode_of_day(episode, year, ""),
        .raised_on = year + entry->slot / 2,
        .over_on = next_academic_year(year),
        .due_on = DAY_NONE,
        .place = mark_place(&mark),
        .event_id = TEXT_NULL,
        .session = entry->slot % 2,
    };
    crossing_add(to, &crossing);
}

void absence_crossings(const void *marks, const struct reference *reference, struct crossings *to) {
    struct search search;
    if (search_begin(&search, marks, reference)) {
        search_marks(&search);
        for (int i = 0; i < RULES; i++) {
            if (search.found[i] != NULL) {
                add(&search, i, to);
            }
        }
    }
    search_end(&search);
}
