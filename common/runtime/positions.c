#include "runtime/positions.h"

void positions_reset(struct positions *positions, size_t n_inputs,
                     const struct topic_partition *partitions, size_t count) {
    positions_clear(positions);
    size_t stride = 0;
    for (size_t i = 0; i < count; i++) {
        stride = MAX(stride, (size_t)partitions[i].partition + 1);
    }
    *positions = (struct positions){
        .items = g_new0(struct position, n_inputs * stride),
        .n_inputs = n_inputs,
        .stride = stride,
    };
}

void positions_clear(struct positions *positions) {
    g_free(positions->items);
    *positions = (struct positions){0};
}

struct position *position_at(const struct positions *positions, size_t input, int32_t partition) {
    if (input >= positions->n_inputs || (size_t)partition >= positions->stride) {
        return NULL;
    }
    return &positions->items[input * positions->stride + (size_t)partition];
}

struct position position_of_claim(const struct claim *claim, int64_t low, int64_t high,
                                  const char **doubt) {
    struct position position = {
        .state = POSITION_ACTIVE,
        .next = claim->next_offset,
        .anchor_offset = claim->last_offset,
        .anchor = claim->last_event_id,
        .advance = {.input = claim->input,
                    .topic = claim->topic,
                    .partition = claim->partition,
                    .epoch = claim->epoch,
                    .expected = claim->next_offset,
                    .next = claim->next_offset,
                    .last_offset = -1},
    };
    if (position.next < low) {
        *doubt = "messages that were never read are gone by retention";
        position.state = POSITION_STOPPED;
    } else if (position.next > high) {
        *doubt =
            "the log ends before what was already read: truncated, made anew, or another cluster";
        position.state = POSITION_STOPPED;
    } else if (position.anchor.known && position.anchor_offset >= low) {
        position.state = POSITION_ANCHORING;
    }
    return position;
}

int64_t position_fetch_offset(const struct position *position) {
    return position->state == POSITION_ANCHORING ? position->anchor_offset : position->next;
}

GArray *positions_to_fetch(const struct positions *positions) {
    GArray *list = g_array_new(FALSE, FALSE, sizeof(struct topic_partition));
    for (size_t i = 0; i < positions->n_inputs * positions->stride; i++) {
        const struct position *position = &positions->items[i];
        if (position->state == POSITION_ACTIVE || position->state == POSITION_ANCHORING) {
            struct topic_partition partition = {.input = position->advance.input,
                                                .partition = position->advance.partition,
                                                .offset = position_fetch_offset(position)};
            g_array_append_val(list, partition);
        }
    }
    return list;
}

size_t positions_count(const struct positions *positions, enum position_state state) {
    size_t count = 0;
    for (size_t i = 0; i < positions->n_inputs * positions->stride; i++) {
        count += positions->items[i].state == state;
    }
    return count;
}
