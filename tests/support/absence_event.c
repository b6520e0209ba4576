#include "support/absence_event.h"

#include "support/literals.h"

struct absence absence_event(const char *date, enum session session, const char *code,
                             int64_t revision) {
    return (struct absence){
        .envelope =
            {
                .event_id = text_of("0b0f4e0c-6f5e-4e0e-9d0a-0a5f5f6f7a01"),
                .source = text_of("mis-372-4000"),
                .record_id = text_of(""),
                .revision = revision,
                .recorded_at = INT64_C(1727697600000), /* 2024-09-30 12:00 UTC */
                .child_ref = text_of(EVENT_CHILD),
                .pupil =
                    {
                        .known = true,
                        .sen_provision = 1,
                        .looked_after = 0,
                        .school_urn = EVENT_SCHOOL,
                        .nc_year = 8,
                        .primary_need = text_of("SEMH"),
                    },
                .op = OP_ASSERT,
            },
        .school_urn = EVENT_SCHOOL,
        .date = on(date),
        .code = text_of(code),
        .session = (int8_t)session,
        .cause = SYMBOL_NULL,
    };
}

struct mark absence_event_mark(const char *date, enum session session, const char *code,
                               int64_t revision) {
    struct absence absence = absence_event(date, session, code, revision);
    return absence_mark(&absence);
}
