"""Panel leads who are told of breaches while alerters die, and what must hold of what reached them."""
import base64
import os
import threading
import zlib

from oracle import wire
from oracle.log import load_schema, messages, writer_schemas
from webhooks import Answer, Receiver, hang_up

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
ENDPOINTS = {"lead": [], "shaky": ["--priority", "P2"]}


class Leads:
    """Receivers behind routes. The shaky one fails the first attempt at every third alert: it answers 500, or reads the
    request and says nothing."""

    def __init__(self, stack):
        self.stack = stack
        self.seen, self.unanswered, self.lock = set(), set(), threading.Lock()
        self.receiver = Receiver()
        self.receiver.script("shaky", self.shaky)
        self.secrets = os.path.join(stack.home, "webhooks")
        os.mkdir(self.secrets)
        with open(os.path.join(self.secrets, "shared"), "w", encoding="ascii") as file:
            file.write(SECRET + "\n")
        by = ["--by", "chaos", "--reason", "test"]
        for name, route in ENDPOINTS.items():
            stack.call("goldenthread", "endpoint", "set", name, "--url", self.receiver.url(name),
                       "--role", "secondary_lead", "--secret-file", "shared", *by)
            stack.call("goldenthread", "route", "set", name, *route, *by)
        self.alerters = [self.new(), self.new()]

    def new(self):
        return self.stack.start("goldenthread-alerter", "--secrets", self.secrets,
                                "--allow-private-ranges", "127.0.0.1/32")

    def shaky(self, handler):
        delivery = handler.headers["webhook-id"]
        kind = zlib.crc32(delivery.encode()) % 6
        with self.lock:
            answer = Answer() if delivery in self.seen or kind > 1 else Answer(500) if kind else hang_up
            self.seen.add(delivery)
            if answer is hang_up:
                self.unanswered.add(delivery)
        answer(handler)

    def kill_one(self):
        self.alerters.pop(0).kill()
        self.alerters.append(self.new())

    def kill_all(self):
        for alerter in self.alerters:
            alerter.kill()
        self.alerters = [self.new(), self.new()]

    def all_are_told(self):
        return self.stack.sql("""
            select (select count(*) from breach.inbox) = 0
               and (select count(*) from breach.delivery where state = 'PENDING') = 0
               and (select count(*) from breach.alert where published_at is null) = 0""") == "t"

    def check(self):
        """Every change that is not quiet reached everybody whom a route names, once for a receiver that goes by the id,
        and in order."""
        stack = self.stack
        assert all(alerter.running() for alerter in self.alerters), "an alerter has ended by itself"
        wrong = stack.sql("""
            select c.breach_id, c.sequence, c.quiet, a.routing from breach.change c left join breach.alert a
             using (change_id) where a.routing is distinct from case when c.quiet then 'QUIET' else 'ROUTED' end""")
        assert wrong == "", f"not expanded as it should be: {wrong[:2000]}"
        for name in ENDPOINTS:
            self.check_endpoint(name)
        stack.call("goldenthread", "alerter", "status", "--audit")

    def check_endpoint(self, name):
        rows = [row.split("|") for row in self.stack.sql(f"""
            select delivery_id, state, attempts from breach.delivery where endpoint_id = '{name}'""").splitlines()]
        came = self.receiver.ids(name)
        first = list(dict.fromkeys(came))
        must = {delivery for delivery, state, _ in rows if state == "DELIVERED"}
        may = {delivery for delivery, state, attempts in rows if state == "SUPERSEDED" and attempts != "0"}
        assert must <= set(first) <= must | may, f"{name} was told other alerts: {set(first) ^ must}"
        for delivery, _, attempts in rows:
            # A client may say it again by itself when a connection that it kept ends without a word.
            most = int(attempts) + (delivery in self.unanswered)
            assert came.count(delivery) <= most, f"{name}: {delivery} came {came.count(delivery)} times, not {most}"
        assert len({(webhook.id, webhook.body) for webhook in self.receiver.came(name)}) == len(first), \
            f"{name}: one id, two contents"
        newest = {}
        for delivery in first:
            breach, _, sequence = delivery.rpartition("_")
            assert newest.get(breach, 0) < int(sequence), f"{name}: {delivery} came late"
            newest[breach] = int(sequence)
        print(f"{name}: {len(first)} alerts, {len(came) - len(first)} of them once more,"
              f" {len(rows) - len(must)} superseded")

    def check_topic(self):
        """The last record of every breach in the topic says how it stands."""
        schemas = writer_schemas(self.stack.schemas, "commitment-breach")
        schema = load_schema(f"{self.stack.schemas}/avro/commitment-breach.avsc")
        last = {}
        for message in messages(self.stack.brokers, "commitment-breach"):
            record = wire.decode(message.value, schemas, schema)
            last[message.key.decode()] = f"{record['breach_id']}|{record['state']}|{record['sequence']}"
        stands = set(self.stack.sql("select breach_id, state, sequence from breach.history").splitlines())
        assert set(last.values()) == stands and len(last) == len(stands), sorted(stands ^ set(last.values()))[:5]
        print(f"commitment-breach: {len(last)} breaches as they stand")
