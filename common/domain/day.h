/* Calendar dates, terms and years as the field counts them. Pure: nothing here reads a clock or a
 * time zone file.
 *
 * A day is a calendar date in Europe/London, counted from 1970-01-01 (Avro's `date`).
 * Terms follow the Department for Education's absence statistics, except that autumn begins with
 * the academic year: 1 September to 31 December; 1 January to Easter Sunday; Easter Monday to 31
 * August. */
#ifndef GOLDENTHREAD_DOMAIN_DAY_H
#define GOLDENTHREAD_DOMAIN_DAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int32_t day_t;

#define DAY_NONE INT32_MIN /* no date */
#define DAY_FIRST 10957    /* 2000-01-01, the first day that an event may name */
#define DAY_LAST 47481     /* 2099-12-31, the last */
#define DAY_TEXT_SIZE 11   /* "2026-09-01" and its NUL */

struct civil {
    int32_t year;
    int32_t month; /* 1 to 12 */
    int32_t day;   /* 1 to 31 */
};

/* The proleptic Gregorian calendar, both ways, for every day_t but DAY_NONE. */
day_t day_from_civil(int32_t year, int32_t month, int32_t day);
struct civil day_to_civil(day_t day);

/* The London date of an instant, British Summer Time by the rule in force since 1996 (last Sundays
 * of March and October, 01:00 UTC). For instants of 1996 and later; DAY_NONE for one that day_t
 * cannot hold. */
day_t day_in_london(int64_t epoch_ms);

/* Easter Sunday of a Gregorian year. */
day_t day_easter(int32_t year);

/* The earlier of two dates, of which DAY_NONE is none: of it and a date, the date. */
day_t day_earlier(day_t a, day_t b);

/* First days of the academic year (1 September) and of the term that hold `day`. */
day_t day_academic_year(day_t day);
day_t day_term(day_t day);

/* Last day of the academic year or term that begins on `first`, which the functions above give. */
day_t day_academic_year_end(day_t first);
day_t day_term_end(day_t first);

/* ISO 8601, "2026-09-01". `day_format` writes DAY_TEXT_SIZE bytes and wants a year of four digits.
 * `day_parse` takes exactly that form, a real date, and leaves *to alone when it returns false. */
void day_format(day_t day, char to[DAY_TEXT_SIZE]);
bool day_parse(const char *text, day_t *to);

#endif
