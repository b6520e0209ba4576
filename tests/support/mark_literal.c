#include "support/mark_literal.h"

#include <CUnit/CUnit.h>

struct mark mark_literal(int slot, const char *code, int64_t revision) {
    struct mark mark = {
        .revision = revision,
        .school_urn = 106905,
        .day = LITERAL_YEAR + slot / 2,
        .session = (int8_t)(slot % 2),
        .op = OP_ASSERT,
        .cause = SYMBOL_NULL,
        .pupil = {.known = true,
                  .sen_provision = 1,
                  .looked_after = 0,
                  .school_urn = 106905,
                  .nc_year = 8,
                  .primary_need = text_of("SEMH")},
    };
    g_strlcpy(mark.code, code, sizeof mark.code);
    return mark;
}

struct mark void_literal(int slot, int64_t revision) {
    struct mark mark = mark_literal(slot, "", revision);
    mark.op = OP_VOID;
    return mark;
}

void mark_fold(struct marks *marks, struct mark mark) {
    struct mark before;
    marks_fold(marks, &mark, &before);
}

GByteArray *marks_bytes(const struct marks *marks) {
    GByteArray *bytes = g_byte_array_new();
    g_byte_array_set_size(bytes, (guint)marks_packed_bound(marks));
    size_t length = marks_pack(marks, bytes->data);
    CU_ASSERT_TRUE(length <= bytes->len);
    g_byte_array_set_size(bytes, (guint)length);
    return bytes;
}
