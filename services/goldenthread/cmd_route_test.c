#include <stdio.h>

#include "goldenthread/commands.h"
#include "goldenthread/database.h"
#include "goldenthread/hand.h"
#include "goldenthread/table.h"

#define LOOK_MS 100

struct test {
    struct hand hand;
    const char *endpoint;
    int64_t wait_ms;
    bool json;
    PGconn *db;
    char *delivery_id;
    int64_t attempts; /* told of so far */
};

static const struct column columns[] = {
    {"endpoint", COLUMN_TEXT},      {"delivery_id", COLUMN_TEXT},
    {"state", COLUMN_TEXT},         {"attempts", COLUMN_INTEGER},
    {"outcome", COLUMN_TEXT},       {"status", COLUMN_INTEGER},
    {"elapsed_ms", COLUMN_INTEGER}, {0}};

enum field { STATE = 2, ATTEMPTS, OUTCOME, STATUS, ELAPSED_MS, UNDER_WAY };

static PGresult *select_delivery(const struct test *test, struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, test->delivery_id);
    return pg_query(test->db,
                    "select endpoint_id, delivery_id, state, attempts, last_outcome, last_status,"
                    " (extract(epoch from delivered_at - created_at) * 1000)::bigint,"
                    " lease_token is not null from breach.delivery where delivery_id = $1",
                    &params, error);
}

static bool is_pending(const PGresult *delivery) {
    return g_str_equal(PQgetvalue(delivery, 0, STATE), "PENDING");
}

/* Each attempt once, when it has ended. */
static void tell_attempt(const struct call *call, struct test *test, const PGresult *delivery) {
    const int64_t attempts = pg_int8(delivery, 0, ATTEMPTS);
    if (attempts > test->attempts && PQgetvalue(delivery, 0, UNDER_WAY)[0] == 'f') {
        test->attempts = attempts;
        command_say(call, "attempt %" G_GINT64_FORMAT ": %s%s%s", attempts,
                    PQgetvalue(delivery, 0, OUTCOME),
                    PQgetisnull(delivery, 0, STATUS) ? "" : ", HTTP status ",
                    PQgetvalue(delivery, 0, STATUS));
    }
}

/* Whether the delivery has come to an end, or been ended: its time is over, and the attempt under
 * way, if there is one, too. */
static bool has_ended(const struct test *test, const PGresult *delivery, int64_t deadline_us,
                      bool *ended, struct error *error) {
    *ended = !is_pending(delivery);
    if (*ended || g_get_monotonic_time() < deadline_us) {
        return true;
    }
    struct pg_params params = {0};
    pg_param_text(&params, test->delivery_id);
    PGresult *result = pg_query(test->db, "select breach.end_test($1)", &params, error);
    *ended = result != NULL && PQgetvalue(result, 0, 0)[0] == 't';
    PQclear(result);
    return result != NULL;
}

static bool wait_for_end(const struct call *call, struct test *test, struct error *error) {
    const int64_t deadline_us = g_get_monotonic_time() + test->wait_ms * 1000;
    for (bool ended = false; !ended;) {
        PGresult *delivery = select_delivery(test, error);
        if (delivery == NULL) {
            return false;
        }
        tell_attempt(call, test, delivery);
        const bool asked = has_ended(test, delivery, deadline_us, &ended, error);
        PQclear(delivery);
        if (!asked) {
            return false;
        }
        if (!ended) {
            g_usleep(LOOK_MS * 1000);
        }
    }
    return true;
}

static int print_end(const struct call *call, const struct test *test, struct error *error) {
    PGresult *delivery = select_delivery(test, error);
    if (delivery == NULL) {
        return command_failed(call, error);
    }
    const bool delivered = g_str_equal(PQgetvalue(delivery, 0, STATE), "DELIVERED");
    struct table *table = table_new(columns);
    table_result(table, delivery);
    table_print_record(table, test->json);
    table_free(table);
    if (pg_int8(delivery, 0, ATTEMPTS) == 0) {
        command_say(call, "nobody tried to deliver it; hint: does goldenthread-alerter run?");
    }
    PQclear(delivery);
    return delivered ? EXIT_SUCCESS : EXIT_DIFFERENCES;
}

static int watch(const struct call *call, struct test *test) {
    struct error error = {0};
    test->db = database_open(test->hand.dsn, &error);
    const int status = test->db != NULL && wait_for_end(call, test, &error)
                           ? print_end(call, test, &error)
                           : command_failed(call, &error);
    PQfinish(test->db);
    return status;
}

/* A test is not sent while sending is paused. */
static int run_test(const struct call *call, struct test *test) {
    const char *const more[] = {test->endpoint, NULL};
    int status = hand_call(call, &test->hand,
                           "select case when paused then 'paused'"
                           " else breach.test_endpoint($1, $2, $3) end from breach.paging",
                           more, &test->delivery_id);
    if (status != EXIT_SUCCESS) {
        return status;
    }
    if (test->delivery_id == NULL) {
        command_say(call, "'%s' is disabled, or not there; goldenthread endpoint list shows them",
                    test->endpoint);
        status = EXIT_DIFFERENCES;
    } else if (g_str_equal(test->delivery_id, "paused")) {
        command_say(call, "sending is paused; goldenthread alerter status says by whom");
        status = EXIT_DIFFERENCES;
    } else {
        status = watch(call, test);
    }
    g_free(test->delivery_id);
    return status;
}

int cmd_route_test(const struct call *call) {
    struct test test = {.hand = {.why = "test"}};
    const struct setting settings[] = {option_dsn(&test.hand.dsn),
                                       {"wait", SETTING_MS, &test.wait_ms, "1min", .min = 1000,
                                        .max = 600000, .help = "how long it may take to arrive"},
                                       option_by(&test.hand.by),
                                       option_json(&test.json),
                                       {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        test.endpoint = rest[0];
        status = run_test(call, &test);
        config_free(config);
    }
    return status;
}
