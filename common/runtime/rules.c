#include "runtime/rules.h"

#include <glib.h>
#include <string.h>

char *rules_text(uint32_t pipeline_version, int64_t reference_version) {
    return g_strdup_printf("%" G_GUINT32_FORMAT ".%" G_GINT64_FORMAT, pipeline_version,
                           reference_version);
}

bool rules_reference_version(const char *rules, int64_t *version) {
    const char *point = strchr(rules, '.');
    return point != NULL && g_ascii_string_to_signed(point + 1, 10, 0, INT64_MAX, version, NULL);
}
