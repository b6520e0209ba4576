#include "support/envelope_literal.h"

struct envelope envelope_literal(int64_t revision) {
    return (struct envelope){
        .event_id = text_of("e1"),
        .source = text_of("s1"),
        .record_id = text_of("r1"),
        .revision = revision,
        .recorded_at = INT64_C(1727697600000), /* 2024-09-30 12:00 UTC */
        .child_ref = text_of(LITERAL_CHILD),
        .pupil =
            {
                .known = true,
                .sen_provision = 1,
                .looked_after = 0,
                .school_urn = LITERAL_SCHOOL,
                .nc_year = 8,
                .primary_need = text_of("SEMH"),
            },
        .op = OP_ASSERT,
    };
}
