/* Everything that is told besides marks: exclusions, part-time timetables, referrals and advice of
 * some academic years, each from its first event to its last. */
#ifndef GOLDENTHREAD_SIMULATOR_RECORDS_H
#define GOLDENTHREAD_SIMULATOR_RECORDS_H

#include "simulator/record.h"

struct records_settings {
    const struct borough_settings *borough;
    const struct calendar *calendar;
    day_t until;           /* what happens later is not told */
    int years;             /* whole academic years before that of `until` */
    bool streams[STREAMS]; /* which are told; STREAM_ABSENCE is not looked at */
    struct fate_shares shares[STREAMS];
    bool counted; /* revisions 1, 2, 3 instead of moments */
};

struct records;

/* A record of an earlier year is among them when something about it is told within the years: a
 * referral may have waited for long. */
struct records *records_new(const struct records_settings *settings);
void records_free(struct records *records);

size_t records_count(const struct records *records); /* events */

/* Tells what is due up to and with `day` and has not been told yet, in the order of days. False
 * when the outlet ends the feed. Keys live as long as the records. */
bool records_tell(struct records *records, day_t day, struct outlet *outlet);

/* For whoever looks at them as a whole. The borough, that of the last year, is NULL when no stream
 * is told. */
const struct borough *records_borough(const struct records *records);
size_t records_size(const struct records *records); /* records */
const struct record *records_get(const struct records *records, size_t index);

#endif
