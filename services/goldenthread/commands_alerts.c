/* The commands about breaches and whom they are told to. */
#include "goldenthread/commands.h"

const struct command breach_commands[] = {
    {
        .name = "list",
        .arguments = "[OPTION...]",
        .summary = "Lists breaches, the most urgent first, without anything about the child.",
        .details =
            "Quiet ones were recorded and not sent: they were old news when they were found.\n\n"
            "Examples:\n"
            "  goldenthread breach list\n"
            "  goldenthread breach list --priority P1 --stage secondary\n"
            "  goldenthread breach list --state any --raised-since 2026-09-01 --json",
        .run = cmd_breach_list,
    },
    {
        .name = "show",
        .arguments = "BREACH [OPTION...]",
        .least = 1,
        .most = 1,
        .summary = "Shows one breach: the rule, where, until when, whose record, who was told.",
        .details = "The child is found by the record id, in the source system that gave it.\n\n"
                   "Examples:\n"
                   "  goldenthread breach show alr_chst75ihrmrzazdkyhxnsuvob4\n"
                   "  goldenthread breach show alr_chst75ihrmrzazdkyhxnsuvob4 --json | jq .told",
        .run = cmd_breach_show,
    },
    {
        .name = "ack",
        .arguments = "BREACH --by WHO --comment TEXT [OPTION...]",
        .least = 1,
        .most = 1,
        .summary = "Says that somebody has a raised breach in hand.",
        .details =
            "Stops what is still to be sent about it, and tells the others on its route, unless\n"
            "it is quiet. Exits 1 when it is not raised.\n\n"
            "Example:\n"
            "  goldenthread breach ack alr_chst75ihrmrzazdkyhxnsuvob4 --by 'Panel lead, secondary'"
            " \\\n      --comment 'Place at the PRU from Monday, school informed'",
        .run = cmd_breach_ack,
    },
    {
        .name = "resolve",
        .arguments = "BREACH --by WHO --comment TEXT [OPTION...]",
        .least = 1,
        .most = 1,
        .summary = "Closes a breach that somebody has dealt with.",
        .details =
            "It stays closed until what broke the rule itself goes away. Told to the others as an\n"
            "acknowledgement is. Exits 1 when it is closed already.\n\n"
            "Example:\n"
            "  goldenthread breach resolve alr_chst75ihrmrzazdkyhxnsuvob4 --by 'Panel lead, "
            "secondary' \\\n      --comment 'Started on 12 October'",
        .run = cmd_breach_resolve,
    },
    {
        .name = "history",
        .arguments = "[BREACH] [OPTION...]",
        .most = 1,
        .summary = "Lists changes of state in order, each with its reason and its deliveries.",
        .details = "Examples:\n"
                   "  goldenthread breach history\n"
                   "  goldenthread breach history alr_chst75ihrmrzazdkyhxnsuvob4 --json",
        .run = cmd_breach_history,
    },
    {0}};

const struct command route_commands[] = {
    {
        .name = "list",
        .arguments = "[OPTION...]",
        .summary = "Lists the routes: each breach that matches goes to the endpoint.",
        .details = "Examples:\n  goldenthread route list\n  goldenthread route list --json",
        .run = cmd_route_list,
    },
    {
        .name = "set",
        .arguments = "ENDPOINT --by WHO --reason TEXT [OPTION...]",
        .least = 1,
        .most = 1,
        .summary = "Adds a route to an endpoint.",
        .details =
            "Every route that matches counts, and each endpoint is told once. A route that says a\n"
            "stage and neither rule nor commitment takes the breaches of schools (commitments 1\n"
            "and 2) only: referrals and advice go by rule.\n\n"
            "Examples:\n"
            "  goldenthread route set secondary --stage secondary --by 'S. Ops' --reason 'new "
            "lead'\n"
            "  goldenthread route set strategic --priority P1 --by 'S. Ops' --reason 'panel of "
            "May'\n"
            "  goldenthread route set health --rule 'C4_*' --by 'S. Ops' --reason 'agreed with "
            "DCO'",
        .run = cmd_route_set,
    },
    {
        .name = "remove",
        .arguments = "ROUTE --by WHO --reason TEXT [OPTION...]",
        .least = 1,
        .most = 1,
        .summary = "Takes a route away, by its number.",
        .details =
            "What is on its way arrives.\n\n"
            "Example:\n  goldenthread route remove 3 --by 'S. Ops' --reason 'left the panel'",
        .run = cmd_route_remove,
    },
    {
        .name = "test",
        .arguments = "ENDPOINT --by WHO [OPTION...]",
        .least = 1,
        .most = 1,
        .summary = "Sends an endpoint a test and waits for what becomes of it.",
        .details = "The test goes the way of every alert: through the queue of a running\n"
                   "goldenthread-alerter, signed, with retries. It says that nothing has happened. "
                   "Exits 1\n"
                   "when it has not arrived in time; then it is not tried again.\n\n"
                   "Examples:\n"
                   "  goldenthread route test secondary --by 'S. Ops'\n"
                   "  goldenthread route test secondary --by 'S. Ops' --wait 10s --json",
        .run = cmd_route_test,
    },
    {
        .name = "catch-up",
        .arguments = "--by WHO --reason TEXT [OPTION...]",
        .summary = "Delivers what nobody was told, as far as it still stands.",
        .details =
            "For breaches that no route led anywhere, after a route was added or an endpoint\n"
            "enabled.\n\n"
            "Examples:\n"
            "  goldenthread route catch-up --by 'S. Ops' --reason 'first routes'\n"
            "  goldenthread route catch-up --endpoint secondary --by 'S. Ops' --reason 'back "
            "again'",
        .run = cmd_route_catch_up,
    },
    {0}};

const struct command endpoint_commands[] = {
    {
        .name = "list",
        .arguments = "[OPTION...]",
        .summary = "Lists the endpoints, what waits for them and when one last answered.",
        .details = "Examples:\n  goldenthread endpoint list\n  goldenthread endpoint list --json",
        .run = cmd_endpoint_list,
    },
    {
        .name = "set",
        .arguments = "ENDPOINT --url URL --role ROLE --secret-file NAME --by WHO --reason TEXT",
        .least = 1,
        .most = 1,
        .summary = "Adds a webhook, or changes the address, role or secret of one.",
        .details = "Example:\n"
                   "  goldenthread endpoint set secondary --url https://panel.example/alerts \\\n"
                   "      --role secondary_lead --secret-file secondary --by 'S. Ops' "
                   "--reason 'new lead'\n"
                   "  goldenthread route test secondary",
        .run = cmd_endpoint_set,
    },
    {
        .name = "enable",
        .arguments = "ENDPOINT --by WHO --reason TEXT [OPTION...]",
        .least = 1,
        .most = 1,
        .summary = "Sends to an endpoint again.",
        .details =
            "Exits 1 when it is enabled.\n\n"
            "Example:\n"
            "  goldenthread endpoint enable secondary --by 'S. Ops' --reason 'answers again'",
        .run = cmd_endpoint_enable,
    },
    {
        .name = "disable",
        .arguments = "ENDPOINT --by WHO --reason TEXT [OPTION...]",
        .least = 1,
        .most = 1,
        .summary = "Sends nothing more to an endpoint, until it is enabled.",
        .details = "Exits 1 when it is disabled.\n\n"
                   "Example:\n"
                   "  goldenthread endpoint disable secondary --by 'S. Ops' --reason 'moved away'",
        .run = cmd_endpoint_disable,
    },
    {
        .name = "remove",
        .arguments = "ENDPOINT --by WHO --reason TEXT [OPTION...]",
        .least = 1,
        .most = 1,
        .summary = "Takes an endpoint away that no route leads to.",
        .details =
            "What still waits for it is not sent; what was sent to it stays in the history.\n"
            "Exits 1 when a route leads to it or it is not there.\n\n"
            "Example:\n"
            "  goldenthread endpoint remove secondary --by 'S. Ops' --reason 'panel has ended'",
        .run = cmd_endpoint_remove,
    },
    {0}};

const struct command alerter_commands[] = {
    {
        .name = "status",
        .arguments = "[OPTION...]",
        .summary = "Shows what is to be sent, what was given up and whether sending is paused.",
        .details =
            "Exits 1 on a problem: due for over a minute, given up, without a route, or an audit\n"
            "that was changed. Being paused is none.\n\n"
            "Examples:\n"
            "  goldenthread alerter status\n"
            "  goldenthread alerter status --audit --json | jq .problem",
        .run = cmd_alerter_status,
    },
    {
        .name = "pause",
        .arguments = "--by WHO --reason TEXT [OPTION...]",
        .summary = "Stops all sending at once; breaches are still recorded.",
        .details = "Exits 1 when it is paused already.\n\n"
                   "Example:\n"
                   "  goldenthread alerter pause --by 'S. Ops' --reason 'a school sends nonsense'",
        .run = cmd_alerter_pause,
    },
    {
        .name = "resume",
        .arguments = "--by WHO --reason TEXT [OPTION...]",
        .summary = "Sends again, what waited first.",
        .details = "Exits 1 when it is not paused.\n\n"
                   "Example:\n  goldenthread alerter resume --by 'S. Ops' --reason 'mended'",
        .run = cmd_alerter_resume,
    },
    {
        .name = "replay",
        .arguments = "ALERT ENDPOINT --by WHO --reason TEXT [OPTION...]",
        .least = 2,
        .most = 2,
        .summary = "Begins again with a delivery that was given up.",
        .details = "ALERT is the breach, '_' and the sequence: the webhook-id.\n\n"
                   "Example:\n"
                   "  goldenthread alerter replay alr_chst75ihrmrzazdkyhxnsuvob4_1 secondary \\\n"
                   "      --by 'S. Ops' --reason 'certificate renewed'",
        .run = cmd_alerter_replay,
    },
    {0}};
