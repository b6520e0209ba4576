#include "absence/scan.h"

static bool code_is(const struct mark *mark, const char *code) {
    return strcmp(mark->code, code) == 0;
}

struct meaning mark_meaning(const struct mark *content, const struct reference *reference) {
    struct meaning meaning = {0};
    if (content->op == OP_VOID) {
        return meaning;
    }
    const struct attendance_code *code = reference_code_padded(reference, content->code);
    if (code == NULL) {
        return meaning;
    }
    meaning.possible = class_is_possible(code->class);
    meaning.absent = class_is_absent(code->class);
    meaning.illness = code_is(content, "I");
    meaning.health = meaning.illness || code_is(content, "M") || mark_is_health_part_time(content);
    return meaning;
}
