#include "goldenthread/differences.h"

#include <string.h>

#include "goldenthread/consumers.h"

#define DETAIL_SIZE 64 /* longer than any detail and its NUL */

static const char *detail_for_text(struct differences *differences, const char *text) {
    const char *known = g_hash_table_lookup(differences->details, text);
    if (known == NULL) {
        known = g_string_chunk_insert(differences->texts, text);
        g_hash_table_insert(differences->details, (gpointer)known, (gpointer)known);
    }
    return known;
}

/* A tally tells details apart by address. "" and the codes have one address within a pipeline, but
 * the ledger's texts have to find it. */
static const char *detail_for_address(struct differences *differences, const char *detail) {
    const char *known = g_hash_table_lookup(differences->addresses, detail);
    if (known == NULL) {
        known = detail_for_text(differences, detail);
        g_hash_table_insert(differences->addresses, (gpointer)detail, (gpointer)known);
    }
    return known;
}

/* The URN that the text is the decimal form of, else URN_NONE. */
static int64_t urn_of(struct text org) {
    if (org.length == 0 || org.length > 18 || org.bytes[0] == '0') {
        return URN_NONE;
    }
    int64_t urn = 0;
    for (size_t i = 0; i < org.length; i++) {
        if (!g_ascii_isdigit(org.bytes[i])) {
            return URN_NONE;
        }
        urn = urn * 10 + (org.bytes[i] - '0');
    }
    return urn;
}

/* The ledger does not tell a URN from a provider of digits, so neither may the tally. */
static void place_set_org(struct place *place, struct text org) {
    place->urn = urn_of(org);
    place->provider = place->urn == URN_NONE && org.length > 0 ? org : TEXT_NULL;
}

static void add_line(struct lines *to, const struct line *line) {
    struct differences *differences = (struct differences *)to;
    struct line canonical = *line;
    canonical.detail = detail_for_address(differences, line->detail);
    if (line->place.provider.bytes != NULL) {
        place_set_org(&canonical.place, line->place.provider);
    }
    line_add(&differences->tally.lines, &canonical);
}

void differences_init(struct differences *differences) {
    *differences = (struct differences){
        .lines = {.add = add_line},
        .addresses = g_hash_table_new(g_direct_hash, g_direct_equal),
        .details = g_hash_table_new(g_str_hash, g_str_equal),
        .texts = g_string_chunk_new(1024),
        .foreign = foreign_rows_new(),
    };
    tally_init(&differences->tally);
}

void differences_free(struct differences *differences) {
    tally_free(&differences->tally);
    g_hash_table_unref(differences->addresses);
    g_hash_table_unref(differences->details);
    g_string_chunk_free(differences->texts);
    foreign_rows_free(differences->foreign);
    breach_differences_free(&differences->breaches);
}

struct reading {
    struct differences *differences;
    const struct recomputation *with;
};

static void document_row(void *context, const struct stored_row *row) {
    const struct reading *reading = context;
    const struct recomputation *with = reading->with;
    struct differences *differences = reading->differences;
    differences->documents++;
    if (row->document == NULL) {
        differences->damaged++;
        return;
    }
    with->pipeline->document->lines(row->document, with->reference, &differences->lines);
    pipeline_child_lines(with->pipeline, row->document, with->reference, &differences->lines);
    breach_differences_judge(&differences->breaches, row);
}

static const struct measure *measure_of(const struct pipeline *pipeline, struct text id) {
    for (size_t i = 0; i < pipeline->n_measures; i++) {
        if (text_equal(text_of(pipeline->measures[i]->id), id)) {
            return pipeline->measures[i];
        }
    }
    return NULL;
}

static bool stage_of_text(struct text name, enum stage *stage) {
    for (*stage = STAGE_UNKNOWN; *stage <= STAGE_POST16; (*stage)++) {
        if (text_equal(text_of(stage_name(*stage)), name)) {
            return true;
        }
    }
    return false;
}

static bool sen_of_text(struct text text, char *sen) {
    *sen = '\0';
    if (text.length > 0) {
        *sen = text.bytes[0];
    }
    return text.length == 0 || (text.length == 1 && strchr("NKE", *sen) != NULL);
}

/* Fills the place of a row; false when no consumer can have written it. */
static bool place_of_row(const struct ledger_row *row, struct place *place) {
    *place = (struct place){0};
    if (!sen_of_text(row->sen, &place->sen) || !stage_of_text(row->stage, &place->stage) ||
        row->need.length >= sizeof place->need || row->org.length >= ORG_SIZE ||
        row->detail.length >= DETAIL_SIZE) {
        return false;
    }
    memcpy(place->need, row->need.bytes, row->need.length);
    place_set_org(place, row->org);
    return true;
}

void differences_subtract(struct differences *differences, const struct pipeline *pipeline,
                          const struct ledger_row *row) {
    struct line line = {.day = row->day,
                        .since = row->since,
                        .measure = measure_of(pipeline, row->measure),
                        .value = -row->value};
    differences->ledger_rows++;
    if (!place_of_row(row, &line.place)) {
        foreign_rows_add(differences->foreign, row);
        return;
    }
    char detail[DETAIL_SIZE];
    memcpy(detail, row->detail.bytes, row->detail.length);
    detail[row->detail.length] = '\0';
    line.detail = detail_for_text(differences, detail);
    line_add(&differences->tally.lines, &line);
}

static void ledger_row(void *context, const struct ledger_row *row) {
    const struct reading *reading = context;
    differences_subtract(reading->differences, reading->with->pipeline, row);
}

bool differences_find(struct differences *differences, PGconn *db, const struct recomputation *with,
                      struct error *error) {
    struct reading reading = {differences, with};
    if (!breach_differences_begin(&differences->breaches, db, with->pipeline, with->reference,
                                  with->today, with->key, error)) {
        return false;
    }
    char *measures = consumer_measures(with->pipeline);
    const bool found =
        stored_documents_each(db, with->pipeline, with->schemas, document_row, &reading, error) &&
        ledger_rows(db, measures, ledger_row, &reading, error);
    g_free(measures);
    breach_differences_end(&differences->breaches);
    return found;
}

const char *line_org(const struct line *line, char buffer[ORG_SIZE]) {
    const struct text provider = line->place.provider;
    buffer[0] = '\0';
    if (line->place.urn != URN_NONE) {
        g_snprintf(buffer, ORG_SIZE, "%" G_GINT64_FORMAT, line->place.urn);
    } else if (provider.bytes != NULL) {
        const size_t length = MIN(provider.length, ORG_SIZE - 1);
        memcpy(buffer, provider.bytes, length);
        buffer[length] = '\0';
    }
    return buffer;
}
