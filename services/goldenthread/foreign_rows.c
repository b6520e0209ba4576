#include "goldenthread/foreign_rows.h"

#include <glib.h>

/* The key is the row's texts in the order of the struct, one behind the other. */
struct foreign_row {
    GBytes *key;
    struct ledger_row row; /* its texts point into the key */
};

struct foreign_rows {
    GHashTable *by_key; /* GBytes * -> struct foreign_row * */
};

static void foreign_row_free(void *data) {
    struct foreign_row *foreign = data;
    g_bytes_unref(foreign->key);
    g_free(foreign);
}

struct foreign_rows *foreign_rows_new(void) {
    struct foreign_rows *rows = g_new0(struct foreign_rows, 1);
    rows->by_key = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, NULL, foreign_row_free);
    return rows;
}

void foreign_rows_free(struct foreign_rows *rows) {
    g_hash_table_unref(rows->by_key);
    g_free(rows);
}

static void append_text(GByteArray *key, struct text text) {
    g_byte_array_append(key, (const guint8 *)text.bytes, (guint)text.length);
    g_byte_array_append(key, (const guint8 *)"", 1);
}

static GBytes *key_of(const struct ledger_row *row) {
    GByteArray *key = g_byte_array_new();
    append_text(key, row->measure);
    append_text(key, row->org);
    append_text(key, row->sen);
    append_text(key, row->need);
    append_text(key, row->stage);
    append_text(key, row->detail);
    g_byte_array_append(key, (const guint8 *)&row->day, sizeof row->day);
    g_byte_array_append(key, (const guint8 *)&row->since, sizeof row->since);
    return g_byte_array_free_to_bytes(key);
}

static struct text next_text(const char **at) {
    const struct text text = text_of(*at);
    *at += text.length + 1;
    return text;
}

static struct foreign_row *foreign_row_new(GBytes *key, const struct ledger_row *row) {
    struct foreign_row *foreign = g_new0(struct foreign_row, 1);
    const char *at = g_bytes_get_data(key, NULL);
    foreign->key = key;
    foreign->row = (struct ledger_row){.day = row->day, .since = row->since};
    foreign->row.measure = next_text(&at);
    foreign->row.org = next_text(&at);
    foreign->row.sen = next_text(&at);
    foreign->row.need = next_text(&at);
    foreign->row.stage = next_text(&at);
    foreign->row.detail = next_text(&at);
    return foreign;
}

void foreign_rows_add(struct foreign_rows *rows, const struct ledger_row *row) {
    GBytes *key = key_of(row);
    struct foreign_row *foreign = g_hash_table_lookup(rows->by_key, key);
    if (foreign == NULL) {
        foreign = foreign_row_new(key, row);
        g_hash_table_insert(rows->by_key, key, foreign);
    } else {
        g_bytes_unref(key);
    }
    foreign->row.value += row->value;
}

int64_t foreign_rows_count(const struct foreign_rows *rows) {
    GHashTableIter iter;
    gpointer foreign;
    int64_t count = 0;
    g_hash_table_iter_init(&iter, rows->by_key);
    while (g_hash_table_iter_next(&iter, NULL, &foreign)) {
        count += ((const struct foreign_row *)foreign)->row.value != 0;
    }
    return count;
}

void foreign_rows_each(const struct foreign_rows *rows, ledger_row_each *each, void *context) {
    GHashTableIter iter;
    gpointer foreign;
    g_hash_table_iter_init(&iter, rows->by_key);
    while (g_hash_table_iter_next(&iter, NULL, &foreign)) {
        const struct ledger_row *row = &((const struct foreign_row *)foreign)->row;
        if (row->value != 0) {
            each(context, row);
        }
    }
}
