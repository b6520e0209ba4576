/* The rules of commitment 1 on exclusions: fewer of them for children with SEN, the local authority
 * told at once, and education elsewhere from the sixth day.
 *
 * A crossing carries the place of its own record alone; which of them are left out for what they
 * say of SEN is not decided here, and no later record takes the place of one that is. */
#include <stdlib.h>

#include "exclusion/exclusion.h"

static struct crossing crossing_of(const char *rule_id, const struct exclusion *exclusion) {
    struct place place = place_at_school(&exclusion->envelope.pupil);
    return crossing_of_record(rule_id, &exclusion->envelope, &place);
}

/* Rules of one record: the episode is the record. */

static void add_of_record(struct crossing *crossing, const struct exclusion *exclusion,
                          struct crossings *to) {
    char episode[EPISODE_SIZE];
    crossing->episode = episode_of_record(episode, &exclusion->envelope, "");
    crossing_add(to, crossing);
}

/* Stands from the decision to the end of the academic year. */
static void add_from_decision(const char *rule_id, const struct exclusion *exclusion,
                              struct crossings *to) {
    struct crossing crossing = crossing_of(rule_id, exclusion);
    crossing.raised_on = event_date(exclusion->decided_on);
    crossing.over_on = next_academic_year(crossing.raised_on);
    add_of_record(&crossing, exclusion, to);
}

/* The second says that the first is no more, whether or not anybody was told of it. */
static void find_permanent(const struct exclusion *exclusion, struct crossings *to) {
    if (exclusion->category == EXCLUSION_PERM) {
        add_from_decision(exclusion_stands(exclusion) ? "C1_PEX_SEND" : "C1_PEX_RETRACT", exclusion,
                          to);
    }
}

static void find_plan_holder(const struct exclusion *exclusion, struct crossings *to) {
    if (exclusion_suspends(exclusion) && place_at_school(&exclusion->envelope.pupil).sen == 'E') {
        add_from_decision("C1_SUSP_EHCP", exclusion, to);
    }
}

static void find_sixth_day(const struct exclusion *exclusion, const struct reference *reference,
                           struct crossings *to) {
    day_t sixth_day = exclusion_sixth_day(exclusion, reference);
    if (sixth_day == DAY_NONE || exclusion_sixth_day_met(exclusion, sixth_day)) {
        return;
    }
    struct crossing crossing = crossing_of("C1_SIXTH_DAY", exclusion);
    crossing.raised_on = sixth_day;
    crossing.over_on = event_date(exclusion->provision_from);
    crossing.due_on = sixth_day;
    add_of_record(&crossing, exclusion, to);
}

static void find_late_notice(const struct exclusion *exclusion, const struct reference *reference,
                             struct crossings *to) {
    day_t limit = exclusion_notice_limit(exclusion, reference);
    day_t notified_on = exclusion_notified_on(exclusion);
    if (limit == DAY_NONE || (notified_on != DAY_NONE && notified_on <= limit)) {
        return;
    }
    struct crossing crossing = crossing_of("C1_LATE_NOTICE", exclusion);
    crossing.raised_on = limit + 1;
    crossing.over_on = next_academic_year(limit);
    crossing.due_on = limit;
    add_of_record(&crossing, exclusion, to);
}

static void find_of_record(const struct exclusion *exclusion, const struct reference *reference,
                           struct crossings *to) {
    find_permanent(exclusion, to);
    find_plan_holder(exclusion, to);
    find_sixth_day(exclusion, reference, to);
    find_late_notice(exclusion, reference, to);
}

/* Rules of a window: the episode is its first day and, where the rule has steps, the step. */

static void add_of_window(const char *rule_id, const char *step, day_t window, day_t over_on,
                          const struct exclusion *exclusion, struct crossings *to) {
    char episode[EPISODE_SIZE];
    struct crossing crossing = crossing_of(rule_id, exclusion);
    crossing.step = step;
    crossing.episode = episode_of_day(episode, window, step);
    crossing.raised_on = event_date(exclusion->decided_on);
    crossing.over_on = over_on;
    crossing_add(to, &crossing);
}

/* The record by which the sessions of the window reach the threshold that holds for it. */
static void find_sum(const char *rule_id, const char *step, day_t window, day_t over_on,
                     const struct exclusion_facts *facts, const struct reference *reference,
                     struct crossings *to) {
    const struct rule *rule = reference_rule(reference, rule_id, step, window);
    const struct exclusion *exclusion =
        rule != NULL ? exclusion_facts_reach(facts, rule->threshold) : NULL;
    if (exclusion != NULL) {
        add_of_window(rule_id, step, window, over_on, exclusion, to);
    }
}

/* From one that starts where the calendar does not reach nothing is counted. */
static bool within_school_days(const struct exclusion *first, const struct exclusion *last,
                               int32_t days, const struct reference *reference) {
    day_t from = exclusion_day(first);
    return reference_nth_school_day(reference, from, 1) != DAY_NONE &&
           (int64_t)reference_school_days(reference, from, exclusion_day(last)) <= days;
}

static void find_repeat(day_t year, const struct exclusion_facts *facts,
                        const struct reference *reference, struct crossings *to) {
    const struct rule *rule = reference_rule(reference, "C1_SUSP_REPEAT", "", year);
    const struct exclusion *before[2] = {NULL, NULL}; /* the last two, the later one second */
    for (size_t i = 0; rule != NULL && i < facts->count; i++) {
        const struct exclusion *third = facts->items[i];
        if (!exclusion_suspends(third)) {
            continue;
        }
        if (before[0] != NULL && within_school_days(before[0], third, rule->threshold, reference)) {
            add_of_window("C1_SUSP_REPEAT", "", year, next_academic_year(year), third, to);
            return;
        }
        before[0] = before[1];
        before[1] = third;
    }
}

static void find_in_term(const struct exclusion_facts *facts, const struct reference *reference,
                         struct crossings *to) {
    day_t term = day_term(exclusion_day(facts->items[0]));
    day_t over_on = day_term_end(term) + 1;
    find_sum("C1_SUSP_5D", "", term, over_on, facts, reference, to);
    find_sum("C1_SUSP_15D", "", term, over_on, facts, reference, to);
}

static void find_in_year(const struct exclusion_facts *facts, const struct reference *reference,
                         struct crossings *to) {
    day_t year = day_academic_year(exclusion_day(facts->items[0]));
    day_t over_on = next_academic_year(year);
    find_sum("C1_SUSP_45D", "35", year, over_on, facts, reference, to);
    find_sum("C1_SUSP_45D", "40", year, over_on, facts, reference, to);
    find_sum("C1_SUSP_45D", "45", year, over_on, facts, reference, to);
    find_repeat(year, facts, reference, to);
}

void exclusion_crossings(const void *winners, const struct reference *reference,
                         struct crossings *to) {
    struct exclusion_facts facts = exclusion_facts_of(winners), window;
    for (size_t i = 0; i < facts.count; i++) {
        find_of_record(facts.items[i], reference, to);
    }
    for (size_t from = 0; from < facts.count; from += window.count) {
        window = exclusion_facts_in_window(&facts, from, day_term);
        find_in_term(&window, reference, to);
    }
    for (size_t from = 0; from < facts.count; from += window.count) {
        window = exclusion_facts_in_window(&facts, from, day_academic_year);
        find_in_year(&window, reference, to);
    }
    free(facts.items);
}
