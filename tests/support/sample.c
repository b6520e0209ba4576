#include "support/sample.h"

#include "support/suite.h"

#define PART(member) offsetof(struct sample_part, member)
#define SAMPLE(member) offsetof(struct sample, member)

static const char *const colours[] = {"RED", "GREEN", "BLUE"};

static const struct field part_fields[] = {
    FIELD("flag", FIELD_BOOLEAN, false, PART_OWN, PART(flag)),
    FIELD("count", FIELD_LONG, true, PART_OWN, PART(count)),
    FIELD("label", FIELD_STRING, true, PART_OWN, PART(label)),
};

const struct field sample_fields[SAMPLE_FIELDS] = {
    FIELD("small", FIELD_INT, false, PART_OWN, SAMPLE(small)),
    FIELD("large", FIELD_LONG, false, PART_OWN, SAMPLE(large)),
    FIELD("flag", FIELD_BOOLEAN, false, PART_OWN, SAMPLE(flag)),
    ENUM_FIELD("colour", false, PART_OWN, SAMPLE(colour), colours, 3),
    FIELD("name", FIELD_STRING, false, PART_OWN, SAMPLE(name)),
    FIELD("words", FIELD_STRINGS, false, PART_OWN, SAMPLE(words)),
    RECORD_FIELD("part", true, PART_OWN, SAMPLE(part), part_fields, 3),
    FIELD("maybe_small", FIELD_INT, true, PART_OWN, SAMPLE(maybe_small)),
    ENUM_FIELD("maybe_colour", true, PART_OWN, SAMPLE(maybe_colour), colours, 3),
    FIELD("maybe_name", FIELD_STRING, true, PART_OWN, SAMPLE(maybe_name)),
};

const char sample_schema[] =
    "{\"type\": \"record\", \"name\": \"Sample\", \"namespace\": \"test\", \"fields\": ["
    "{\"name\": \"small\", \"type\": \"int\"},"
    "{\"name\": \"large\", \"type\": \"long\"},"
    "{\"name\": \"flag\", \"type\": \"boolean\"},"
    "{\"name\": \"colour\", \"type\": {\"type\": \"enum\", \"name\": \"Colour\","
    " \"symbols\": [\"RED\", \"GREEN\", \"BLUE\"]}},"
    "{\"name\": \"name\", \"type\": \"string\"},"
    "{\"name\": \"words\", \"type\": {\"type\": \"array\", \"items\": \"string\"}},"
    "{\"name\": \"part\", \"type\": [\"null\", {\"type\": \"record\", \"name\": \"Part\", "
    "\"fields\": ["
    "{\"name\": \"flag\", \"type\": \"boolean\"},"
    "{\"name\": \"count\", \"type\": [\"null\", \"long\"], \"default\": null},"
    "{\"name\": \"label\", \"type\": [\"null\", \"string\"], \"default\": null}]}],"
    " \"default\": null},"
    "{\"name\": \"maybe_small\", \"type\": [\"null\", \"int\"], \"default\": null},"
    "{\"name\": \"maybe_colour\", \"type\": [\"null\", \"Colour\"], \"default\": null},"
    "{\"name\": \"maybe_name\", \"type\": [\"null\", \"string\"], \"default\": null}]}";

struct plan *plan_of(const char *json, const struct field *fields, size_t n_fields) {
    struct error error = {0};
    struct plan *plan = plan_new(json, strlen(json), fields, n_fields, &error);
    CU_ASSERT_STRING_EQUAL(error.message, "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
    return plan;
}
