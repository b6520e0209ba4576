/* What the simulator is asked for. */
#ifndef GOLDENTHREAD_SIMULATOR_OPTIONS_H
#define GOLDENTHREAD_SIMULATOR_OPTIONS_H

#include "domain/day.h"
#include "runtime/config.h"
#include "simulator/borough.h"
#include "simulator/fate.h"
#include "simulator/publisher.h"

enum revisions { REVISIONS_MOMENTS, REVISIONS_NUMBERS };

struct options {
    struct publisher_settings publisher;
    int64_t seed;
    uint32_t pupils;
    int64_t days;  /* school days up to `until` whose marks are told */
    int64_t years; /* academic years before that of `until` whose records are told too */
    day_t until;   /* DAY_NONE: the London date */
    struct fate_shares shares[STREAMS];
    uint32_t moves_per_million;
    int revisions; /* enum revisions */
    const char *school_days;
    const char *schools; /* file to write, or NULL */
    const char *published, *authority, *time_period;
    bool dry_run, json, progress;
};

/* Reads the command line, the environment and the key file. NULL with *done: it was asked only for
 * help or the like; else *error. Texts of *options live as long as the config. */
struct config *options_read(int argc, char **argv, struct options *options, bool *done,
                            struct error *error);

/* "2" and "0.25" percent as parts of a million. */
bool options_percent(const char *text, uint32_t *per_million);

/* "2,exclusion=5": a percentage for every stream, then those for some of them. */
bool options_rates(const char *text, uint32_t per_million[STREAMS]);

/* "all" or "absence,advice". */
bool options_streams(const char *text, bool streams[STREAMS]);

/* A number of pupils; "0" as many as in Rotherham, "national" as many as in England. */
bool options_size(const char *text, uint32_t *pupils);

#endif
