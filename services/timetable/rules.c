/* The rules of commitment 1 on part-time timetables: agreed with the parents, with an end and
 * reviews, short, for other reasons than behaviour, and with the missing hours made up.
 *
 * A breach of them is over when the timetable ends. */
#include "timetable/timetable.h"

/* The timetable's crossing of a rule, from its first day on unless the rule says otherwise. */
static struct crossing crossing_of(const char *rule_id, const struct timetable *timetable) {
    struct place place = place_at_school(&timetable->envelope.pupil);
    struct crossing crossing = crossing_of_record(rule_id, &timetable->envelope, &place);
    crossing.raised_on = timetable_day(timetable);
    crossing.over_on = event_date(timetable->ended_on);
    return crossing;
}

static void add(struct crossing *crossing, const struct timetable *timetable, const char *suffix,
                struct crossings *to) {
    char episode[EPISODE_SIZE];
    crossing->episode = episode_of_record(episode, &timetable->envelope, suffix);
    crossing_add(to, crossing);
}

static void find_if(bool holds, const char *rule_id, const struct timetable *timetable,
                    struct crossings *to) {
    if (holds) {
        struct crossing crossing = crossing_of(rule_id, timetable);
        add(&crossing, timetable, "", to);
    }
}

static void find_too_long(const struct timetable *timetable, const struct reference *reference,
                          struct crossings *to) {
    struct crossing crossing = crossing_of("C1_PTT_OVER_6WK", timetable);
    const struct rule *rule =
        reference_rule(reference, crossing.rule_id, crossing.step, timetable_day(timetable));
    if (rule != NULL) {
        crossing.due_on = timetable_day(timetable) + rule->threshold;
        crossing.raised_on = crossing.due_on + 1;
        add(&crossing, timetable, "", to);
    }
}

/* A review that is moved is another one: the breach of the former goes away with its date. */
static void find_review_due(const struct timetable *timetable, struct crossings *to) {
    day_t review_on = event_date(timetable->next_review_on);
    if (review_on == DAY_NONE) {
        return;
    }
    struct crossing crossing = crossing_of("C1_PTT_REVIEW_DUE", timetable);
    crossing.due_on = review_on;
    if (crossing.raised_on <= review_on) {
        crossing.raised_on = review_on + 1;
    }
    char date[DAY_TEXT_SIZE];
    day_format(review_on, date);
    add(&crossing, timetable, date, to);
}

static void find(const void *record, const struct reference *reference, struct crossings *to) {
    const struct timetable *timetable = record;
    find_if(!timetable->parent_agreed, "C1_PTT_NO_AGREE", timetable, to);
    find_if(timetable->planned_end_on == NUMBER_NULL || timetable->next_review_on == NUMBER_NULL,
            "C1_PTT_OPEN_ENDED", timetable, to);
    find_if(timetable->reason == TIMETABLE_BEHAVIOUR, "C1_PTT_BEHAVIOUR", timetable, to);
    find_if(timetable_is_below_hours(timetable), "C1_PTT_HOURS", timetable, to);
    find_too_long(timetable, reference, to);
    find_review_due(timetable, to);
}

void timetable_crossings(const void *winners, const struct reference *reference,
                         struct crossings *to) {
    fact_crossings(winners, find, reference, to);
}
