#include "simulator/event.h"

#include <string.h>

#include "simulator/feed.h"
#include "support/suite.h"
#include "support/synthetic.h"

static const char *const class_names[] = {[CLASS_PRESENT] = "present",
                                          [CLASS_LATE] = "late",
                                          [CLASS_AEA] = "aea",
                                          [CLASS_AUTHORISED] = "authorised",
                                          [CLASS_UNAUTHORISED] = "unauthorised",
                                          [CLASS_NOT_POSSIBLE] = "not_possible"};

/* The reference data of the repository, as a consumer has it. */
static struct attendance_code codes[64];
static char needs[32][8];
static struct reference reference = {.codes = codes, .needs = needs};

static struct csv *read_file(const char *name) {
    struct error error = {0};
    char *path = g_build_filename(SOURCE_DIR "/schemas/sql/reference", name, NULL);
    struct csv *csv = csv_read(path, &error);
    g_free(path);
    g_assert_nonnull(csv);
    return csv;
}

static void read_reference(void) {
    struct csv *csv = read_file("attendance_code.csv");
    const int code = csv_column(csv, "code");
    const int class = csv_column(csv, "class");
    const int valid_from = csv_column(csv, "valid_from");
    for (guint row = 0; row < csv->records->len; row++) {
        struct attendance_code *to = &codes[reference.n_codes++];
        g_strlcpy(to->code, csv_value(csv, row, code), sizeof to->code);
        day_parse(csv_value(csv, row, valid_from), &to->valid_from);
        while (strcmp(class_names[to->class], csv_value(csv, row, class)) != 0) {
            to->class ++;
        }
    }
    csv_free(csv);
    csv = read_file("need.csv");
    for (guint row = 0; row < csv->records->len; row++) {
        g_strlcpy(needs[reference.n_needs++], csv_value(csv, row, csv_column(csv, "need")),
                  sizeof needs[0]);
    }
    csv_free(csv);
}

static void codes_have_the_class_and_first_day_of_the_reference(void) {
    for (int code = CODE_AM; code < CODES; code++) {
        const struct code_row *row = &code_rows[code];
        const struct attendance_code *official = reference_code(&reference, text_of(row->text));
        CU_ASSERT_PTR_NOT_NULL(official);
        if (official != NULL) {
            CU_ASSERT_EQUAL(row->class, official->class);
            CU_ASSERT_EQUAL(row->valid_from, official->valid_from);
        }
    }
}

static void needs_are_those_of_the_reference(void) {
    CU_ASSERT_EQUAL(reference.n_needs, NEEDS);
    for (int need = 0; need < NEEDS; need++) {
        CU_ASSERT_PTR_NOT_NULL(reference_need(&reference, text_of(need_names[need])));
    }
}

/* Counts what a consumer would refuse and what a borough has to show. */
struct check {
    struct outlet outlet;
    size_t events, refused, causes, record_ids, unknown_sen, needs_of_n;
};

static bool check_event(struct outlet *outlet, enum stream stream, enum telling telling,
                        uint32_t child, const void *record) {
    (void)stream;
    (void)child;
    (void)telling;
    const struct absence *absence = record;
    struct check *check = (struct check *)outlet;
    const struct pupil *pupil = &absence->envelope.pupil;
    check->events++;
    check->refused +=
        absence_refuse(absence, absence->envelope.child_ref, &reference).reason != REASON_NONE;
    check->causes += absence->cause != SYMBOL_NULL;
    check->record_ids += absence->envelope.record_id.length > 0;
    check->unknown_sen += pupil->sen_provision == SYMBOL_NULL;
    check->needs_of_n += pupil->sen_provision == SEN_NONE && pupil->primary_need.bytes != NULL;
    return true;
}

static void a_consumer_accepts_every_event(void) {
    const struct borough_settings settings = {
        .seed = 1, .moves_per_million = 50000, .pupils = {1200, 900, 300}};
    struct school_year *year = synthetic_year(&settings, YEAR_2025);
    const struct feed_settings eventful = {.shares = {50000, 20000, 30000, 10000, 40000},
                                           .complete = true};
    struct check check = {.outlet = {check_event}};
    CU_ASSERT(feed_days(year, 0, year->days.count, &eventful, &check.outlet));
    CU_ASSERT(check.events > 912000);
    CU_ASSERT_EQUAL(check.refused, 0);
    CU_ASSERT(check.causes > 1000);
    CU_ASSERT(check.record_ids > check.events / 5);
    CU_ASSERT(check.unknown_sen > 1000);
    CU_ASSERT_EQUAL(check.needs_of_n, 0);
    school_year_free(year);
}

int main(void) {
    read_reference();
    return suite_run("event",
                     (const struct test[]){
                         {"codes have the class and first day of the reference",
                          codes_have_the_class_and_first_day_of_the_reference},
                         {"needs are those of the reference", needs_are_those_of_the_reference},
                         {"a consumer accepts every event", a_consumer_accepts_every_event},
                         {NULL, NULL}});
}
