"""What the tests of the alerter have in common: breaches as a consumer writes them, endpoints, and the program."""
import base64
import json
import os
import re
import sys
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "../support"))
from stack import Stack  # noqa: E402

CHILD = "child-7f3kq2m9"  # in every breach; must be in nothing that leaves the database
KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()

# As a consumer does in its transaction: the breach, then the change.
FUNCTIONS = f"""
create function public.raise(id text, stage text = 'secondary', quiet boolean = false, priority text = 'P1',
                             rule text = 'C1_PEX_SEND', org text = '106958') returns void language sql as $$
    insert into breach.breach (breach_id, consumer, rule_id, step, commitment, priority, subject, window_start,
                               episode, org, sen, stage, raised_on, due_on, over_on, state, sequence, quiet, event_id)
    values (id, 'exclusion', rule, '', 1, priority, '{CHILD}' || id, '1970-01-01', 's1|' || id, org, 'K', stage,
            '2025-10-01', '2025-10-08', '2026-09-01', 'RAISED', 1, quiet, '0f8fad5b-d9cb-469f-a165-70867728950e');
    insert into breach.change (breach_id, sequence, state, reason, quiet) values (id, 1, 'RAISED', 'crossed', quiet)
$$;
create function public.change(id text, state text, quiet boolean = false) returns void language sql as $$
    update breach.breach set sequence = sequence + 1, state = change.state where breach_id = id;
    insert into breach.change (breach_id, sequence, state, reason, quiet)
    select id, sequence, change.state, 'not_crossed', change.quiet from breach.breach where breach_id = id
$$;
-- Time passes: what waits for a retry is due, no endpoint is held.
create function public.hurry() returns void language sql as $$
    update breach.delivery set not_before = now() where state = 'PENDING';
    update breach.endpoint set held_until = null;
    notify breach_change
$$;
"""


def check(holds, sentence, found=""):
    if not holds:
        sys.exit(f"not so: {sentence}\n{found}")
    print(f"so: {sentence}")


class Alerter:
    """The program with its log and its metrics."""

    def __init__(self, scene, *arguments, crash=None):
        stack = scene.stack
        stack.environment["GOLDENTHREAD_CRASH_POINT"] = crash or ""
        self.process = stack.start(
            "goldenthread-alerter", "--secrets", scene.secrets, "--allow-private-ranges", "127.0.0.1/32",
            "--log-level", "debug", "--link-base", "https://alerts.example/a/", *arguments)
        stack.environment["GOLDENTHREAD_CRASH_POINT"] = ""
        if crash is None:
            stack.wait(lambda: self.line("admin.listening"), "the alerter starts")
            stack.wait(self.ready, "the alerter is ready")

    def lines(self, event=None):
        found = [json.loads(line) for line in self.process.output().splitlines()]
        return [line for line in found if event in (None, line["event"])]

    def line(self, event):
        return next(iter(self.lines(event)), None)

    def get(self, path):
        port = self.line("admin.listening")["port"]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.read().decode()

    def ready(self):
        try:
            return self.get("/readyz") == "ok\n"
        except OSError:
            return False

    def metric(self, series):
        found = re.search(rf"^{re.escape(series)} (\S+)$", self.get("/metrics"), re.MULTILINE)
        return float(found[1]) if found else None

    def stop(self):
        return self.process.stop()


class Scene:
    """A database with endpoints that are paths of receivers."""

    def __init__(self, stack):
        self.stack = stack
        self.secrets = os.path.join(stack.home, "webhooks")
        os.mkdir(self.secrets)
        self.write_secret("shared", SECRET)
        # A proxy of the environment is not for alerts.
        stack.environment["https_proxy"] = stack.environment["http_proxy"] = "http://127.0.0.1:1"
        stack.call("goldenthread", "migrate")
        self.sql(FUNCTIONS)

    def sql(self, query):
        return self.stack.sql(query)

    def write_secret(self, name, text):
        with open(os.path.join(self.secrets, name), "w", encoding="ascii") as file:
            file.write(text + "\n")

    def endpoint(self, name, url, stage="secondary", secret="shared", rule=""):
        """One endpoint, and the route that leads there."""
        self.sql(f"insert into breach.endpoint (endpoint_id, role, url, secret_file)"
                 f" values ('{name}', 'secondary_lead', '{url}', '{secret}');"
                 f"insert into breach.route (endpoint_id, stage, rule_id) values ('{name}', '{stage}', '{rule}')")

    def only(self, name, url, **options):
        """From now on there is no way but this."""
        self.sql("delete from breach.route; update breach.endpoint set enabled = false,"
                 " disabled_reason = 'over', disabled_at = now() where enabled")
        self.endpoint(name, url, **options)

    def delivery(self, delivery, columns="state"):
        return self.sql(f"select {columns} from breach.delivery where delivery_id = '{delivery}'")

    def until(self, delivery, state):
        self.stack.wait(lambda: self.delivery(delivery) == state, f"{delivery} is {state}", every=.01)

    def outcome(self, delivery):
        """What came of the first attempt."""
        self.stack.wait(lambda: self.delivery(delivery, "last_outcome"), f"{delivery} is tried", every=.01)
        return self.delivery(delivery, "last_outcome")


def run(servers, *tests):
    """One scene for all of them; each makes endpoints and breaches of its own."""
    with Stack(servers=servers) as stack:
        scene = Scene(stack)
        for test in tests:
            print(f"-- {test.__name__.replace('_', ' ')}")
            test(scene)
