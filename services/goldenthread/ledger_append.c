#include "goldenthread/ledger_append.h"

struct appending {
    struct copy copy;
    day_t known_on;
};

static void append_line(void *context, const struct line *line) {
    struct appending *appending = context;
    ledger_copy_line(&appending->copy, line, appending->known_on);
}

static void take_back(void *context, const struct ledger_row *foreign) {
    struct appending *appending = context;
    struct ledger_row row = *foreign;
    row.value = -row.value;
    ledger_copy_row(&appending->copy, &row, appending->known_on);
}

bool ledger_append(PGconn *db, struct differences *differences, day_t known_on,
                   struct error *error) {
    struct appending appending = {.known_on = known_on};
    bool done = ledger_copy_begin(&appending.copy, db, error);
    if (done) {
        tally_each(&differences->tally, append_line, &appending);
        foreign_rows_each(differences->foreign, take_back, &appending);
        done = copy_end(&appending.copy, error);
    }
    copy_free(&appending.copy);
    return done;
}
