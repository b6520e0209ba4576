#include "goldenthread/ledger_append.h"

#include "runtime/copy.h"

static const char copy_sql[] =
    "copy kpi.ledger (day, known_on, measure, since, org, sen, need, stage, detail, value)"
    " from stdin (format binary)";
#define COLUMNS 10

struct appending {
    struct copy copy;
    day_t known_on;
};

static void append_line(void *context, const struct line *line) {
    struct appending *appending = context;
    char org[ORG_SIZE];
    const char sen[2] = {line->place.sen, '\0'};
    struct wire *row = copy_row(&appending->copy, COLUMNS);
    wire_date(row, line->day);
    wire_date(row, appending->known_on);
    wire_text(row, line->measure->id);
    wire_date(row, line->since);
    wire_text(row, line_org(line, org));
    wire_text(row, sen);
    wire_text(row, line->place.need);
    wire_text(row, stage_name(line->place.stage));
    wire_text(row, line->detail);
    wire_int8(row, line->value);
}

static void take_back(void *context, const struct ledger_row *foreign) {
    struct appending *appending = context;
    struct wire *row = copy_row(&appending->copy, COLUMNS);
    wire_date(row, foreign->day);
    wire_date(row, appending->known_on);
    wire_bytes(row, foreign->measure);
    wire_date(row, foreign->since);
    wire_bytes(row, foreign->org);
    wire_bytes(row, foreign->sen);
    wire_bytes(row, foreign->need);
    wire_bytes(row, foreign->stage);
    wire_bytes(row, foreign->detail);
    wire_int8(row, -foreign->value);
}

bool ledger_append(PGconn *db, const struct differences *differences, day_t known_on,
                   struct error *error) {
    struct appending appending = {.known_on = known_on};
    bool done = copy_begin(&appending.copy, db, copy_sql, error);
    if (done) {
        tally_each(&differences->tally, append_line, &appending);
        foreign_rows_each(differences->foreign, take_back, &appending);
        done = copy_end(&appending.copy, error);
    }
    copy_free(&appending.copy);
    return done;
}
