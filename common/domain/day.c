#include "domain/day.h"

/* The calendar repeats every 400 years; counting from 1 March puts the leap day last. */
#define DAYS_IN_ERA 146097
#define EPOCH_FROM_MARCH_0000 719468 /* days from 0000-03-01 to 1970-01-01 */

#define DAY_MS INT64_C(86400000)
#define SUMMER_DATE_MS INT64_C(82800000) /* 23:00 UTC: midnight in summer time */

day_t day_from_civil(int32_t year, int32_t month, int32_t day) {
    int64_t march_year = (int64_t)year - (month <= 2);
    int64_t era = (march_year >= 0 ? march_year : march_year - 399) / 400;
    int64_t year_of_era = march_year - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (day_t)(era * DAYS_IN_ERA + day_of_era - EPOCH_FROM_MARCH_0000);
}

struct civil day_to_civil(day_t day) {
    int64_t days = (int64_t)day + EPOCH_FROM_MARCH_0000;
    int64_t era = (days >= 0 ? days : days - (DAYS_IN_ERA - 1)) / DAYS_IN_ERA;
    int64_t day_of_era = days - era * DAYS_IN_ERA;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;
    int64_t month = march_month < 10 ? march_month + 3 : march_month - 9;
    return (struct civil){
        .year = (int32_t)(year_of_era + era * 400 + (month <= 2)),
        .month = (int32_t)month,
        .day = (int32_t)(day_of_year - (153 * march_month + 2) / 5 + 1),
    };
}

/* 1970-01-01 was a Thursday. For months of 31 days, which March and October are. */
static day_t last_sunday(int32_t year, int32_t month) {
    day_t last = day_from_civil(year, month, 31);
    return last - (last + 4) % 7;
}

/* Only the last hour of a UTC day has another date in summer, and the clocks change in its first
 * two: so whole days are enough. */
static bool in_summer_time(day_t day) {
    int32_t year = day_to_civil(day).year;
    return day >= last_sunday(year, 3) && day < last_sunday(year, 10);
}

day_t day_in_london(int64_t epoch_ms) {
    int64_t day = epoch_ms / DAY_MS;
    int64_t ms = epoch_ms % DAY_MS;
    if (ms < 0) {
        day--;
        ms += DAY_MS;
    }
    if (day <= INT32_MIN || day >= INT32_MAX) {
        return DAY_NONE;
    }
    bool next = ms >= SUMMER_DATE_MS && in_summer_time((day_t)day);
    return (day_t)day + next;
}

day_t day_earlier(day_t a, day_t b) {
    if (a == DAY_NONE || b == DAY_NONE) {
        return a == DAY_NONE ? b : a;
    }
    return a < b ? a : b;
}

/* The Gregorian computus as published in Nature in 1876 ("Meeus/Jones/Butcher"), with its letters.
 */
day_t day_easter(int32_t year) {
    int32_t a = year % 19, b = year / 100, c = year % 100;
    int32_t d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
    int32_t h = (19 * a + b - d - g + 15) % 30;
    int32_t i = c / 4, k = c % 4;
    int32_t l = (32 + 2 * e + 2 * i - h - k) % 7;
    int32_t m = (a + 11 * h + 22 * l) / 451;
    int32_t month_and_day = h + l - 7 * m + 114;
    return day_from_civil(year, month_and_day / 31, month_and_day % 31 + 1);
}

day_t day_academic_year(day_t day) {
    struct civil civil = day_to_civil(day);
    return day_from_civil(civil.month >= 9 ? civil.year : civil.year - 1, 9, 1);
}

day_t day_term(day_t day) {
    struct civil civil = day_to_civil(day);
    if (civil.month >= 9) {
        return day_from_civil(civil.year, 9, 1);
    }
    day_t summer = day_easter(civil.year) + 1;
    return day >= summer ? summer : day_from_civil(civil.year, 1, 1);
}

day_t day_academic_year_end(day_t first) {
    return day_from_civil(day_to_civil(first).year + 1, 8, 31);
}

day_t day_term_end(day_t first) {
    struct civil civil = day_to_civil(first);
    switch (civil.month) {
    case 9:
        return day_from_civil(civil.year, 12, 31);
    case 1:
        return day_easter(civil.year);
    default:
        return day_from_civil(civil.year, 8, 31);
    }
}

static void digits_write(char *to, int width, int32_t number) {
    for (int i = width - 1; i >= 0; i--) {
        to[i] = (char)('0' + number % 10);
        number /= 10;
    }
}

void day_format(day_t day, char to[DAY_TEXT_SIZE]) {
    struct civil civil = day_to_civil(day);
    digits_write(to, 4, civil.year);
    to[4] = '-';
    digits_write(to + 5, 2, civil.month);
    to[7] = '-';
    digits_write(to + 8, 2, civil.day);
    to[10] = '\0';
}

/* -1 when one of the `width` characters is no digit; reads no further than that one. */
static int32_t digits_read(const char *from, int width) {
    int32_t number = 0;
    for (int i = 0; i < width; i++) {
        if (from[i] < '0' || from[i] > '9') {
            return -1;
        }
        number = number * 10 + (from[i] - '0');
    }
    return number;
}

static bool date_is_real(int32_t year, int32_t month, int32_t day) {
    if (month < 1 || month > 12 || day < 1) {
        return false;
    }
    return day_to_civil(day_from_civil(year, month, day)).day == day;
}

bool day_parse(const char *text, day_t *to) {
    int32_t year = digits_read(text, 4);
    if (year < 0 || text[4] != '-') {
        return false;
    }
    int32_t month = digits_read(text + 5, 2);
    if (month < 0 || text[7] != '-') {
        return false;
    }
    int32_t day = digits_read(text + 8, 2);
    if (day < 0 || text[10] != '\0' || !date_is_real(year, month, day)) {
        return false;
    }
    *to = day_from_civil(year, month, day);
    return true;
}
