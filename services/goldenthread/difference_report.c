#include "goldenthread/difference_report.h"

#include <stdio.h>

static const struct column row_columns[] = {{"measure", COLUMN_TEXT},
                                            {"day", COLUMN_TEXT},
                                            {"since", COLUMN_TEXT},
                                            {"org", COLUMN_TEXT},
                                            {"sen", COLUMN_TEXT},
                                            {"need", COLUMN_TEXT},
                                            {"stage", COLUMN_TEXT},
                                            {"detail", COLUMN_TEXT},
                                            {"missing_in_ledger", COLUMN_INTEGER},
                                            {0}};

static const struct column measure_columns[] = {
    {"measure", COLUMN_TEXT},  {"lines", COLUMN_INTEGER},        {"first_day", COLUMN_TEXT},
    {"last_day", COLUMN_TEXT}, {"value_change", COLUMN_INTEGER}, {0}};

struct table *difference_rows_new(void) {
    return table_new(row_columns);
}

struct table *difference_measures_new(void) {
    return table_new(measure_columns);
}

static void day_cell(struct table *to, day_t day) {
    char text[DAY_TEXT_SIZE];
    if (day == DAY_NONE) {
        table_cell(to, NULL);
        return;
    }
    day_format(day, text);
    table_cell(to, text);
}

struct rows {
    struct table *to;
    size_t limit;
};

static void add_row(void *context, const struct line *line) {
    const struct rows *rows = context;
    if (table_rows(rows->to) >= rows->limit) {
        return;
    }
    char org[ORG_SIZE];
    const char sen[2] = {line->place.sen, '\0'};
    table_cell(rows->to, line->measure->id);
    day_cell(rows->to, line->day);
    day_cell(rows->to, line->since);
    table_cell(rows->to, line_org(line, org));
    table_cell(rows->to, sen);
    table_cell(rows->to, line->place.need);
    table_cell(rows->to, stage_name(line->place.stage));
    table_cell(rows->to, line->detail);
    table_integer(rows->to, line->value);
}

void difference_rows(struct differences *differences, size_t limit, struct table *to) {
    struct rows rows = {to, limit};
    tally_each(&differences->tally, add_row, &rows);
}

struct sum {
    const struct measure *measure;
    int64_t lines, value;
    day_t first, last;
};

static void add_to_sum(void *context, const struct line *line) {
    struct sum *sum = context;
    if (line->measure != sum->measure) {
        return;
    }
    sum->first = sum->lines == 0 ? line->day : MIN(sum->first, line->day);
    sum->last = sum->lines == 0 ? line->day : MAX(sum->last, line->day);
    sum->lines++;
    sum->value += line->value;
}

void difference_measures(struct differences *differences, const struct pipeline *pipeline,
                         struct table *to) {
    for (size_t i = 0; i < pipeline->n_measures; i++) {
        struct sum sum = {.measure = pipeline->measures[i]};
        tally_each(&differences->tally, add_to_sum, &sum);
        if (sum.lines > 0) {
            table_cell(to, sum.measure->id);
            table_integer(to, sum.lines);
            day_cell(to, sum.first);
            day_cell(to, sum.last);
            table_integer(to, sum.value);
        }
    }
}
