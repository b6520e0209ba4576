#include "goldenthread/check_forms.h"

#include <glib.h>
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Far above what a topic takes, so that only a wrong form meets it. */
#define FRAME_LIMIT (64 * 1024 * 1024)

static void read_event(const struct check_sink *sink, const json_t *item) {
    const json_t *event = json_object_get(item, "event");
    const json_t *key = json_object_get(item, "key");
    if (event == NULL) {
        sink->event(sink->context, TEXT_NULL, item);
    } else if (key != NULL && !json_is_string(key)) {
        sink->unreadable(sink->context, "a key that is no string");
    } else {
        sink->event(sink->context, (struct text){json_string_value(key), json_string_length(key)},
                    event);
    }
}

/* Whether something other than blanks comes; it is left to be read. */
static bool more_comes(FILE *from) {
    int next;
    while ((next = getc(from)) == ' ' || next == '\n' || next == '\r' || next == '\t') {
    }
    return ungetc(next, from) != EOF;
}

static void read_json(FILE *from, const struct check_sink *sink) {
    while (more_comes(from)) {
        json_error_t error;
        json_t *item = json_loadf(
            from, JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, &error);
        if (item == NULL) {
            char why[96];
            snprintf(why, sizeof why, "no JSON, in line %d, column %d of what begins here",
                     error.line, error.column);
            sink->unreadable(sink->context, why);
            return;
        }
        size_t i;
        json_t *element;
        json_array_foreach(item, i, element) {
            read_event(sink, element);
        }
        if (!json_is_array(item)) {
            read_event(sink, item);
        }
        json_decref(item);
    }
}

/* The bytes behind a length; false when the file ends before. */
static bool read_frame(FILE *from, size_t length, const struct check_sink *sink) {
    char *bytes = g_malloc(length + 1);
    const bool whole = fread(bytes, 1, length, from) == length;
    if (whole) {
        sink->value(sink->context, TEXT_NULL, (struct text){bytes, length});
    }
    g_free(bytes);
    return whole;
}

static void read_frames(FILE *from, const struct check_sink *sink) {
    uint8_t head[4];
    size_t got;
    while ((got = fread(head, 1, sizeof head, from)) == sizeof head) {
        guint32 big;
        memcpy(&big, head, sizeof big);
        const gint32 length = (gint32)GUINT32_FROM_BE(big);
        if (length == -1) {
            sink->value(sink->context, TEXT_NULL, TEXT_NULL);
        } else if (length < 0 || length > FRAME_LIMIT) {
            sink->unreadable(sink->context, "a length that no value has");
            return;
        } else if (!read_frame(from, (size_t)length, sink)) {
            sink->unreadable(sink->context, "the file ends within a value");
            return;
        }
    }
    if (got > 0) {
        sink->unreadable(sink->context, "the file ends within a length");
    }
}

/* Of a line without its end. */
static void read_base64_line(char *line, const struct check_sink *sink) {
    char *tab = strchr(line, '\t');
    const char *base64 = tab != NULL ? tab + 1 : line;
    gsize length = 0;
    guchar *bytes = g_base64_decode(base64, &length);
    char *again = g_base64_encode(bytes, length);
    if (strcmp(again, base64) != 0) {
        sink->unreadable(sink->context, "a line that is no base64");
    } else {
        const struct text key = tab != NULL ? (struct text){line, (size_t)(tab - line)} : TEXT_NULL;
        sink->value(sink->context, key, (struct text){(char *)bytes, length});
    }
    g_free(again);
    g_free(bytes);
}

static void read_base64(FILE *from, const struct check_sink *sink) {
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, from) >= 0) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] != '\0') {
            read_base64_line(line, sink);
        }
    }
    free(line);
}

static void read_value(FILE *from, const struct check_sink *sink) {
    GString *bytes = g_string_new(NULL);
    char piece[65536];
    size_t got;
    while (bytes->len <= FRAME_LIMIT && (got = fread(piece, 1, sizeof piece, from)) > 0) {
        g_string_append_len(bytes, piece, (gssize)got);
    }
    sink->value(sink->context, TEXT_NULL, (struct text){bytes->str, bytes->len});
    g_string_free(bytes, TRUE);
}

void check_forms_read(FILE *from, enum check_form form, const struct check_sink *sink) {
    static void (*const readers[])(FILE *, const struct check_sink *) = {
        [FORM_JSON] = read_json,
        [FORM_FRAMES] = read_frames,
        [FORM_BASE64] = read_base64,
        [FORM_VALUE] = read_value,
    };
    readers[form](from, sink);
    if (ferror(from)) {
        sink->unreadable(sink->context, "the file could not be read to its end");
    }
}
