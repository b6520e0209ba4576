#include "support/words.h"

#include <glib.h>

const char *word_or_dash(const char *text) {
    return *text != '\0' ? text : "-";
}

const char *word_of_day(day_t day, char to[DAY_TEXT_SIZE]) {
    if (day == DAY_NONE) {
        g_strlcpy(to, "-", DAY_TEXT_SIZE);
    } else {
        day_format(day, to);
    }
    return to;
}

char *word_of_org(const struct place *place) {
    if (place->provider.bytes != NULL) {
        return g_strndup(place->provider.bytes, place->provider.length);
    }
    return place->urn != URN_NONE ? g_strdup_printf("%" G_GINT64_FORMAT, place->urn)
                                  : g_strdup("-");
}
