#include <stdio.h>

#include "goldenthread/commands.h"
#include "goldenthread/database.h"
#include "goldenthread/hand.h"
#include "goldenthread/report.h"

#define ANY "any"

int cmd_route_list(const struct call *call) {
    static const struct column columns[] = {
        {"route", COLUMN_INTEGER},   {"rule", COLUMN_TEXT},     {"stage", COLUMN_TEXT},
        {"commitment", COLUMN_TEXT}, {"priority", COLUMN_TEXT}, {"endpoint", COLUMN_TEXT},
        {"role", COLUMN_TEXT},       {"enabled", COLUMN_FLAG},  {0}};
    return report_query(call,
                        "select r.route_id, coalesce(nullif(r.rule_id, ''), 'any'),"
                        " coalesce(nullif(r.stage, ''), 'any'),"
                        " coalesce(nullif(r.commitment, 0)::text, 'any'),"
                        " coalesce(nullif(r.priority, ''), 'any'), endpoint_id, e.role, e.enabled"
                        " from breach.route r join breach.endpoint e using (endpoint_id)"
                        " order by r.route_id",
                        columns);
}

struct route {
    struct hand hand;
    const char *endpoint, *rule;
    int stage, priority;
    int64_t commitment;
};

static const char *const stages[] = {ANY, "nursery", "primary", "secondary", "post16", NULL};
static const char *const priorities[] = {ANY, "P1", "P2", "P3", "P4", NULL};

static const char *not_any(const char *text) {
    return text == NULL || g_str_equal(text, ANY) ? "" : text;
}

/* Whether the endpoint and, for a route of a rule, at least one such rule are there. */
static bool ends_exist(const struct call *call, const struct route *route, int *status) {
    struct error error = {0};
    struct pg_params params = {0};
    pg_param_text(&params, route->endpoint);
    pg_param_text(&params, not_any(route->rule));
    PGconn *db = database_open(route->hand.dsn, &error);
    PGresult *result =
        db != NULL ? pg_query(db,
                              "select exists (select from breach.endpoint where endpoint_id = $1"
                              "  and removed_at is null),"
                              " $2 = '' or exists (select from reference.rule where rule_id = $2"
                              "  or right($2, 1) = '*' and starts_with(rule_id, left($2, -1)))",
                              &params, &error)
                   : NULL;
    *status = EXIT_SUCCESS;
    if (result == NULL) {
        *status = command_failed(call, &error);
    } else if (PQgetvalue(result, 0, 0)[0] == 'f') {
        *status = command_usage(
            call, "there is no endpoint '%s'; goldenthread endpoint set makes it", route->endpoint);
    } else if (PQgetvalue(result, 0, 1)[0] == 'f') {
        *status = command_usage(call, "there is no rule '%s'", route->rule);
    }
    PQclear(result);
    PQfinish(db);
    return *status == EXIT_SUCCESS;
}

static int run_set(const struct call *call, const struct route *route) {
    int status;
    if (!ends_exist(call, route, &status)) {
        return status;
    }
    char *number = NULL;
    char *commitment = g_strdup_printf("%" G_GINT64_FORMAT, route->commitment);
    const char *const more[] = {route->endpoint,
                                not_any(route->rule),
                                not_any(stages[route->stage]),
                                commitment,
                                not_any(priorities[route->priority]),
                                NULL};
    status = hand_call(call, &route->hand,
                       "select breach.set_route($1, $2, $3, $4, $5, $6::int, $7)", more, &number);
    if (status == EXIT_SUCCESS && number != NULL) {
        printf("added route %s\n", number);
    } else if (status == EXIT_SUCCESS) {
        command_say(call, "the same route is there already");
    }
    g_free(commitment);
    g_free(number);
    return status;
}

int cmd_route_set(const struct call *call) {
    struct route route = {0};
    const struct setting settings[] = {
        option_dsn(&route.hand.dsn),
        {"rule", SETTING_STRING, &route.rule, ANY,
         .help = "a rule, or the beginning of some and *: C1_PTT_*"},
        {"stage", SETTING_CHOICE, &route.stage, ANY, .choices = stages,
         .help = "year band of the breach; one of unknown stage goes to all stages"},
        {"commitment", SETTING_INT, &route.commitment, "0", .min = 0, .max = 5,
         .help = "1 to 5; 0 for any"},
        {"priority", SETTING_CHOICE, &route.priority, ANY, .choices = priorities,
         .help = "P1 is to be looked at now"},
        option_by(&route.hand.by),
        option_reason(&route.hand.why),
        {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        route.endpoint = rest[0];
        status = run_set(call, &route);
        config_free(config);
    }
    return status;
}

static int tell_removed(const struct call *call, char *const *arguments, const char *removed) {
    if (removed[0] != 't') {
        command_say(call, "there is no route %s; goldenthread route list shows them", arguments[0]);
        return EXIT_DIFFERENCES;
    }
    printf("removed route %s\n", arguments[0]);
    return EXIT_SUCCESS;
}

int cmd_route_remove(const struct call *call) {
    return hand_command(call,
                        "select breach.remove_route($1, $2,"
                        " (select route_id from breach.route where route_id::text = $3))",
                        tell_removed);
}

static int run_catch_up(const struct call *call, const struct hand *hand, const char *endpoint) {
    const char *const more[] = {not_any(endpoint), NULL};
    char *added = NULL;
    const int status =
        hand_call(call, hand, "select breach.reroute($1, $2, nullif($3, ''))", more, &added);
    if (status == EXIT_SUCCESS) {
        printf("deliveries added: %s\n", added);
    }
    g_free(added);
    return status;
}

int cmd_route_catch_up(const struct call *call) {
    struct hand hand = {0};
    const char *endpoint = NULL;
    const struct setting settings[] = {
        option_dsn(&hand.dsn),
        {"endpoint", SETTING_STRING, &endpoint,
         .help = "also what others were told while this endpoint was away"},
        option_by(&hand.by),
        option_reason(&hand.why),
        {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        status = run_catch_up(call, &hand, endpoint);
        config_free(config);
    }
    return status;
}
