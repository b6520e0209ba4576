#include "runtime/ledger_copy.h"

#include <glib.h>
#include <inttypes.h>

static const char copy_sql[] =
    "COPY kpi.ledger (day, known_on, measure, since, org, sen, need, stage, detail, value)"
    " FROM STDIN (FORMAT binary)";
#define COLUMNS 10

bool ledger_copy_begin(struct copy *copy, PGconn *connection, struct error *error) {
    return copy_begin(copy, connection, copy_sql, error);
}

void ledger_copy_row(struct copy *copy, const struct ledger_row *row, day_t known_on) {
    struct wire *wire = copy_row(copy, COLUMNS);
    wire_date(wire, row->day);
    wire_date(wire, known_on);
    wire_bytes(wire, row->measure);
    wire_date(wire, row->since);
    wire_bytes(wire, row->org);
    wire_bytes(wire, row->sen);
    wire_bytes(wire, row->need);
    wire_bytes(wire, row->stage);
    wire_bytes(wire, row->detail);
    wire_int8(wire, row->value);
}

void ledger_copy_line(struct copy *copy, const struct line *line, day_t known_on) {
    const struct place *place = &line->place;
    struct text org = place->provider.bytes != NULL ? place->provider : text_of("");
    char urn[24];
    if (place->urn != URN_NONE) {
        g_snprintf(urn, sizeof urn, "%" PRId64, place->urn);
        org = text_of(urn);
    }
    const struct ledger_row row = {
        .day = line->day,
        .since = line->since,
        .measure = text_of(line->measure->id),
        .org = org,
        .sen = {&place->sen, place->sen != 0},
        .need = text_of(place->need),
        .stage = text_of(stage_name(place->stage)),
        .detail = text_of(line->detail),
        .value = line->value,
    };
    ledger_copy_row(copy, &row, known_on);
}
