#include "support/sortable.h"

void sortable_number(GString *to, int64_t number, int64_t null) {
    if (number == null) {
        g_string_append(to, "0|");
    } else {
        g_string_append_printf(to, "1%020" G_GUINT64_FORMAT "|",
                               (guint64)number + (G_GUINT64_CONSTANT(1) << 63));
    }
}

/* '\1' sorts before every character, so a prefix comes first. */
void sortable_text(GString *to, struct text text) {
    if (text.bytes == NULL) {
        g_string_append(to, "0\1");
    } else {
        g_string_append_printf(to, "1%.*s\1", (int)text.length, text.bytes);
    }
}

static void sortable_pupil(GString *to, const struct pupil *pupil) {
    if (!pupil->known) {
        g_string_append_c(to, '0');
        return;
    }
    g_string_append_c(to, '1');
    sortable_number(to, pupil->school_urn, INT64_MIN);
    sortable_number(to, pupil->nc_year, INT64_MIN);
    sortable_number(to, pupil->sen_provision, -1);
    sortable_text(to, pupil->primary_need);
    sortable_number(to, pupil->looked_after, -1);
}

void sortable_envelope(GString *to, const struct envelope *envelope) {
    sortable_number(to, envelope->revision, INT64_MIN);
    sortable_number(to, envelope->op, INT64_MIN);
    sortable_pupil(to, &envelope->pupil);
}
