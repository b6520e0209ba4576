#include <glib.h>

#include "exclusion/exclusion.h"
#include "support/exclusion_event.h"
#include "support/exclusion_history.h"
#include "support/golden_suite.h"

/* Every event of a history as a fact of its own. */
static struct winners facts_of(struct exclusion_history *history, struct winner *items) {
    static char ids[EXCLUSION_EVENTS][8];
    for (size_t i = 0; i < EXCLUSION_EVENTS; i++) {
        g_snprintf(ids[i], sizeof ids[i], "r%03zu", i);
        history->events[i].envelope.record_id = text_of(ids[i]);
        history->events[i].envelope.op = OP_ASSERT;
    }
    return exclusion_winners(items, history->events, EXCLUSION_EVENTS);
}

static void add_shape(enum exclusion_shape shape, uint64_t seed, struct lines *lines,
                      struct crossings *crossings) {
    static struct exclusion_history history;
    struct winner items[EXCLUSION_EVENTS];
    exclusion_history_make(&history, shape, seed);
    struct winners winners = facts_of(&history, items);
    for (size_t i = 0; i < winners.count; i++) {
        exclusion_pipeline.inputs->lines(winners.items[i].record, exclusion_reference(), lines);
    }
    exclusion_pipeline.child_lines(&winners, exclusion_reference(), lines);
    exclusion_pipeline.crossings(&winners, exclusion_reference(), crossings);
}

static void add_history(uint64_t seed, struct lines *lines, struct crossings *crossings) {
    for (int shape = 0; shape < EXCLUSION_SHAPES; shape++) {
        add_shape((enum exclusion_shape)shape, seed, lines, crossings);
    }
}

static const char *const words[] = {
    "met",          "missed",         "in_time",        "late",
    "none",         "C1_PEX_SEND",    "C1_PEX_RETRACT", "C1_SUSP_5D",
    "C1_SUSP_15D",  "C1_SUSP_45D 35", "C1_SUSP_45D 40", "C1_SUSP_45D 45",
    "C1_SUSP_EHCP", "C1_SUSP_REPEAT", "C1_SIXTH_DAY",   "C1_LATE_NOTICE",
    NULL,
};

static const struct golden golden = {
    .pipeline = &exclusion_pipeline,
    .version = 1,
    .checksum = "4925b0b6b3b99f4de380e4dcfeda289de2344aae53517e581f3c59e75e7d5d18",
    .name = "exclusion",
    .topic = "exclusion",
    .window = WINDOW_LIFETIME,
    .n_measures = 12,
    .words = words,
    .add_history = add_history,
};

int main(void) {
    return golden_suite_run(&golden);
}
