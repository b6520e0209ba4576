#include "support/line_sums.h"

#include "support/words.h"

static char *key_text(const struct line *line) {
    char day[DAY_TEXT_SIZE], since[DAY_TEXT_SIZE], sen[2] = {line->place.sen, '\0'};
    char *org = word_of_org(&line->place);
    char *key = g_strdup_printf(
        "%s %s %s %s %s %s %s %s", line->measure->id, word_of_day(line->day, day),
        word_of_day(line->since, since), org, word_or_dash(sen), word_or_dash(line->place.need),
        word_or_dash(stage_name(line->place.stage)), word_or_dash(line->detail));
    g_free(org);
    return key;
}

static void sums_add(struct lines *to, const struct line *line) {
    struct line_sums *sums = (struct line_sums *)to;
    char *key = key_text(line);
    gint64 *sum = g_hash_table_lookup(sums->sums, key);
    if (sum == NULL) {
        sum = g_new0(gint64, 1);
        g_hash_table_insert(sums->sums, g_strdup(key), sum);
    }
    *sum += line->value;
    g_free(key);
}

void line_sums_init(struct line_sums *sums) {
    sums->lines.add = sums_add;
    sums->sums = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

void line_sums_free(struct line_sums *sums) {
    g_hash_table_destroy(sums->sums);
}

static gint by_bytes(gconstpointer a, gconstpointer b) {
    return strcmp(a, b);
}

char *line_sums_text(const struct line_sums *sums) {
    GString *text = g_string_new(NULL);
    GList *keys = g_list_sort(g_hash_table_get_keys(sums->sums), by_bytes);
    for (GList *key = keys; key != NULL; key = key->next) {
        gint64 sum = *(gint64 *)g_hash_table_lookup(sums->sums, key->data);
        if (sum != 0) {
            g_string_append_printf(text, "%s %" G_GINT64_FORMAT "\n", (char *)key->data, sum);
        }
    }
    g_list_free(keys);
    return g_string_free(text, FALSE);
}
