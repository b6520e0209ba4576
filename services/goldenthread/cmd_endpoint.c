#include <stdio.h>

#include "goldenthread/commands.h"
#include "goldenthread/hand.h"
#include "goldenthread/report.h"

int cmd_endpoint_list(const struct call *call) {
    static const struct column columns[] = {{"endpoint", COLUMN_TEXT},
                                            {"role", COLUMN_TEXT},
                                            {"url", COLUMN_TEXT},
                                            {"secret_file", COLUMN_TEXT},
                                            {"enabled", COLUMN_FLAG},
                                            {"disabled_reason", COLUMN_TEXT},
                                            {"routes", COLUMN_INTEGER},
                                            {"pending", COLUMN_INTEGER},
                                            {"dead", COLUMN_INTEGER},
                                            {"last_delivered_at", COLUMN_TEXT},
                                            {0}};
    return report_query(
        call,
        "select endpoint_id, e.role, e.url, e.secret_file, e.enabled, e.disabled_reason,"
        " (select count(*) from breach.route r where r.endpoint_id = e.endpoint_id),"
        " count(*) filter (where d.state = 'PENDING'), count(*) filter (where d.state = 'DEAD'),"
        " to_json(date_trunc('second', max(d.delivered_at))) #>> '{}'"
        " from breach.endpoint e left join breach.delivery d using (endpoint_id)"
        " where e.removed_at is null group by endpoint_id order by endpoint_id",
        columns);
}

/* What the table's own constraints say, in words. */
static const struct form {
    const char *pattern, *words;
} forms[] = {
    {"^[a-z0-9][a-z0-9_-]{0,63}$", "ENDPOINT is small letters, digits, '-' and '_'"},
    {"^[a-z][a-z_]{0,63}$", "--role is small letters and '_', e.g. secondary_lead"},
    {"^https?://[^/?#@\\s]+([/?#]\\S{0,1900})?$", "--url is https://host/path, without a user"},
    {"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$",
     "--secret-file is the name of a file in the alerter's folder of secrets, without a path"},
};

static bool well_formed(const struct call *call, const char *const *values) {
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        if (!g_regex_match_simple(forms[i].pattern, values[i], 0, 0)) {
            command_usage(call, "'%s' is not accepted: %s", values[i], forms[i].words);
            return false;
        }
    }
    return true;
}

static int run_set(const struct call *call, const struct hand *hand, const char *const *values) {
    if (!well_formed(call, values)) {
        return EX_USAGE;
    }
    char *is_new = NULL;
    const int status = hand_call(call, hand, "select breach.set_endpoint($1, $2, $3, $4, $5, $6)",
                                 values, &is_new);
    if (status == EXIT_SUCCESS) {
        printf("%s %s\n", is_new[0] == 't' ? "added" : "changed", values[0]);
    }
    g_free(is_new);
    return status;
}

int cmd_endpoint_set(const struct call *call) {
    struct hand hand = {0};
    const char *role = NULL, *url = NULL, *secret_file = NULL;
    const struct setting settings[] = {
        option_dsn(&hand.dsn),
        {"url", SETTING_STRING, &url, .required = true, .help = "where to, https://host/path"},
        {"role", SETTING_STRING, &role, .required = true,
         .help = "whom it reaches: primary_lead, secondary_lead, strategic_lead, ..."},
        {"secret-file", SETTING_STRING, &secret_file, .required = true,
         .help = "name of the file in the alerter's folder of secrets that deliveries are signed "
                 "by"},
        option_by(&hand.by),
        option_reason(&hand.why),
        {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        const char *const values[] = {rest[0], role, url, secret_file, NULL};
        status = run_set(call, &hand, values);
        config_free(config);
    }
    return status;
}

static int tell(const struct call *call, const char *endpoint, const char *done,
                const char *changed) {
    if (changed[0] != 't') {
        command_say(call, "'%s' is %s already, or not there; goldenthread endpoint list shows them",
                    endpoint, done);
        return EXIT_DIFFERENCES;
    }
    printf("%s %s\n", done, endpoint);
    return EXIT_SUCCESS;
}

static int tell_enabled(const struct call *call, char *const *arguments, const char *changed) {
    const int status = tell(call, arguments[0], "enabled", changed);
    if (status == EXIT_SUCCESS) {
        command_say(call,
                    "what others were told meanwhile is delivered by goldenthread route "
                    "catch-up --endpoint %s",
                    arguments[0]);
    }
    return status;
}

static int tell_disabled(const struct call *call, char *const *arguments, const char *changed) {
    return tell(call, arguments[0], "disabled", changed);
}

int cmd_endpoint_enable(const struct call *call) {
    return hand_command(call, "select breach.enable_endpoint($1, $2, $3)", tell_enabled);
}

int cmd_endpoint_disable(const struct call *call) {
    return hand_command(call, "select breach.disable_endpoint($1, $2, $3)", tell_disabled);
}

static int tell_removed(const struct call *call, char *const *arguments, const char *answer) {
    if (g_str_equal(answer, "removed")) {
        printf("removed %s\n", arguments[0]);
        return EXIT_SUCCESS;
    }
    if (g_str_equal(answer, "absent")) {
        command_say(call, "there is no endpoint '%s'; goldenthread endpoint list shows them",
                    arguments[0]);
    } else {
        command_say(call, "'%s' is where routes lead: %s; goldenthread route remove comes first",
                    arguments[0], answer);
    }
    return EXIT_DIFFERENCES;
}

int cmd_endpoint_remove(const struct call *call) {
    return hand_command(call, "select breach.remove_endpoint($1, $2, $3)", tell_removed);
}
