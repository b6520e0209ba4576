#include <stdio.h>

#include "goldenthread/commands.h"
#include "goldenthread/hand.h"

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

static const struct act acknowledge = {"select breach.acknowledge($3, $1, $2)", "acknowledged",
                                       "RAISED", is_raised};
static const struct act resolve = {"select breach.resolve($3, $1, $2)", "resolved",
                                   "RAISED or ACKNOWLEDGED", is_open};

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

static int cmd_act(const struct call *call, const struct act *act) {
    struct hand hand = {0};
    const struct setting settings[] = {option_dsn(&hand.dsn),
                                       option_by(&hand.by),
                                       {"comment", SETTING_STRING, &hand.why, .required = true,
                                        .help = "why, for whoever looks later; no names"},
                                       {0}};
    char **rest, *state = NULL;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        status = hand_call(call, &hand, act->sql, (const char *const *)rest, &state);
        if (status == EXIT_SUCCESS) {
            status = tell(call, act, rest[0], state);
        }
        g_free(state);
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
