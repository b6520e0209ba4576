/* The forms in which events come to be checked. */
#ifndef GOLDENTHREAD_CHECK_FORMS_H
#define GOLDENTHREAD_CHECK_FORMS_H

#include <stdio.h>

#include "domain/text.h"

enum check_form {
    FORM_JSON,   /* events, or objects with a member `event` and perhaps `key`, or arrays of them */
    FORM_FRAMES, /* values, each behind its length in four bytes, big-endian, -1 for null */
    FORM_BASE64, /* a value a line, with its key and a tab before it or without */
    FORM_VALUE,  /* the whole file is one value */
};

/* What the file is taken apart into; any may be called from check_forms_read. */
struct check_sink {
    void *context;
    void (*value)(void *context, struct text key, struct text value); /* key TEXT_NULL: none */
    /* `event` is what json_t of an event is. */
    void (*event)(void *context, struct text key, const void *event);
    /* The file ends in, or is at the place, something that is not of the form. */
    void (*unreadable)(void *context, const char *why);
};

/* Until the end, or the first thing that is not of the form. */
void check_forms_read(FILE *from, enum check_form form, const struct check_sink *sink);

#endif
