/* The lines of all documents of a consumer minus the sum of its ledger over known_on, and what the
 * rules find against the breaches that stand: what verify prints and rebuild writes. Nothing left
 * means that every KPI and every breach equals its recomputation. */
#ifndef GOLDENTHREAD_DIFFERENCES_H
#define GOLDENTHREAD_DIFFERENCES_H

#include <glib.h>

#include "goldenthread/breach_differences.h"
#include "goldenthread/foreign_rows.h"
#include "runtime/pipeline.h"
#include "runtime/tally.h"

/* What documents are read and judged with. */
struct recomputation {
    const struct pipeline *pipeline;
    const struct reference *reference;
    const char *schemas; /* the folder 'schemas' */
    day_t today;
    const struct breach_key *key; /* NULL unless the differences are to be written */
};

struct differences {
    struct lines lines; /* adds to the tally, equal texts as equal addresses */
    struct tally tally; /* a value above 0 is missing in the ledger, below 0 is too much there */
    int64_t documents;
    int64_t damaged; /* documents that cannot be read; their lines count as none */
    int64_t ledger_rows;
    struct foreign_rows *foreign; /* rows of the ledger that fit into no line */
    GHashTable *addresses;        /* a detail's address -> the one that stands for its text */
    GHashTable *details;          /* text -> the address that stands for it */
    GStringChunk *texts;          /* details that only the ledger has */
    struct breach_differences breaches;
};

void differences_init(struct differences *differences);
void differences_free(struct differences *differences);

/* Takes one row of the ledger off; its measure is one of the pipeline's. Lines of documents are
 * added through `lines`. */
void differences_subtract(struct differences *differences, const struct pipeline *pipeline,
                          const struct ledger_row *row);

/* Reads documents and ledger through a connection whose transaction sees one snapshot of both
 * (REPEATABLE READ), into what differences_init made. */
bool differences_find(struct differences *differences, PGconn *db, const struct recomputation *with,
                      struct error *error) MUST_CHECK;

/* org as the ledger has it; `buffer` holds a URN's digits. */
#define ORG_SIZE 65
const char *line_org(const struct line *line, char buffer[ORG_SIZE]);

#endif
