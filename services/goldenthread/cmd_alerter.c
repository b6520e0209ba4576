#include <stdio.h>

#include "goldenthread/commands.h"
#include "goldenthread/database.h"
#include "goldenthread/hand.h"
#include "goldenthread/table.h"

/* An alerter looks once a second; what is due for longer than this, nobody looks at. */
#define OVERDUE "interval '60 s'"

static const struct column columns[] = {{"problem", COLUMN_TEXT},
                                        {"paused", COLUMN_FLAG},
                                        {"paused_by", COLUMN_TEXT},
                                        {"paused_reason", COLUMN_TEXT},
                                        {"paused_at", COLUMN_TEXT},
                                        {"to_expand", COLUMN_INTEGER},
                                        {"to_publish", COLUMN_INTEGER},
                                        {"pending", COLUMN_INTEGER},
                                        {"under_way", COLUMN_INTEGER},
                                        {"overdue", COLUMN_INTEGER},
                                        {"dead", COLUMN_INTEGER},
                                        {"unrouted", COLUMN_INTEGER},
                                        {"delivered_last_hour", COLUMN_INTEGER},
                                        {"last_delivered_at", COLUMN_TEXT},
                                        {"audit_broken_at", COLUMN_INTEGER},
                                        {0}};

/* Overdue is what could be sent: its endpoint is there and ready, and no earlier alert of the
 * breach has to go first. Unrouted is what still stands. */
static const char status_sql[] =
    "with queue as ("
    " select count(*) filter (where d.state = 'PENDING') as pending,"
    "  count(*) filter (where d.leased_until > now()) as under_way,"
    "  count(*) filter (where d.state = 'PENDING' and e.enabled"
    "   and greatest(d.not_before, d.leased_until, e.held_until) < now() - " OVERDUE
    "   and not exists (select from breach.delivery f where f.breach_id = d.breach_id"
    "    and f.endpoint_id = d.endpoint_id and f.sequence < d.sequence and f.state = 'PENDING'))"
    "   as overdue,"
    "  count(*) filter (where d.state = 'DEAD') as dead,"
    "  count(*) filter (where d.delivered_at > now() - interval '1 hour') as delivered,"
    "  max(d.delivered_at) as last"
    "  from breach.delivery d join breach.endpoint e using (endpoint_id)),"
    " alerts as ("
    " select count(*) filter (where published_at is null) as to_publish,"
    "  count(*) filter (where routing = 'UNROUTED' and exists (select from breach.open o"
    "   where o.breach_id = a.breach_id and o.sequence = a.sequence)) as unrouted"
    "  from breach.alert a where published_at is null or routing = 'UNROUTED'),"
    " inbox as (select count(*) as waiting from breach.inbox),"
    " audit as (select case when $1::boolean then breach.audit_broken() end as broken_at)"
    "select case when broken_at is not null then 'rows of the audit were changed or taken out'"
    "  when not paused and overdue > 0 then 'due for over a minute: does goldenthread-alerter run?'"
    "  when dead > 0 then 'given up: goldenthread alerter replay'"
    "  when unrouted > 0 then 'no route: goldenthread route set, then route catch-up' end,"
    " paused, case when paused then actor end, case when paused then reason end,"
    " case when paused then to_json(date_trunc('second', changed_at)) #>> '{}' end,"
    " waiting, to_publish, pending, under_way, overdue, dead, unrouted, delivered,"
    " to_json(date_trunc('second', last)) #>> '{}', broken_at"
    " from breach.paging, queue, alerts, inbox, audit";

struct options {
    const char *dsn;
    bool audit, json;
};

static PGresult *select_status(PGconn *db, bool audit, struct error *error) {
    struct pg_params params = {0};
    pg_param_text(&params, audit ? "t" : "f");
    return pg_query(db, status_sql, &params, error);
}

static int print_status(const struct call *call, const struct options *options) {
    struct error error = {0};
    PGconn *db = database_open(options->dsn, &error);
    PGresult *result = db != NULL ? select_status(db, options->audit, &error) : NULL;
    int status = EXIT_SUCCESS;
    if (result == NULL) {
        status = command_failed(call, &error);
    } else {
        struct table *table = table_new(columns);
        table_result(table, result);
        table_print_record(table, options->json);
        table_free(table);
        status = PQgetisnull(result, 0, 0) ? EXIT_SUCCESS : EXIT_DIFFERENCES;
    }
    PQclear(result);
    PQfinish(db);
    return status;
}

int cmd_alerter_status(const struct call *call) {
    struct options options = {0};
    const struct setting settings[] = {
        option_dsn(&options.dsn),
        {"audit", SETTING_FLAG, &options.audit, .help = "check the whole audit, row by row"},
        option_json(&options.json),
        {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        status = print_status(call, &options);
        config_free(config);
    }
    return status;
}

/* Sending is one switch for everybody. */
struct turn {
    const char *sql, *done, *already;
    bool paused; /* afterwards, either way */
};

static const struct turn pausing = {
    .sql = "select breach.pause($1, $2)",
    .done = "paused: nothing is sent to anybody until goldenthread alerter resume",
    .already = "it is paused already; goldenthread alerter status says by whom",
    .paused = true,
};
static const struct turn resuming = {
    .sql = "select breach.resume($1, $2)",
    .done = "resumed",
    .already = "it is not paused",
    .paused = false,
};

static int run_turn(const struct call *call, const struct turn *turn, const struct hand *hand,
                    bool json) {
    static const char *const no_more[] = {NULL};
    char *answer = NULL;
    const int status = hand_call(call, hand, turn->sql, no_more, &answer);
    const bool changed = status == EXIT_SUCCESS && answer[0] == 't';
    g_free(answer);
    if (status != EXIT_SUCCESS) {
        return status;
    }
    if (!changed) {
        command_say(call, "%s", turn->already);
    }
    if (json) {
        json_print(json_pack("{s:b s:b}", "paused", turn->paused, "changed", changed));
    } else if (changed) {
        printf("%s\n", turn->done);
    }
    return changed ? EXIT_SUCCESS : EXIT_DIFFERENCES;
}

static int turn_command(const struct call *call, const struct turn *turn) {
    struct hand hand = {0};
    bool json = false;
    const struct setting settings[] = {option_dsn(&hand.dsn),
                                       option_by(&hand.by),
                                       option_reason(&hand.why),
                                       option_json(&json),
                                       {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        status = run_turn(call, turn, &hand, json);
        config_free(config);
    }
    return status;
}

int cmd_alerter_pause(const struct call *call) {
    return turn_command(call, &pausing);
}

int cmd_alerter_resume(const struct call *call) {
    return turn_command(call, &resuming);
}

static int tell_replayed(const struct call *call, char *const *arguments, const char *changed) {
    (void)arguments;
    if (changed[0] != 't') {
        command_say(call,
                    "there is no such delivery that was given up; goldenthread breach history "
                    "shows what became of it");
        return EXIT_DIFFERENCES;
    }
    printf("replayed\n");
    return EXIT_SUCCESS;
}

int cmd_alerter_replay(const struct call *call) {
    return hand_command(call, "select breach.replay($1, $2, $3, $4)", tell_replayed);
}
