#include <errno.h>
#include <stdio.h>

#include "goldenthread/broker.h"
#include "goldenthread/check_forms.h"
#include "goldenthread/checker.h"
#include "goldenthread/commands.h"
#include "goldenthread/event_json.h"
#include "goldenthread/table.h"
#include "runtime/pipeline.h"
#include "runtime/schemas.h"

struct check {
    const char *topic, *schemas;
    int form;
    int64_t limit;
    bool json;
    struct checker *checker;
    void *record;   /* of an event in JSON */
    uint8_t *bytes; /* and its value */
    int64_t events, unchanged, refused, identities;
    struct table *refusals;

    bool publish; /* when none is refused */
    const char *brokers, *kafka_config;
    GArray *publications; /* struct publication, whose texts are `kept` */
    GStringChunk *kept;
};

/* More than a value may have, so that one that is too large is found to be. */
#define BYTES (4 * MESSAGE_LIMIT)

static const struct column columns[] = {{"event", COLUMN_INTEGER}, {"reason", COLUMN_TEXT},
                                        {"field", COLUMN_TEXT},    {"event_id", COLUMN_TEXT},
                                        {"why", COLUMN_TEXT},      {0}};

static const char *const whys[REASONS] = {
    [REASON_EMPTY] = "the value is null",
    [REASON_TOO_LARGE] = "the value is over 256 KiB",
    [REASON_BAD_FRAME] = "the value begins neither with C3 01 nor with 00, or ends there",
    [REASON_UNKNOWN_SCHEMA] = "no schema of this topic has that fingerprint or id",
    [REASON_TRUNCATED] = "the value ends before the record does",
    [REASON_BAD_VARINT] = "a number of more than ten bytes, or an int beyond 32 bits",
    [REASON_BAD_LENGTH] = "a negative length, a string over 64 KiB or an array over 10,000 items",
    [REASON_BAD_ENUM] = "a symbol or a branch of a union that does not exist",
    [REASON_BAD_BOOLEAN] = "a boolean that is neither 0 nor 1",
    [REASON_BAD_UTF8] = "a string that is not UTF-8, or has U+0000 in it",
    [REASON_TOO_DEEP] = "more than 16 records, arrays and maps within each other",
    [REASON_TRAILING_BYTES] = "bytes go on after the record",
    [REASON_UNRESOLVABLE] = "the schema that it was written by cannot be read as the present one",
    [REASON_BAD_KEY] = "the key is not child_ref, or that has not 1 to 128 bytes",
    [REASON_BAD_VALUE] = "outside of what the field takes: schemas/avro/README.md",
    [REASON_UNKNOWN_CODE] = "not in the reference tables, or not yet on that date",
    [REASON_CONFLICT] = "an event before it has the same identity and revision and other content",
};

static void refuse(struct check *check, const char *reason, const char *field, const char *event_id,
                   const char *why) {
    check->refused++;
    if (check->refused <= check->limit) {
        table_integer(check->refusals, check->events);
        table_cell(check->refusals, reason);
        table_cell(check->refusals, field);
        table_cell(check->refusals, event_id);
        table_cell(check->refusals, why);
    }
}

static struct text keep(struct check *check, struct text text) {
    const char *copy = g_string_chunk_insert_len(check->kept, text.bytes, (gssize)text.length);
    return (struct text){copy, text.length};
}

static void take(struct check *check, struct text key, struct text value) {
    const struct verdict verdict = checker_take(check->checker, key, value);
    const enum reason reason = verdict.refusal.reason;
    check->unchanged += verdict.unchanged;
    check->identities += verdict.identity;
    if (reason != REASON_NONE) {
        refuse(check, reason_name(reason), verdict.refusal.field, verdict.event_id, whys[reason]);
    } else if (check->publish) {
        const struct publication publication = {
            .topic = check->topic, .key = keep(check, key), .value = keep(check, value)};
        g_array_append_val(check->publications, publication);
    }
}

static void on_value(void *context, struct text key, struct text value) {
    struct check *check = context;
    check->events++;
    take(check, key, value);
}

static void on_event(void *context, struct text key, const void *event) {
    struct check *check = context;
    const struct input *input = checker_input(check->checker);
    struct event_mistake mistake = {0};
    check->events++;
    if (!event_from_json(input->fields, input->n_fields, event, check->record, &mistake)) {
        refuse(check, mistake.reason != REASON_NONE ? reason_name(mistake.reason) : "unwritable",
               mistake.field, json_string_value(json_object_get(event, "event_id")), mistake.why);
        return;
    }
    const size_t length = checker_encode(check->checker, check->record, check->bytes, BYTES);
    if (length == 0) {
        refuse(check, reason_name(REASON_TOO_LARGE), "", NULL, whys[REASON_TOO_LARGE]);
        return;
    }
    const struct envelope *envelope = check->record;
    take(check, key.bytes != NULL ? key : envelope->child_ref,
         (struct text){(const char *)check->bytes, length});
}

static void on_unreadable(void *context, const char *why) {
    struct check *check = context;
    check->events++;
    refuse(check, "unreadable", "", NULL, why);
}

static void print_json(const struct check *check) {
    json_print(json_pack(
        "{s:s s:I s:I s:I s:I s:I s:o}", "topic", check->topic, "events", (json_int_t)check->events,
        "accepted", (json_int_t)(check->events - check->refused), "unchanged",
        (json_int_t)check->unchanged, "refused", (json_int_t)check->refused, "identities",
        (json_int_t)check->identities, "refusals", table_json(check->refusals)));
}

static void print_report(const struct call *call, const struct check *check) {
    if (check->json) {
        print_json(check);
    } else {
        if (check->refused > 0) {
            table_print(check->refusals, false);
            printf("\n");
        }
        printf("events: %" G_GINT64_FORMAT ", would be taken: %" G_GINT64_FORMAT
               " (saying nothing new: %" G_GINT64_FORMAT "), refused: %" G_GINT64_FORMAT "\n",
               check->events, check->events - check->refused, check->unchanged, check->refused);
    }
    if (check->refused > check->limit) {
        command_say(call, "the first %" G_GINT64_FORMAT " shown; --limit shows more", check->limit);
    }
}

/* All or nothing is sent; what a client that was cut off sent already changes nothing when it is
 * sent again. */
static int publish(const struct call *call, struct check *check) {
    struct error error = {0};
    struct broker *broker =
        broker_open(RD_KAFKA_PRODUCER, check->brokers, check->kafka_config, &error);
    const bool published =
        broker != NULL &&
        broker_publish(broker, (struct publication *)(void *)check->publications->data,
                       check->publications->len, &error);
    broker_close(broker);
    if (!published) {
        return command_failed(call, &error);
    }
    GDateTime *now = g_date_time_new_now_utc();
    char *at = g_date_time_format(now, "%Y-%m-%dT%H:%M:%S.%fZ");
    if (check->json) {
        json_print(json_pack("{s:s s:i s:s}", "topic", check->topic, "published",
                             (int)check->publications->len, "acknowledged_at", at));
    } else {
        printf("published %u, acknowledged at %s\n", check->publications->len, at);
    }
    g_free(at);
    g_date_time_unref(now);
    return EXIT_SUCCESS;
}

/* The report of what is published is how many; of what is refused all is said. */
static int finish(const struct call *call, struct check *check) {
    if (check->identities > 0) {
        command_say(call,
                    "%" G_GINT64_FORMAT " events have a child_ref with the check digit of a UPN or "
                    "an NHS number; hint: send a pseudonym, never an identity",
                    check->identities);
    }
    if (check->publish && check->refused == 0) {
        return publish(call, check);
    }
    print_report(call, check);
    if (check->publish) {
        command_say(call, "nothing was published");
    }
    return check->refused > 0 ? EXIT_DIFFERENCES : EXIT_SUCCESS;
}

static int check_file(const struct call *call, struct check *check, FILE *from) {
    const struct input *input = checker_input(check->checker);
    const struct check_sink sink = {check, on_value, on_event, on_unreadable};
    check->record = g_malloc0(input->record_size);
    check->bytes = g_malloc(BYTES);
    check->refusals = table_new(columns);
    check->publications = g_array_new(FALSE, FALSE, sizeof(struct publication));
    check->kept = g_string_chunk_new(4096);
    check_forms_read(from, (enum check_form)check->form, &sink);
    const int status = finish(call, check);
    g_string_chunk_free(check->kept);
    g_array_free(check->publications, TRUE);
    table_free(check->refusals);
    g_free(check->bytes);
    g_free(check->record);
    return status;
}

static int run_check(const struct call *call, struct check *check, const char *file) {
    struct error error = {0};
    FILE *from = g_str_equal(file, "-") ? stdin : fopen(file, "rb");
    if (from == NULL) {
        command_say(call, "'%s': %s", file, g_strerror(errno));
        return EX_CONFIG;
    }
    int status;
    check->checker = checker_new(check->schemas, check->topic, &error);
    if (check->checker != NULL) {
        status = check_file(call, check, from);
    } else {
        status = command_failed(call, &error);
    }
    checker_free(check->checker);
    if (from != stdin) {
        fclose(from);
    }
    return status;
}

int cmd_check(const struct call *call) {
    static const char *const forms[] = {"json", "frames", "base64", "value", NULL};
    struct check check = {0};
    const struct setting settings[] = {{"topic", SETTING_STRING, &check.topic, .required = true,
                                        .help = "where the events are meant for, e.g. absence"},
                                       {"form", SETTING_CHOICE, &check.form, "json",
                                        .choices = forms,
                                        .help = "how they stand in the file: see below"},
                                       {"limit", SETTING_INT, &check.limit, "100", .min = 0,
                                        .max = 1000000, .help = "how many refusals are shown"},
                                       option_schemas(&check.schemas),
                                       option_json(&check.json),
                                       {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        status = run_check(call, &check, rest[0]);
        config_free(config);
    }
    return status;
}

int cmd_publish(const struct call *call) {
    struct check check = {.publish = true, .form = FORM_JSON};
    const struct setting settings[] = {
        {"topic", SETTING_STRING, &check.topic, .required = true, .help = "e.g. absence"},
        {"limit", SETTING_INT, &check.limit, "100", .min = 0, .max = 1000000,
         .help = "how many refusals are shown"},
        option_brokers(&check.brokers),
        option_kafka_config(&check.kafka_config),
        option_schemas(&check.schemas),
        option_json(&check.json),
        {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        status = run_check(call, &check, rest[0]);
        config_free(config);
    }
    return status;
}
