#include "goldenthread/commands.h"
#include "goldenthread/database.h"

/* What a person may do to a breach. */
struct act {
    const char *sql;
    const char *done; /* "acknowledged" */
    const char *from; /* the states it may be in, in words */
    bool (*allowed)(const char *state);
};

static bool is_raised(const char *state) {
    return g_str_equal(state, "RAISED");
}

static bool is_open(const char *state) {
    return is_raised(state) || g_str_equal(state, "ACKNOWLEDGED");
}

static const struct act acknowledge = {"select breach.acknowledge($1, $2, $3)", "acknowledged",
                                       "RAISED", is_raised};
static const struct act resolve = {"select breach.resolve($1, $2, $3)", "resolved",
                                   "RAISED or ACKNOWLEDGED", is_open};

struct options {
    const char *dsn, *by, *comment;
};

static int tell(const struct call *call, const struct act *act, const char *breach_id,
                const char *state) {
    if (state == NULL) {
        command_say(call, "there is no breach '%s'; goldenthread breach list shows them",
                    breach_id);
    } else if (!act->allowed(state)) {
        command_say(call, "'%s' is %s; what can be %s is %s", breach_id, state, act->done,
                    act->from);
    } else {
        printf("%s %s\n", act->done, breach_id);
        return EXIT_SUCCESS;
    }
    return EXIT_DIFFERENCES;
}

static int run_act(const struct call *call, const struct act *act, const struct options *options,
                   const char *breach_id) {
    struct error error = {0};
    struct pg_params params = {0};
    pg_param_text(&params, breach_id);
    pg_param_text(&params, options->by);
    pg_param_text(&params, options->comment);
    PGconn *db = database_open(options->dsn, &error);
    PGresult *result = db != NULL ? pg_query(db, act->sql, &params, &error) : NULL;
    const int status = result != NULL ? tell(call, act, breach_id, database_text(result, 0, 0))
                                      : command_failed(call, &error);
    PQclear(result);
    PQfinish(db);
    return status;
}

static int cmd_act(const struct call *call, const struct act *act) {
    struct options options = {0};
    const struct setting settings[] = {option_dsn(&options.dsn),
                                       option_by(&options.by),
                                       {"comment", SETTING_STRING, &options.comment,
                                        .required = true,
                                        .help = "why, for whoever looks later; no names"},
                                       {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        status = command_signed(call, options.by, options.comment)
                     ? run_act(call, act, &options, rest[0])
                     : EX_USAGE;
        config_free(config);
    }
    return status;
}

int cmd_breach_ack(const struct call *call) {
    return cmd_act(call, &acknowledge);
}

int cmd_breach_resolve(const struct call *call) {
    return cmd_act(call, &resolve);
}
