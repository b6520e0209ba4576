/* Ledger lines: what consumers count. A fact adds signed lines; when its winner changes, the old
 * winner's lines are added negated. A KPI is a ratio of sums of lines, divided in PostgreSQL.
 *
 * A line is one row of kpi.ledger without known_on, which the writer adds. Lines do not depend on
 * today. */
#ifndef GOLDENTHREAD_DOMAIN_LINE_H
#define GOLDENTHREAD_DOMAIN_LINE_H

#include "domain/day.h"
#include "domain/text.h"

struct measure {
    const char *id; /* "sessions": kpi.ledger.measure */
};

enum stage { STAGE_UNKNOWN, STAGE_NURSERY, STAGE_PRIMARY, STAGE_SECONDARY, STAGE_POST16 };

#define URN_NONE INT64_MIN

struct place {
    int64_t urn;          /* org of a school, or URN_NONE */
    struct text provider; /* org of a provider, else TEXT_NULL; with neither, org is '' */
    enum stage stage;
    char sen;     /* 'N', 'K', 'E', or 0 for unknown */
    char need[8]; /* "SEMH", or "" for unknown */
};

struct line {
    const struct measure *measure;
    day_t day;
    day_t since; /* DAY_NONE for a flow without age */
    struct place place;
    const char *detail; /* canonical: from the reference or a table of symbols, "" for none; equal
                           by address */
    int64_t value;
};

/* Where lines go: a tally in the runtime, an array in a test. `add` copies what it keeps. */
struct lines {
    void (*add)(struct lines *to, const struct line *line);
};

static inline void line_add(struct lines *to, const struct line *line) {
    if (line->value != 0) {
        to->add(to, line);
    }
}

/* The same lines with the sign turned: `negated_to(target)` as the `to` of a lines function takes a
 * fact back. */
struct negated_lines {
    struct lines lines;
    struct lines *target;
};
struct negated_lines lines_negated(struct lines *target);

/* nc_year < 0 nursery, 0 to 6 primary, 7 to 11 secondary, 12 and above post16; INT64_MIN (null)
 * unknown. */
enum stage stage_of_year(int64_t nc_year);

/* 'nursery', 'primary', 'secondary', 'post16' or ''. */
const char *stage_name(enum stage stage);

#endif
