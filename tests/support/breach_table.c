#include "support/breach_table.h"

#include <CUnit/CUnit.h>

struct diff {
    struct breach_table *table;
    GString *text;
};

static void row_clear(gpointer row) {
    breach_clear(row);
}

void breach_table_init(struct breach_table *table) {
    table->rows = g_array_new(FALSE, FALSE, sizeof(struct breach));
    g_array_set_clear_func(table->rows, row_clear);
}

void breach_table_free(struct breach_table *table) {
    g_array_unref(table->rows);
}

struct breach *breach_table_row(const struct breach_table *table, const char *rule_id,
                                const char *episode) {
    for (guint i = 0; i < table->rows->len; i++) {
        struct breach *row = &g_array_index(table->rows, struct breach, i);
        if (g_str_equal(row->rule_id, rule_id) && g_str_equal(row->episode, episode)) {
            return row;
        }
    }
    return NULL;
}

static void describe(GString *text, const struct breach_move *move) {
    const struct breach *after = &move->after;
    g_string_append_printf(text, "%s %s %s %d ", after->rule_id, after->episode,
                           breach_state_name(after->state), after->sequence);
    if (move->state_changed) {
        g_string_append_printf(text, "%s %s\n", breach_reason_name(move->reason),
                               move->quiet ? "quiet" : "sent");
    } else {
        g_string_append(text, "mended\n");
    }
}

static void take(void *context, struct breach_move *move) {
    struct diff *diff = context;
    describe(diff->text, move);
    struct breach *row = breach_table_row(diff->table, move->after.rule_id, move->after.episode);
    CU_ASSERT_EQUAL(move->expected, row != NULL ? row->sequence : 0);
    CU_ASSERT_EQUAL(move->after.sequence, move->expected + move->state_changed);
    if (row == NULL) {
        g_array_append_val(diff->table->rows, move->after);
    } else {
        breach_clear(row);
        *row = move->after;
    }
}

/* The rows as they were, for the diff writes while it reads. */
static GArray *rows_copy(const GArray *rows) {
    GArray *copy = g_array_copy((GArray *)rows);
    g_array_set_clear_func(copy, row_clear);
    for (guint i = 0; i < copy->len; i++) {
        struct breach *row = &g_array_index(copy, struct breach, i);
        row->episode = g_strdup(row->episode);
    }
    return copy;
}

char *breach_table_diff(struct breach_table *table, const struct reference *reference,
                        const struct crossing *crossings, size_t count,
                        const struct breach_moment *moment, day_t *due) {
    struct breach_finding finding;
    breach_finding_begin(&finding, reference);
    for (size_t i = 0; i < count; i++) {
        crossing_add(&finding.crossings, &crossings[i]);
    }
    GArray *before = rows_copy(table->rows);
    struct diff diff = {table, g_string_new(NULL)};
    const day_t next = breach_diff((const struct breach *)(void *)before->data, before->len,
                                   &finding, moment, take, &diff);
    if (due != NULL) {
        *due = next;
    }
    g_array_unref(before);
    breach_finding_end(&finding);
    return g_string_free(diff.text, FALSE);
}
