/* Appending to kpi.ledger: a COPY whose rows are lines. */
#ifndef GOLDENTHREAD_RUNTIME_LEDGER_COPY_H
#define GOLDENTHREAD_RUNTIME_LEDGER_COPY_H

#include "domain/line.h"
#include "runtime/copy.h"

/* Begins the COPY; end it with copy_end. */
bool ledger_copy_begin(struct copy *copy, PGconn *connection, struct error *error) MUST_CHECK;

void ledger_copy_line(struct copy *copy, const struct line *line, day_t known_on);

/* A row in the ledger's own words, known_on apart. */
struct ledger_row {
    day_t day, since; /* since may be DAY_NONE */
    struct text measure, org, sen, need, stage, detail;
    int64_t value;
};

void ledger_copy_row(struct copy *copy, const struct ledger_row *row, day_t known_on);

#endif
