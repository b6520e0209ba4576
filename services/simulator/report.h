/* What the program says when it is done, and the file of schools that it writes. */
#ifndef GOLDENTHREAD_SIMULATOR_REPORT_H
#define GOLDENTHREAD_SIMULATOR_REPORT_H

#include "simulator/counter.h"
#include "simulator/records.h"
#include "simulator/summary.h"

struct report {
    const struct summary *summary;
    const struct records *records;
    const struct counter *counter;
    day_t until;
    bool dry_run;
    double seconds; /* of publishing, until the last acknowledgement */
};

/* Both print to standard output. */
void report_json(const struct report *report);
void report_text(const struct report *report);

/* Writes the CSV file for 'goldenthread reference load school'. */
bool report_schools(const char *path, const struct borough *borough, struct error *error);

#endif
