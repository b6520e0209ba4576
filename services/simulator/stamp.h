/* Moments and identifiers of events. */
#ifndef GOLDENTHREAD_SIMULATOR_STAMP_H
#define GOLDENTHREAD_SIMULATOR_STAMP_H

#include <stddef.h>
#include <stdint.h>

#include "domain/day.h"

#define MINUTE_MS 60000
#define HOUR_MS (60 * MINUTE_MS)

/* Epoch milliseconds of a London time of a day; for hours that are not changed at night. */
int64_t stamp_london(day_t day, int64_t time_ms);

#define EVENT_ID_SIZE 37

/* A UUID of version 8 (RFC 9562): bits of the project's own making, those two draws without six. */
void stamp_uuid(uint64_t high, uint64_t low, char to[EVENT_ID_SIZE]);

#define RECORD_ID_SIZE 14

/* The name of a record in its source: a letter, then twelve digits of `number` in base 16. */
void stamp_record_id(char letter, uint64_t number, char to[RECORD_ID_SIZE]);

#endif
