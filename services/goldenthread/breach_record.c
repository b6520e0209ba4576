#include "goldenthread/breach_record.h"

#include <glib.h>
#include <string.h>

#include "domain/day.h"

/* Without "|suffix" at the end, if it ends so and something is left. */
static size_t length_without(const char *text, const char *suffix) {
    const size_t length = strlen(text);
    if (suffix == NULL || suffix[0] == '\0' || !g_str_has_suffix(text, suffix)) {
        return length;
    }
    const size_t rest = length - strlen(suffix);
    return rest > 0 && text[rest - 1] == '|' ? rest - 1 : length;
}

/* Of a term or year: a date, and the step if the rule has steps. A source may be called like a
 * date, but its record is then not called like the step. */
static bool is_of_window(const char *episode, const char *bar, const char *step) {
    char *first = bar != NULL ? g_strndup(episode, (gsize)(bar - episode)) : g_strdup(episode);
    day_t day;
    const bool is = day_parse(first, &day) && g_str_equal(bar != NULL ? bar + 1 : "", step);
    g_free(first);
    return is;
}

struct breach_record breach_record_of(const char *episode, const char *step, const char *due_on) {
    const char *bar = strchr(episode, '|');
    if (bar == NULL || is_of_window(episode, bar, step)) {
        return (struct breach_record){NULL, NULL};
    }
    const char *record_id = bar + 1;
    const size_t length = length_without(record_id, step[0] != '\0' ? step : due_on);
    return (struct breach_record){g_strndup(episode, (gsize)(bar - episode)),
                                  g_strndup(record_id, length)};
}

void breach_record_clear(struct breach_record *record) {
    g_free(record->source);
    g_free(record->record_id);
    *record = (struct breach_record){NULL, NULL};
}
