#include "domain/crossing.h"

/* The checks of an event leave no episode longer than its room; bytes of a damaged document might
 * be, and are cut. Returns the length. */
static size_t append(char to[EPISODE_SIZE], size_t length, struct text text) {
    size_t room = EPISODE_SIZE - 1 - length;
    size_t taken = text.length < room ? text.length : room;
    memcpy(to + length, text.bytes, taken);
    to[length + taken] = '\0';
    return length + taken;
}

static void append_suffix(char to[EPISODE_SIZE], size_t length, const char *suffix) {
    if (suffix[0] != '\0') {
        length = append(to, length, text_of("|"));
        append(to, length, text_of(suffix));
    }
}

struct crossing crossing_of_record(const char *rule_id, const struct envelope *envelope,
                                   const struct place *place) {
    return (struct crossing){
        .rule_id = rule_id,
        .step = "",
        .raised_on = DAY_NONE,
        .over_on = DAY_NONE,
        .due_on = DAY_NONE,
        .place = *place,
        .event_id = envelope->event_id,
        .session = SYMBOL_NULL,
    };
}

const char *episode_of_record(char to[EPISODE_SIZE], const struct envelope *envelope,
                              const char *suffix) {
    size_t length = append(to, 0, envelope->source);
    length = append(to, length, text_of("|"));
    length = append(to, length, envelope->record_id);
    append_suffix(to, length, suffix);
    return to;
}

const char *episode_of_day(char to[EPISODE_SIZE], day_t day, const char *suffix) {
    day_format(day, to);
    append_suffix(to, DAY_TEXT_SIZE - 1, suffix);
    return to;
}

day_t next_academic_year(day_t day) {
    return day_academic_year_end(day_academic_year(day)) + 1;
}
