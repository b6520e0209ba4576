#include "runtime/write_set.h"

#define KEPT_BLOCK 65536 /* bytes asked from malloc at once */

static bool is_inside_character(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

struct event_id event_id_of_text(struct text text) {
    if (text.bytes == NULL) {
        return (struct event_id){.known = false};
    }
    size_t length = MIN(text.length, EVENT_ID_KEPT);
    while (length > 0 && length < text.length && is_inside_character(text.bytes[length])) {
        length--;
    }
    struct event_id id = {.known = true, .length = (uint8_t)length};
    memcpy(id.bytes, text.bytes, length);
    return id;
}

struct write_set *write_set_new(void) {
    struct write_set *set = g_new0(struct write_set, 1);
    set->advances = g_array_new(FALSE, FALSE, sizeof(struct advance));
    set->documents = g_array_new(FALSE, FALSE, sizeof(struct document_write));
    set->breaches = g_array_new(FALSE, FALSE, sizeof(struct breach_write));
    set->quarantine = g_array_new(FALSE, FALSE, sizeof(struct quarantine_row));
    set->ages = g_array_new(FALSE, FALSE, sizeof(struct age));
    set->kept = g_string_chunk_new(KEPT_BLOCK);
    set->known_on = DAY_NONE;
    tally_init(&set->tally);
    return set;
}

void write_set_free(struct write_set *set) {
    if (set == NULL) {
        return;
    }
    g_array_free(set->advances, TRUE);
    g_array_free(set->documents, TRUE);
    g_array_free(set->breaches, TRUE);
    g_array_free(set->quarantine, TRUE);
    g_array_free(set->ages, TRUE);
    g_string_chunk_free(set->kept);
    tally_free(&set->tally);
    g_free(set);
}

struct text write_set_keep(struct write_set *set, struct text bytes) {
    if (bytes.bytes == NULL) {
        return TEXT_NULL;
    }
    const char *copy = g_string_chunk_insert_len(set->kept, bytes.bytes, (gssize)bytes.length);
    return (struct text){copy, bytes.length};
}
