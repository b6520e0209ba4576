#include "alerter/breach_record.h"

static const char *const priorities[] = {"P1", "P2", "P3", "P4"};
const char *const breach_states[BREACH_STATES] = {"RAISED", "RETRACTED", "ACKNOWLEDGED",
                                                  "RESOLVED"};

#define OWN(name, type, nullable, member) \
    FIELD(name, type, nullable, PART_OWN, offsetof(struct breach_record, member))

const struct field breach_fields[BREACH_FIELDS] = {
    OWN("breach_id", FIELD_STRING, false, breach_id),
    OWN("rule", FIELD_STRING, false, rule),
    OWN("commitment", FIELD_INT, false, commitment),
    ENUM_FIELD("priority", false, PART_OWN, offsetof(struct breach_record, priority), priorities,
               4),
    ENUM_FIELD("state", false, PART_OWN, offsetof(struct breach_record, state), breach_states,
               BREACH_STATES),
    OWN("org", FIELD_STRING, false, org),
    OWN("raised_on", FIELD_INT, false, raised_on),
    OWN("due_on", FIELD_INT, true, due_on),
    OWN("sequence", FIELD_INT, false, sequence),
    OWN("changed_at", FIELD_LONG, false, changed_at),
};

const struct input breach_topic = {
    .topic = BREACH_TOPIC,
    .fields = breach_fields,
    .n_fields = BREACH_FIELDS,
    .record_size = sizeof(struct breach_record),
};
