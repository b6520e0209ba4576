#include "alerter/lanes.h"

#include "runtime/log.h"

struct lane {
    int32_t busy;
    enum outcome outcome; /* of the last attempt */
};

void lanes_init(struct lanes *lanes) {
    lanes->by_endpoint = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

void lanes_clear(struct lanes *lanes) {
    g_hash_table_destroy(lanes->by_endpoint);
}

static struct lane *lane_of(struct lanes *lanes, const char *endpoint_id) {
    struct lane *lane = g_hash_table_lookup(lanes->by_endpoint, endpoint_id);
    if (lane == NULL) {
        lane = g_new0(struct lane, 1);
        lane->outcome = OUTCOME_DELIVERED;
        g_hash_table_insert(lanes->by_endpoint, g_strdup(endpoint_id), lane);
    }
    return lane;
}

void lanes_begin(struct lanes *lanes, const struct attempt *attempt) {
    lane_of(lanes, attempt->endpoint_id)->busy++;
}

static void tell(const struct attempt *attempt) {
    const char *detail = attempt->detail != NULL ? attempt->detail : "";
    switch (attempt->outcome) {
    case OUTCOME_DELIVERED:
        log_info("endpoint.recovered", "it takes alerts again", "s:s", "endpoint",
                 attempt->endpoint_id);
        break;
    case OUTCOME_GONE:
        log_error("endpoint.gone",
                  "it answered 410 and is disabled; hint: enable it when it is "
                  "back, and reroute what it missed",
                  "s:s", "endpoint", attempt->endpoint_id);
        break;
    case OUTCOME_REDIRECTED:
    case OUTCOME_TLS:
    case OUTCOME_BLOCKED:
    case OUTCOME_SECRET:
    case OUTCOME_INVALID:
        log_error("endpoint.misconfigured", "no alert can be delivered until somebody mends it",
                  "s:s s:s s:i s:s", "endpoint", attempt->endpoint_id, "outcome",
                  outcome_names[attempt->outcome], "status", attempt->status, "detail", detail);
        break;
    default:
        log_warning("endpoint.failing", "alerts are tried again", "s:s s:s s:i s:s", "endpoint",
                    attempt->endpoint_id, "outcome", outcome_names[attempt->outcome], "status",
                    attempt->status, "detail", detail);
    }
}

void lanes_end(struct lanes *lanes, const struct attempt *attempt) {
    struct lane *lane = lane_of(lanes, attempt->endpoint_id);
    lane->busy--;
    if (lane->outcome != attempt->outcome) {
        tell(attempt);
    }
    lane->outcome = attempt->outcome;
}

size_t lanes_loads(const struct lanes *lanes, struct lane_load **loads) {
    size_t count = 0;
    GHashTableIter iterator;
    gpointer endpoint_id, lane;
    *loads = g_new(struct lane_load, g_hash_table_size(lanes->by_endpoint));
    g_hash_table_iter_init(&iterator, lanes->by_endpoint);
    while (g_hash_table_iter_next(&iterator, &endpoint_id, &lane)) {
        (*loads)[count++] = (struct lane_load){endpoint_id, ((const struct lane *)lane)->busy};
    }
    return count;
}
