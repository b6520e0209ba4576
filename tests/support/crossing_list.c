#include "support/crossing_list.h"

#include "support/words.h"

/* The event of a record, the session of a mark. */
static struct text what_crosses(const struct crossing *crossing) {
    if (crossing->event_id.bytes != NULL) {
        return crossing->event_id;
    }
    return text_of(crossing->session == SYMBOL_NULL ? "-" : crossing->session == 0 ? "AM" : "PM");
}

static void list_add(struct crossings *to, const struct crossing *crossing) {
    struct crossing_list *list = (struct crossing_list *)to;
    if (crossing->raised_on == DAY_NONE ||
        (crossing->over_on != DAY_NONE && crossing->over_on <= crossing->raised_on)) {
        return;
    }
    char raised[DAY_TEXT_SIZE], over[DAY_TEXT_SIZE], due[DAY_TEXT_SIZE];
    const char sen[2] = {crossing->place.sen, '\0'};
    const struct text what = what_crosses(crossing);
    char *org = word_of_org(&crossing->place);
    g_ptr_array_add(list->rows,
                    g_strdup_printf("%s %s %s %s %s %s %s %s %s %.*s\n", crossing->rule_id,
                                    word_or_dash(crossing->step), crossing->episode,
                                    word_of_day(crossing->raised_on, raised),
                                    word_of_day(crossing->over_on, over),
                                    word_of_day(crossing->due_on, due), org, word_or_dash(sen),
                                    word_or_dash(stage_name(crossing->place.stage)),
                                    (int)what.length, what.bytes));
    g_free(org);
}

void crossing_list_init(struct crossing_list *list) {
    list->crossings.add = list_add;
    list->rows = g_ptr_array_new_with_free_func(g_free);
}

void crossing_list_free(struct crossing_list *list) {
    g_ptr_array_free(list->rows, TRUE);
}

static gint by_bytes(gconstpointer a, gconstpointer b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *crossing_list_text(const struct crossing_list *list) {
    g_ptr_array_sort(list->rows, by_bytes);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < list->rows->len; i++) {
        g_string_append(text, list->rows->pdata[i]);
    }
    return g_string_free(text, FALSE);
}
