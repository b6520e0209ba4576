#include "domain/line.h"

static void negated_add(struct lines *to, const struct line *line) {
    const struct negated_lines *negated = (const struct negated_lines *)to;
    struct line turned = *line;
    turned.value = -turned.value;
    line_add(negated->target, &turned);
}

struct negated_lines lines_negated(struct lines *target) {
    return (struct negated_lines){.lines = {.add = negated_add}, .target = target};
}

enum stage stage_of_year(int64_t nc_year) {
    if (nc_year == INT64_MIN) {
        return STAGE_UNKNOWN;
    }
    if (nc_year < 0) {
        return STAGE_NURSERY;
    }
    if (nc_year <= 6) {
        return STAGE_PRIMARY;
    }
    return nc_year <= 11 ? STAGE_SECONDARY : STAGE_POST16;
}

const char *stage_name(enum stage stage) {
    static const char *const names[] = {
        [STAGE_UNKNOWN] = "",        [STAGE_NURSERY] = "nursery",
        [STAGE_PRIMARY] = "primary", [STAGE_SECONDARY] = "secondary",
        [STAGE_POST16] = "post16",
    };
    return names[stage];
}
