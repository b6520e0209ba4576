#include "support/synthetic.h"

#include <glib.h>

static struct calendar calendar; /* read once, kept for the program's life */

static void read_calendar(void) {
    struct error error = {0};
    struct csv *csv = csv_read(SOURCE_DIR "/schemas/sql/reference/school_day.csv", &error);
    if (csv == NULL || !calendar_read(csv, &calendar, &error)) {
        g_error("%s", error.message);
    }
    csv_free(csv);
}

struct calendar synthetic_calendar(void) {
    if (calendar.days == NULL) {
        read_calendar();
    }
    return calendar;
}

struct days synthetic_days(day_t year) {
    const struct calendar known = synthetic_calendar();
    return calendar_year(&known, year);
}

struct borough_settings synthetic_settings(uint32_t pupils) {
    struct borough_settings settings = {
        .seed = 1, .moves_per_million = 20000, .with_records = true};
    borough_divide(pupils, settings.pupils);
    return settings;
}

struct borough *synthetic_borough(uint32_t pupils, day_t year) {
    const struct borough_settings settings = synthetic_settings(pupils);
    return borough_new(&settings, year);
}

struct school_year *synthetic_year(const struct borough_settings *settings, day_t year) {
    const struct days days = synthetic_days(year);
    return school_year_new(settings, year, days, 0, days.count);
}
