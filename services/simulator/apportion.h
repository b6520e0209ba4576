/* Whole numbers shared out exactly. */
#ifndef GOLDENTHREAD_SIMULATOR_APPORTION_H
#define GOLDENTHREAD_SIMULATOR_APPORTION_H

#include <stddef.h>
#include <stdint.h>

/* The part of `total` that falls to share number `index` of `shares` equal ones. */
int64_t apportion_equal(int64_t total, int64_t index, int64_t shares);

/* Shares `total` out to `count` takers as their weights say, no more than its limit to each, and
 * what is over then evenly over the room that is left: parts add up to `total`. The caller sees to
 * it that 0 <= total <= the sum of the limits. */
void apportion(int64_t total, const int32_t *weights, const int32_t *limits, size_t count,
               int32_t *parts);

#endif
