/* Parts of lines and crossings as words for expected texts, '-' for what is empty. */
#ifndef GOLDENTHREAD_TESTS_WORDS_H
#define GOLDENTHREAD_TESTS_WORDS_H

#include "domain/line.h"

const char *word_or_dash(const char *text);

/* "2024-09-02"; returns `to`. */
const char *word_of_day(day_t day, char to[DAY_TEXT_SIZE]);

/* "106905", "trft". The caller frees it with g_free. */
char *word_of_org(const struct place *place);

#endif
