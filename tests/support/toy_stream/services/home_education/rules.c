/* The rule on home education: a plan goes on at home, so that somebody has to look at it. */
#include "home_education/home_education.h"

static void find(const void *record, const struct reference *reference, struct crossings *to) {
    (void)reference;
    const struct home_education *education = record;
    const struct place place = place_at_school(&education->envelope.pupil);
    if (place.sen != 'E') {
        return;
    }
    struct crossing crossing = crossing_of_record("HOME_EDU_EHCP", &education->envelope, &place);
    char episode[EPISODE_SIZE];
    crossing.episode = episode_of_record(episode, &education->envelope, "");
    crossing.raised_on = home_education_day(education);
    crossing.over_on = event_date(education->ended_on);
    crossing_add(to, &crossing);
}

void home_education_crossings(const void *winners, const struct reference *reference,
                              struct crossings *to) {
    fact_crossings(winners, find, reference, to);
}
