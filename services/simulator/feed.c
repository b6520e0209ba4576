#include "simulator/feed.h"

#include <glib.h>

struct later {
    struct place_in_year place;
    uint8_t fate, telling; /* enum fate, enum telling */
};

struct feed {
    const struct school_year *year;
    const struct feed_settings *settings;
    struct outlet *outlet;
    size_t until;
    GArray **later; /* of struct later, by school day */
};

static bool send(struct feed *feed, struct place_in_year place, enum fate fate,
                 enum telling telling, size_t told) {
    struct event event;
    event_fill(&event, feed->year, place, fate, telling, told, feed->settings->counted);
    return feed->outlet->send(feed->outlet, STREAM_ABSENCE, telling, place.child, &event.absence);
}

/* Schools settle their registers before the summer: nothing is due after the year's last day. */
static size_t due_day(const struct feed *feed, size_t day, uint8_t delay) {
    const size_t end = feed->settings->complete ? feed->until : feed->year->days.count;
    return day + delay < end ? day + delay : end - 1;
}

static void put_off(struct feed *feed, struct place_in_year place, struct drawn_fate fate,
                    enum telling telling) {
    const size_t due = due_day(feed, place.day, fate.delay);
    if (due < feed->until) {
        const struct later later = {place, (uint8_t)fate.fate, (uint8_t)telling};
        g_array_append_val(feed->later[due], later);
    }
}

/* A mark can only be told under another school where there is one. */
static struct drawn_fate draw_fate(const struct feed *feed, struct place_in_year place) {
    const struct borough *borough = feed->year->borough;
    const struct child *child = &borough->children[place.child];
    const day_t day = feed->year->days.of[place.day];
    struct drawn_fate fate = fate_of(child->key, day, place.session, &feed->settings->shares);
    const uint16_t school = child_school(child, day);
    if (fate.fate == FATE_MISFILED && borough_other_school(borough, school) == school) {
        fate.fate = FATE_PLAIN;
    }
    return fate;
}

static bool tell_mark(struct feed *feed, struct place_in_year place) {
    const struct drawn_fate fate = draw_fate(feed, place);
    if (fate.fate == FATE_LATE) {
        put_off(feed, place, fate, TELLING_FIRST);
    } else if (fate.fate == FATE_CORRECTED) {
        put_off(feed, place, fate, TELLING_CORRECTION);
    } else if (fate.fate == FATE_MISFILED) {
        put_off(feed, place, fate, TELLING_VOID);
        put_off(feed, place, fate, TELLING_REFILED);
    } else if (fate.fate == FATE_RESENT) {
        put_off(feed, place, fate, TELLING_RESENT);
    }
    if (fate.doubled) { /* last: it comes when its correction is known */
        put_off(feed, place, fate, TELLING_FIRST);
    }
    return fate.fate == FATE_LATE || send(feed, place, fate.fate, TELLING_FIRST, place.day);
}

static bool tell_registers(struct feed *feed, size_t day, int session) {
    for (uint32_t child = 0; child < feed->year->borough->n_children; child++) {
        const struct place_in_year place = {child, (uint16_t)day, (uint8_t)session};
        if (school_year_code(feed->year, child, day, session) != CODE_NONE &&
            !tell_mark(feed, place)) {
            return false;
        }
    }
    return true;
}

static bool tell_later(struct feed *feed, size_t day) {
    const GArray *later = feed->later[day];
    for (guint i = 0; i < later->len; i++) {
        const struct later *one = &g_array_index(later, struct later, i);
        if (!send(feed, one->place, (enum fate)one->fate, (enum telling)one->telling, day)) {
            return false;
        }
    }
    return true;
}

static bool tell_day(struct feed *feed, size_t day) {
    const struct feed_settings *settings = feed->settings;
    return tell_registers(feed, day, 0) && tell_registers(feed, day, 1) && tell_later(feed, day) &&
           (settings->day_over == NULL ||
            settings->day_over(settings->context, feed->year->days.of[day]));
}

bool feed_days(const struct school_year *year, size_t from, size_t until,
               const struct feed_settings *settings, struct outlet *outlet) {
    struct feed feed = {year, settings, outlet, until, g_new0(GArray *, until)};
    for (size_t day = from; day < until; day++) {
        feed.later[day] = g_array_new(FALSE, FALSE, sizeof(struct later));
    }
    bool going = true;
    for (size_t day = from; day < until; day++) {
        going = going && tell_day(&feed, day);
        g_array_unref(feed.later[day]);
    }
    g_free(feed.later);
    return going;
}
