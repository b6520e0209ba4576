/* What the rules say of a document that is about to be written, against what the database has. */
#include "runtime/loop_internal.h"

struct judging {
    struct loop *loop;
    const struct document *document;
    GArray *after; /* struct breach: what the document's will be, once the rules have spoken */
};

static struct breach *standing_find(const struct document *document, const struct breach *like) {
    for (size_t i = 0; i < document->n_breaches; i++) {
        struct breach *standing = &document->breaches[i];
        if (strcmp(standing->rule_id, like->rule_id) == 0 &&
            strcmp(standing->episode, like->episode) == 0) {
            return standing;
        }
    }
    return NULL;
}

/* From now on the document stands as the set will leave it. */
static void standing_put(struct document *document, const struct breach *after) {
    struct breach *standing = standing_find(document, after);
    if (standing == NULL) {
        document_add_breach(document, after);
    } else {
        breach_clear(standing);
        *standing = *after;
    }
}

static void take(void *context, struct breach_move *move) {
    const struct judging *judging = context;
    struct write_set *set = judging->loop->open;
    const struct document *document = judging->document;
    struct text child_ref = {document->child_ref, document->length};
    struct breach_write write = {
        .child_ref = write_set_keep(set, child_ref).bytes,
        .window_start = document->window_start,
        .move = *move,
    };
    breach_id(&judging->loop->settings.breach_key, move->after.rule_id, document->child_ref,
              move->after.episode, write.breach_id);
    write.move.after.episode = (char *)write_set_keep(set, text_of(move->after.episode)).bytes;
    g_array_append_val(set->breaches, write);
    set->bytes += sizeof write;
    g_array_append_val(judging->after, move->after);
}

/* When the document's own time had come too, the moment is time's, whose news are never old. */
static day_t recorded_on(const struct document *document, day_t today) {
    bool due = document->next_due != DAY_NONE && document->next_due <= today;
    return due || !document->dirty ? DAY_NONE : day_in_london(document->recorded_at);
}

void loop_judge(struct loop *loop, struct document *document) {
    if (loop->pipeline->crossings == NULL) {
        return;
    }
    const struct breach_moment moment = {
        .today = loop->open->known_on,
        .recorded_on = recorded_on(document, loop->open->known_on),
    };
    struct judging judging = {loop, document, g_array_new(FALSE, FALSE, sizeof(struct breach))};
    struct breach_finding finding;
    breach_finding_begin(&finding, loop->reference);
    loop->pipeline->crossings(loop->pipeline->document->view(document->state), loop->reference,
                              &finding.crossings);
    document->next_due =
        breach_diff(document->breaches, document->n_breaches, &finding, &moment, take, &judging);
    breach_finding_end(&finding);
    for (guint i = 0; i < judging.after->len; i++) {
        standing_put(document, &g_array_index(judging.after, struct breach, i));
    }
    g_array_free(judging.after, TRUE);
}
