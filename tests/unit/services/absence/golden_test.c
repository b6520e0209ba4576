#include "absence/absence.h"
#include "support/absence_history.h"
#include "support/golden_suite.h"
#include "support/literals.h"

static void add_shape(enum history_shape shape, uint64_t seed, struct lines *lines,
                      struct crossings *crossings) {
    static struct history history;
    history_make(&history, shape, seed);
    const struct document_kind *kind = absence_pipeline.document;
    void *document = kind->new (NULL, on("2024-09-01"));
    for (size_t i = 0; i < HISTORY_EVENTS; i++) {
        kind->fold(document, &(struct arrival){.record = &history.events[i]}, &literal_reference,
                   lines);
    }
    absence_pipeline.child_lines(document, &literal_reference, lines);
    absence_pipeline.crossings(document, &literal_reference, crossings);
    kind->free(document);
}

static void add_history(uint64_t seed, struct lines *lines, struct crossings *crossings) {
    for (int shape = 0; shape < HISTORY_SHAPES; shape++) {
        add_shape((enum history_shape)shape, seed, lines, crossings);
    }
}

static const char *const words[] = {"under10",    "10to50",     "50plus", "PHYSICAL",  "MENTAL",
                                    "C2_ILL_10D", "C2_ILL_15D", "C2_PA",  "C2_SEVERE", NULL};

static const struct golden golden = {
    .pipeline = &absence_pipeline,
    .version = 2,
    .checksum = "a8f5fec0f1a8089233b74104293aaaf52b982bcf051d47ef42f2c6392e1c626e",
    .name = "absence",
    .topic = "absence",
    .window = WINDOW_ACADEMIC_YEAR,
    .n_measures = 6,
    .words = words,
    .add_history = add_history,
};

int main(void) {
    return golden_suite_run(&golden);
}
