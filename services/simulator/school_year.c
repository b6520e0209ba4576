#include "simulator/school_year.h"

#include "simulator/attendance.h"
#include "simulator/draw.h"

static struct school_year *year_of(struct borough *borough, day_t year, struct days days,
                                   size_t from, size_t until) {
    struct school_year *made = g_new0(struct school_year, 1);
    *made = (struct school_year){
        .year = year, .days = days, .from = from, .until = until, .borough = borough};
    made->codes = g_malloc0_n(borough->n_children, 2 * (until - from));
    return made;
}

struct school_year *school_year_new(const struct borough_settings *settings, day_t year,
                                    struct days days, size_t from, size_t until) {
    struct school_year *made = year_of(borough_new(settings, year), year, days, from, until);
    const struct borough *borough = made->borough;
    const size_t kept = 2 * (until - from);
    uint8_t *codes = g_malloc(2 * days.count);
    for (size_t i = 0; i < borough->n_children; i++) {
        attendance_plan(&borough->children[i], days, codes);
        memcpy(made->codes + kept * i, codes + 2 * from, kept);
    }
    g_free(codes);
    return made;
}

static bool fill_phases(struct school_year *year, const struct published *published,
                        const struct enrolments *enrolments, GPtrArray *reasons) {
    size_t first = 0;
    for (int phase = 0; phase < PHASES; phase++) {
        const size_t count = (size_t)enrolments->count[phase];
        const struct published_row *row = &published->rows[phase];
        uint16_t *schools = g_new(uint16_t, count);
        for (size_t i = 0; i < count; i++) {
            schools[i] = year->borough->children[first + i].school;
        }
        const bool filled = !row->present ||
                            published_fill(row, published_row_names[phase], (int64_t)count,
                                           enrolments->persistent[phase], year->days.count, schools,
                                           year->codes + 2 * year->days.count * first, reasons);
        g_free(schools);
        if (!filled) {
            return false;
        }
        first += count;
    }
    return true;
}

struct school_year *school_year_published(const struct published *published, uint64_t seed,
                                          struct days days, GPtrArray *reasons) {
    struct enrolments enrolments;
    if (!published_enrolments(published, days.count, &enrolments, reasons)) {
        return NULL;
    }
    struct borough_settings settings = {.seed = seed};
    for (int phase = 0; phase < PHASES; phase++) {
        settings.pupils[phase] = (uint32_t)enrolments.count[phase];
        settings.schools[phase] = published->rows[phase].schools;
    }
    struct borough *borough = borough_new(&settings, published->year);
    struct school_year *made = year_of(borough, published->year, days, 0, days.count);
    made->published = true;
    if (!fill_phases(made, published, &enrolments, reasons)) {
        school_year_free(made);
        return NULL;
    }
    return made;
}

/* A published file has sessions of C2 and no timetables. */
static int8_t published_cause(const struct child *child, day_t year) {
    static const int8_t causes[] = {-1, -1, 0, 0, 1, 1, 1, 2};
    return causes[draw_below(draw(child->key, DRAW_PART_TIME, year, 3), sizeof causes)];
}

int8_t school_year_cause(const struct school_year *year, const struct child *child) {
    return year->published ? published_cause(child, year->year)
                           : attendance_cause(child, year->days);
}

void school_year_free(struct school_year *year) {
    if (year != NULL) {
        borough_free(year->borough);
        g_free(year->codes);
        g_free(year);
    }
}
