/* The rule of commitment 4 on advice: a warning some days before it is due, and a breach the day
 * after, each an alert of its own. Exempt requests are left alone. */
#include "advice/advice.h"

/* `due` is the row with the limit, `row` that or the row of the warning. */
static void add(const struct advice *advice, const struct rule *row, const struct rule *due,
                day_t raised_on, day_t over_on, struct crossings *to) {
    struct place place = place_at_provider(&advice->envelope.pupil, advice->provider);
    struct crossing crossing = crossing_of_record(row->rule_id, &advice->envelope, &place);
    char episode[EPISODE_SIZE];
    crossing.episode = episode_of_record(episode, &advice->envelope, row->step);
    crossing.step = row->step;
    crossing.raised_on = raised_on;
    crossing.over_on = over_on;
    crossing.due_on = advice_day(advice) + due->threshold;
    crossing_add(to, &crossing);
}

static void find(const void *record, const struct reference *reference, struct crossings *to) {
    const struct advice *advice = record;
    day_t requested_on = advice_day(advice), received_on = event_date(advice->received_on);
    const struct rule *warning = reference_rule(reference, "C4_ADVICE_DUE", "35", requested_on);
    const struct rule *due = reference_rule(reference, "C4_ADVICE_DUE", "42", requested_on);
    if (advice->exemption != EXEMPTION_NONE || due == NULL) {
        return;
    }
    day_t overdue_on = requested_on + due->threshold + 1;
    if (warning != NULL) {
        add(advice, warning, due, requested_on + warning->threshold,
            day_earlier(received_on, overdue_on), to);
    }
    add(advice, due, due, overdue_on, received_on, to);
}

void advice_crossings(const void *winners, const struct reference *reference,
                      struct crossings *to) {
    fact_crossings(winners, find, reference, to);
}
