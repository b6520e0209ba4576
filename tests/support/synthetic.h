/* The simulator's borough for tests: with the repository's school days. Only for programs that link
 * the simulator's parts. */
#ifndef GOLDENTHREAD_TESTS_SYNTHETIC_H
#define GOLDENTHREAD_TESTS_SYNTHETIC_H

#include "simulator/school_year.h"

#define YEAR_2024 19967 /* 2024-09-01 */
#define YEAR_2025 20332 /* 2025-09-01 */

/* The repository's; lives as long as the program. */
struct calendar synthetic_calendar(void);

/* The school days of the academic year that begins on `year`. */
struct days synthetic_days(day_t year);

/* A borough with everything that is told of it, and its registers of the whole year. */
struct borough_settings synthetic_settings(uint32_t pupils);
struct borough *synthetic_borough(uint32_t pupils, day_t year);
struct school_year *synthetic_year(const struct borough_settings *settings, day_t year);

#endif
