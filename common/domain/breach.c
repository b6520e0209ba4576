#include "domain/breach.h"

#include <stdlib.h>

#include "domain/memory.h"

#define FIRST_ROOM 4

const char *breach_state_name(enum breach_state state) {
    static const char *const names[] = {
        [BREACH_RAISED] = "RAISED",
        [BREACH_ACKNOWLEDGED] = "ACKNOWLEDGED",
        [BREACH_RESOLVED] = "RESOLVED",
        [BREACH_RETRACTED] = "RETRACTED",
    };
    return names[state];
}

const char *breach_reason_name(enum breach_reason reason) {
    static const char *const names[] = {
        [BREACH_CROSSED] = "crossed",
        [BREACH_ALREADY_OVER] = "already_over",
        [BREACH_TIME_OVER] = "time_over",
        [BREACH_NOT_CROSSED] = "not_crossed",
        [BREACH_RULES_CHANGED] = "rules_changed",
    };
    return names[reason];
}

void breach_clear(struct breach *breach) {
    free(breach->episode);
    breach->episode = NULL;
}

static void urn_write(int64_t urn, char to[BREACH_ORG_SIZE]) {
    char digits[20];
    size_t n = 0;
    uint64_t rest = urn < 0 ? -(uint64_t)urn : (uint64_t)urn;
    do {
        digits[n++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (urn < 0) {
        *to++ = '-';
    }
    while (n > 0) {
        *to++ = digits[--n];
    }
    *to = '\0';
}

/* As much as fits of a text, without half a character at its end. */
static void text_write(struct text text, char *to, size_t size) {
    size_t length = text.length;
    if (length >= size) {
        length = size - 1;
        while (length > 0 && ((uint8_t)text.bytes[length] & 0xC0) == 0x80) {
            length--;
        }
    }
    if (length > 0) {
        memcpy(to, text.bytes, length);
    }
    to[length] = '\0';
}

static char *string_copy(const char *string) {
    size_t size = strlen(string) + 1;
    return memcpy(memory_resize(NULL, size), string, size);
}

static struct breach breach_of(const struct crossing *crossing, const struct rule *rule) {
    struct breach breach = {
        .episode = string_copy(crossing->episode),
        .sen = crossing->place.sen,
        .stage = (uint8_t)crossing->place.stage,
        .commitment = rule->commitment,
        .priority = rule->priority,
        .raised_on = crossing->raised_on,
        .due_on = crossing->due_on,
        .over_on = crossing->over_on,
        .session = crossing->session,
    };
    memcpy(breach.rule_id, rule->rule_id, sizeof breach.rule_id);
    memcpy(breach.step, rule->step, sizeof breach.step);
    if (crossing->place.urn != URN_NONE) {
        urn_write(crossing->place.urn, breach.org);
    } else {
        text_write(crossing->place.provider, breach.org, sizeof breach.org);
    }
    text_write(crossing->event_id, breach.event_id, sizeof breach.event_id);
    return breach;
}

static void finding_add(struct crossings *to, const struct crossing *crossing) {
    struct breach_finding *finding = (struct breach_finding *)to;
    if (crossing->raised_on == DAY_NONE ||
        (crossing->over_on != DAY_NONE && crossing->over_on <= crossing->raised_on)) {
        return;
    }
    const struct rule *rule =
        reference_rule(finding->reference, crossing->rule_id, crossing->step, crossing->raised_on);
    if (rule == NULL || (rule->leaves_out_n && crossing->place.sen == 'N')) {
        return;
    }
    if (finding->count == finding->room) {
        finding->room = finding->room > 0 ? 2 * finding->room : FIRST_ROOM;
        finding->found = memory_resize(finding->found, finding->room * sizeof *finding->found);
    }
    finding->found[finding->count++] = breach_of(crossing, rule);
}

void breach_finding_begin(struct breach_finding *finding, const struct reference *reference) {
    *finding = (struct breach_finding){.crossings = {.add = finding_add}, .reference = reference};
}

void breach_finding_end(struct breach_finding *finding) {
    for (size_t i = 0; i < finding->count; i++) {
        breach_clear(&finding->found[i]);
    }
    free(finding->found);
}
