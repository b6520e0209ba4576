#include "simulator/life.h"

int weekday(day_t day) {
    return (int)(((int64_t)day + 3) % 7); /* 1970-01-01 was a Thursday */
}

day_t working_day(day_t day) {
    const int past = weekday(day) - 4;
    return past > 0 ? day + 3 - past : day;
}

void life_note(struct life *life, day_t day) {
    if (day == DAY_NONE || life->n_moments == MOMENTS) {
        return;
    }
    const day_t noted = working_day(day);
    size_t at = life->n_moments;
    while (at > 0 && life->moments[at - 1] > noted) {
        at--;
    }
    if (at > 0 && life->moments[at - 1] == noted) {
        return;
    }
    for (size_t i = life->n_moments; i > at; i--) {
        life->moments[i] = life->moments[i - 1];
    }
    life->moments[at] = noted;
    life->n_moments++;
}

size_t days_index(struct days days, day_t day) {
    size_t low = 0;
    size_t high = days.count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (days.of[middle] < day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
