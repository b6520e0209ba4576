#include "goldenthread/commands.h"

static const struct command reference_commands[] = {
    {
        .name = "load",
        .arguments = "school-day|school FILE [OPTION...]",
        .least = 2,
        .most = 2,
        .summary = "Loads the authority's own school days or schools from a CSV file.",
        .details =
            "school-day  column: day. The academic years of the file are replaced as a whole.\n"
            "school      columns: org, phase, locality, name. Schools are added or updated by "
            "org.\n\n"
            "A file with a mistake is refused as a whole, each mistake with its line. School days\n"
            "are part of the rules: the command says which consumers stop until a rebuild.\n\n"
            "Examples:\n"
            "  goldenthread reference load school-day school-days-2026.csv\n"
            "  goldenthread reference load school schools.csv",
        .run = cmd_reference_load,
    },
    {0}};

static const struct command kpi_commands[] = {
    {
        .name = "list",
        .arguments = "[OPTION...]",
        .summary = "Lists the KPIs of the register.",
        .details = "Examples:\n  goldenthread kpi list\n  goldenthread kpi list --json",
        .run = cmd_kpi_list,
    },
    {
        .name = "show",
        .arguments = "KPI [OPTION...]",
        .least = 1,
        .most = 1,
        .summary = "Shows the values of a KPI, by period and SEN provision.",
        .details =
            "Without --period the finest one is shown. A period without a row is one for which\n"
            "nothing was sent; a 0 was measured.\n\n"
            "Examples:\n"
            "  goldenthread kpi show absence\n"
            "  goldenthread kpi show absence --period academic-year --sen E",
        .run = cmd_kpi_show,
    },
    {
        .name = "explain",
        .arguments = "KPI [OPTION...]",
        .least = 1,
        .most = 1,
        .summary = "Says in words what a KPI divides, where that is from, and how to look further.",
        .details = "Example:\n  goldenthread kpi explain absence",
        .run = cmd_kpi_explain,
    },
    {0}};

static const struct command quarantine_commands[] = {
    {
        .name = "list",
        .arguments = "[OPTION...]",
        .summary = "Lists refused events with their reasons, never their content.",
        .details = "Examples:\n"
                   "  goldenthread quarantine list\n"
                   "  goldenthread quarantine list --reason unknown_code --state all",
        .run = cmd_quarantine_list,
    },
    {
        .name = "show",
        .arguments = "ID [OPTION...]",
        .least = 1,
        .most = 1,
        .summary = "Shows what is known about one refused event.",
        .details = "Examples:\n"
                   "  goldenthread quarantine show 17\n"
                   "  goldenthread quarantine show 17 --value   # its bytes are personal data",
        .run = cmd_quarantine_show,
    },
    {
        .name = "retry",
        .arguments = "ID...|--reason REASON [OPTION...]",
        .most = 10000,
        .summary = "Publishes held events to their topic again, byte by byte.",
        .details =
            "For events that were refused for a cause that is mended, such as a code that the\n"
            "reference data lacked. An event that counts already changes nothing.\n\n"
            "Examples:\n"
            "  goldenthread quarantine retry 17 18\n"
            "  goldenthread quarantine retry --reason unknown_code",
        .run = cmd_quarantine_retry,
    },
    {
        .name = "discard",
        .arguments = "ID... [OPTION...]",
        .least = 1,
        .most = 10000,
        .summary = "Marks held events as dealt with; they stay in the table.",
        .details = "Example:\n  goldenthread quarantine discard 17 18",
        .run = cmd_quarantine_discard,
    },
    {0}};

static const struct command commands[] = {
    {
        .name = "migrate",
        .arguments = "[OPTION...]",
        .summary = "Brings the database up to this release: tables, reference data, KPIs.",
        .details =
            "Applies schemas/sql/migrations in order, each in a transaction of its own, then\n"
            "loads schemas/sql/reference and schemas/kpis. Doing it again changes nothing. A\n"
            "migration that was edited after it was applied is refused.\n\n"
            "Examples:\n"
            "  goldenthread migrate --dry-run\n"
            "  goldenthread migrate --schemas /usr/share/goldenthread/schemas",
        .run = cmd_migrate,
    },
    {
        .name = "topics",
        .arguments = "[OPTION...]",
        .summary = "Creates the topics that are missing and checks the others.",
        .details =
            "Consumers refuse to start without their topics. Exits 1 when a topic has another\n"
            "number of partitions or, with --check, is missing.\n\n"
            "Examples:\n"
            "  goldenthread topics --replication-factor 3\n"
            "  goldenthread topics --check",
        .run = cmd_topics,
    },
    {
        .name = "status",
        .arguments = "[OPTION...]",
        .summary = "Shows how far each consumer is and whether every event is accounted for.",
        .details =
            "Exits 1 when a partition has a problem: events unaccounted for, a topic that was cut\n"
            "or made anew, events deleted before they were read, a ledger written by other rules,\n"
            "or no progress (--stalled-after). A backlog that is being worked off is no "
            "problem.\n\n"
            "Examples:\n"
            "  goldenthread status\n"
            "  goldenthread status --json | jq '.partitions[] | select(.lag_records > 0)'",
        .run = cmd_status,
    },
    {
        .name = "reference",
        .summary = "Loads the authority's own reference data.",
        .children = reference_commands,
    },
    {
        .name = "check",
        .arguments = "FILE|- --topic TOPIC [OPTION...]",
        .least = 1,
        .most = 1,
        .summary = "Says of events in a file which would be refused, and why.",
        .details =
            "For people who write a producer: needs no Kafka and no database. Events are decoded,\n"
            "checked and compared with those before them as the consumer does it; a VOID, a "
            "resend\n"
            "and a conflict are seen as such. Exits 1 when one would be refused.\n\n"
            "--form json    events one after the other, members as in schemas/avro/examples, bare\n"
            "               or as {\"key\": ..., \"event\": {...}}, or arrays of these; what an "
            "Avro\n"
            "               library could not write, or would leave out, is 'unwritable'\n"
            "--form frames  values as they are sent, each behind its length (four bytes,\n"
            "               big-endian, -1 for null)\n"
            "--form base64  a value a line, or its key, a tab and the value\n"
            "--form value   the whole file is one value\n\n"
            "Examples:\n"
            "  goldenthread check schemas/avro/examples/absence.json --topic absence\n"
            "  my-producer --dump | goldenthread check - --topic exclusion --form base64\n"
            "  kcat -C -b localhost:9092 -t absence -e -f '%R%s' |\n"
            "      goldenthread check - --topic absence --form frames --json",
        .run = cmd_check,
    },
    {
        .name = "publish",
        .arguments = "FILE|- --topic TOPIC [OPTION...]",
        .least = 1,
        .most = 1,
        .summary = "Publishes the events of a file, if none of them would be refused.",
        .details =
            "By hand or from a script, where there is no producer yet. Events are as for check,\n"
            "in JSON; they are checked first, keyed by child_ref, and acknowledged by all in-sync\n"
            "replicas when the command ends. Again, they change nothing. Exits 1 when one would "
            "be\n"
            "refused; then nothing is published.\n\n"
            "Examples:\n"
            "  goldenthread publish exclusion.json --topic exclusion\n"
            "  jq '.event' corrected.json | goldenthread publish - --topic absence --json",
        .run = cmd_publish,
    },
    {
        .name = "verify",
        .arguments = "[CONSUMER] [OPTION...]",
        .most = 1,
        .summary = "Recomputes the ledger from the stored documents and compares.",
        .details = "Works beside running consumers. Exits 1 on any difference.\n\n"
                   "Examples:\n"
                   "  goldenthread verify\n"
                   "  goldenthread verify absence --limit 1000 --json",
        .run = cmd_verify,
    },
    {
        .name = "rebuild",
        .arguments = "CONSUMER...|--all [OPTION...]",
        .most = 100,
        .summary = "Appends what verify finds missing, and takes over the present rules.",
        .details =
            "Needed when the code or the reference data behind a consumer's lines changed. Says\n"
            "what it restates, then writes it with today's known_on; what was known before can\n"
            "still be asked for. Running consumers of the name are held off and stop: start\n"
            "them again with the new release.\n\n"
            "Examples:\n"
            "  goldenthread rebuild absence --dry-run\n"
            "  goldenthread rebuild --all",
        .run = cmd_rebuild,
    },
    {
        .name = "reset-offsets",
        .arguments = "CONSUMER...|--all [OPTION...]",
        .most = 100,
        .summary = "Has topics read again from where their logs start now.",
        .details =
            "For a consumer that stopped loudly because a topic was made anew, cut, or is another\n"
            "cluster's: this accepts the log that is there. An event that counts already changes\n"
            "nothing, so that nothing is counted twice. Held events of the old log stay in\n"
            "quarantine, their offset shown as minus their id; what the new one has of them is\n"
            "refused once more.\n\n"
            "Examples:\n"
            "  goldenthread reset-offsets absence --dry-run\n"
            "  goldenthread reset-offsets --all",
        .run = cmd_reset_offsets,
    },
    {
        .name = "compact",
        .arguments = "CONSUMER|--all [OPTION...]",
        .most = 1,
        .summary = "Files ledger lines under their years, equal ones merged; no sum changes.",
        .details =
            "What the alerter does by itself at night and when many lines wait, beside the\n"
            "consumers. Views read what is filed from sums: run it after a large replay, and\n"
            "they answer at once.\n\n"
            "Example:\n  goldenthread compact --all",
        .run = cmd_compact,
    },
    {
        .name = "kpi",
        .summary = "Lists, shows and explains KPIs.",
        .children = kpi_commands,
    },
    {
        .name = "breach",
        .summary = "Shows breaches and who was told, and takes note of what people do about them.",
        .children = breach_commands,
    },
    {
        .name = "route",
        .summary = "Says which breaches go where.",
        .children = route_commands,
    },
    {
        .name = "endpoint",
        .summary = "Says where alerts can go.",
        .children = endpoint_commands,
    },
    {
        .name = "alerter",
        .summary = "Watches and stops the sending of alerts.",
        .children = alerter_commands,
    },
    {
        .name = "quarantine",
        .summary = "Deals with events that were refused.",
        .children = quarantine_commands,
    },
    {0}};

const struct command goldenthread_command = {
    .name = "goldenthread",
    .summary = "Runs Golden Thread: sets it up, watches it, checks its numbers, repairs them.",
    .details =
        "Settings come from options, else the environment (GOLDENTHREAD_DSN for --dsn), else a\n"
        "key file (--config). Exit statuses: 0 fine, 1 differences or something unhealthy,\n"
        "64 usage, 69 database or broker not reachable, 70 a fault, 78 configuration.\n\n"
        "Examples:\n"
        "  goldenthread migrate && goldenthread topics\n"
        "  goldenthread status\n"
        "  goldenthread kpi show absence --period month\n"
        "  goldenthread verify",
    .children = commands,
};
