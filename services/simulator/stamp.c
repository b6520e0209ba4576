#include "simulator/stamp.h"

#include <stdbool.h>

#define DAY_MS (24 * HOUR_MS)

static const char hex_digits[] = "0123456789abcdef";

/* 23:30 UTC is the next day in London exactly on the days whose working hours are summer time. */
int64_t stamp_london(day_t day, int64_t time_ms) {
    const int64_t midnight_utc = (int64_t)day * DAY_MS;
    const bool summer = day_in_london(midnight_utc + DAY_MS - 30 * MINUTE_MS) != day;
    return midnight_utc + time_ms - (summer ? HOUR_MS : 0);
}

void stamp_uuid(uint64_t high, uint64_t low, char to[EVENT_ID_SIZE]) {
    high = (high & ~0xf000ull) | 0x8000ull;
    low = (low & ~(3ull << 62)) | 1ull << 63;
    char *at = to;
    for (int i = 0; i < 32; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20) {
            *at++ = '-';
        }
        uint64_t *half = i < 16 ? &high : &low;
        *at++ = hex_digits[*half >> 60];
        *half <<= 4;
    }
    *at = '\0';
}

void stamp_record_id(char letter, uint64_t number, char to[RECORD_ID_SIZE]) {
    to[0] = letter;
    for (int i = 1; i < RECORD_ID_SIZE - 1; i++) {
        to[i] = hex_digits[number & 15];
        number >>= 4;
    }
    to[RECORD_ID_SIZE - 1] = '\0';
}
