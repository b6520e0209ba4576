"""Random events of all five topics in every shape: resends, old revisions, corrections that move dates over terms and
years, withdrawals before and after, conflicts, moves of school, unknown SEN, pupils that are null, values out of range,
broken bytes, writers of another release; shuffled, from clients with different partitioners."""
import datetime
import io
import json
import os
import random
import uuid

import avro.io
import avro.schema
import confluent_kafka

from oracle import wire

CODES = ["/", "\\", "L", "I", "I", "I", "M", "C2", "C2", "O", "X", "D", "K", "Y1", "E", "U", "G", "#"]
NEEDS = ["SEMH", "ASD", "SLCN", "MLD", "HI"]
REASONS = ["PP", "PA", "VA", "DB", "DA", "BW"]
SERVICES = ["SALT", "OT", "CDC", "ND", "CAMHS", "WHEELCHAIR", "EHCNA"]
EPOCH = datetime.date(1970, 1, 1)
DAY_MS = 24 * 3600 * 1000
SHARES = {"absence": .5, "exclusion": .17, "part-time-timetable": .11, "referral": .11, "advice-submission": .11}
# Out of range, one each; what a topic has no field for is not sent.
SPOILT = {"revision": [0, -5], "source": ["", "two words", "s" * 65], "record_id": ["", "r" * 129],
          "recorded_at": [-10 ** 15, 5 * 10 ** 12], "date": [10000, 47482], "starts_on": [10956, 60000],
          "decided_on": [-1, 47482], "received_on": [10956, 2 ** 31 - 1], "requested_on": [-2 ** 31, 47482],
          "planned_end_on": [47482], "provision_from": [10956], "la_notified_at": [10 ** 15],
          "next_review_on": [60000], "la_notified_on": [0], "sessions": [-1, 401],
          "weekly_minutes": [-1, 3001], "ap_minutes": [-1, 3001], "provider": ["", "trust a", "t" * 65],
          "reasons": [[], ["DB", "DB", "PA", "VA"], ["XX"], ["db"]], "service": ["salt", ""],
          "code": ["H", "J", "i", "", "Y8"], "quality_met": [-1, 99], "quality_total": [-1]}


# Reason of refusal: what makes a part-time timetable, whose last three fields take a byte each, such a message.
BROKEN = {"empty": lambda value: None, "too_large": lambda value: value + bytes(256 * 1024),
          "bad_frame": lambda value: b"\x01" + value[1:],
          "unknown_schema": lambda value: value[:2] + bytes(8) + value[10:], "truncated": lambda value: value[:-1],
          "bad_varint": lambda value: value[:10] + b"\xff" * 10 + value[10:],
          "bad_length": lambda value: value[:10] + b"\x01" + value[11:],
          "bad_enum": lambda value: value[:-3] + b"\x7e" + value[-2:],
          "bad_boolean": lambda value: value[:-2] + b"\x02" + value[-1:],
          "bad_utf8": lambda value: value[:11] + b"\xff" + value[12:], "trailing_bytes": lambda value: value + b"\0"}
# All that these schemas can be refused for.
REFUSALS = [*BROKEN, "bad_key", "bad_value", "unknown_code", "conflict"]


def number(iso):
    return (datetime.date.fromisoformat(iso) - EPOCH).days


def child_ref(child):
    """Some are as long as they may be, some are not ASCII."""
    if child == 7:
        return "child-0007-" + "é" * 58 + "x"
    return f"child-{child:04d}-ñ" if child % 50 == 11 else f"child-{child:04d}"


class Maker:
    """Events of one seed. Of every second child all are recorded shortly before the day on which they are sent, of the
    others long before: the one decides with the age of a breach whether it is told to anybody."""

    def __init__(self, seed, children):
        self.draw, self.children, self.sent_on = random.Random(seed), children, None

    def one_of(self, *choices):
        return self.draw.choice(choices)

    def now_and_then(self, share, value):
        return value if self.draw.random() < share else None

    def some_day(self, far=False):
        """Mostly of one academic year, also of those around it, and where the known school days begin and end."""
        spans = [("2025-09-01", "2026-07-31")] * 20 + [("2024-09-01", "2025-08-31")] * 3
        if far:
            spans += [("2023-09-01", "2023-09-07"), ("2027-07-14", "2027-09-05"), ("2000-01-01", "2099-12-31")]
        first, last = self.draw.choice(spans)
        return self.draw.randint(number(first), number(last))

    def uuid(self):
        return str(uuid.UUID(int=self.draw.getrandbits(128)))

    def pupil(self, child):
        if self.draw.random() < .05:
            return None
        sen = self.one_of("N", "N", "K", "E", None)
        return {"school_urn": self.school(child) if self.draw.random() < .9 else None,
                "nc_year": self.one_of(-1, 0, 2, 3, 6, 7, 10, 11, 12, None), "sen_provision": sen,
                "primary_need": self.draw.choice(NEEDS) if sen in ("K", "E") else None,
                "looked_after": self.one_of(True, False, None)}

    def school(self, child):
        """Now and then another one."""
        return 106900 + (child + (self.draw.random() < .1)) % 7

    def recorded_at(self, child):
        days = self.draw.uniform(0, 5) if child % 2 else self.draw.uniform(20, 400)
        return int((self.sent_on - days) * DAY_MS) + DAY_MS // 2

    def envelope(self, child):
        return {"event_id": self.uuid(), "source": f"mis-{child % 3}", "record_id": f"r{self.draw.randrange(30)}",
                "revision": self.draw.choice([1, 2, 3, 1767600000000 + self.draw.randrange(5)]),
                "op": "VOID" if self.draw.random() < .08 else "ASSERT", "recorded_at": self.recorded_at(child),
                "child_ref": child_ref(child), "pupil": self.pupil(child)}

    def absence(self, child):
        session = self.one_of("AM", "PM")
        code = "I" if child % 5 == 0 and self.draw.random() < .7 else self.draw.choice(CODES)
        if code in "/\\":
            code = "/" if session == "AM" else "\\"
        return {"school_urn": self.school(child), "date": self.some_day(), "session": session, "code": code,
                "cause": self.one_of("PHYSICAL", "MENTAL", "UNSPECIFIED", None)}

    def exclusion(self, child):
        starts_on = self.some_day(far=True)
        decided_on = starts_on - self.draw.randrange(4)
        told = decided_on * DAY_MS + self.draw.randrange(-DAY_MS, 7 * DAY_MS)
        return {"category": self.one_of("SUSP", "SUSP", "SUSP", "LNCH", "PERM") if child % 3 else "SUSP",
                "reasons": self.draw.sample(REASONS, self.draw.randint(1, 3)), "decided_on": decided_on,
                "starts_on": starts_on, "ends_on": self.now_and_then(.7, starts_on + self.draw.randrange(20)),
                "sessions": self.draw.randrange(1, 24),
                "stage": self.one_of("ISSUED", "ISSUED", "ISSUED", "UPHELD", "CANCELLED", "REINSTATED", "QUASHED"),
                "la_notified_at": self.now_and_then(.8, told),
                "provision_from": self.now_and_then(.6, starts_on + self.draw.randrange(14))}

    def timetable(self, _child):
        starts_on = self.some_day()
        return {"starts_on": starts_on, "planned_end_on": self.now_and_then(.7, starts_on + 42),
                "ended_on": self.now_and_then(.6, starts_on + self.draw.randrange(100)),
                "next_review_on": self.now_and_then(.7, starts_on + self.draw.randrange(-10, 60)),
                "weekly_minutes": self.draw.randrange(600, 1600),
                "ap_minutes": self.now_and_then(.3, self.draw.randrange(0, 600)),
                "reason": self.one_of("MEDICAL", "REINTEGRATION", "STAGED_ENTRY", "SEMH", "BEHAVIOUR", "OTHER"),
                "parent_agreed": self.draw.random() < .8, "la_notified_on": self.now_and_then(.5, starts_on)}

    def referral(self, _child):
        received_on = self.draw.randint(number("2024-03-01"), number("2026-06-01"))

        def later(share, days):
            return self.now_and_then(share, received_on + self.draw.randrange(days))

        return {"service": self.draw.choice(SERVICES), "provider": self.one_of("trust-a", "trust-b", "P.3_x"),
                "received_on": received_on, "triaged_on": later(.6, 20),
                "accepted": self.one_of(True, True, False, None), "first_contact_on": later(.5, 300),
                "assessed_on": later(.3, 500), "treatment_on": later(.2, 700), "closed_on": later(.2, 800),
                "close_reason": self.now_and_then(.1, "moved away")}

    def advice(self, child):
        requested_on = self.some_day()
        total = self.now_and_then(.5, self.draw.randrange(0, 12))
        return {"case_id": f"EHC-{child}", "strand": self.one_of("EDUCATION", "HEALTH", "EP", "SOCIAL_CARE", "VIEWS",
                                                                "OTHER"),
                "provider": self.one_of("trust-a", "council", "school-1"), "requested_on": requested_on,
                "received_on": self.now_and_then(.7, requested_on + self.draw.randrange(70)),
                "exemption": self.one_of("NONE", "NONE", "NONE", "EXCEPTIONAL", "NOT_BROUGHT", "SCHOOL_CLOSED"),
                "quality_met": None if total is None else self.draw.randint(0, total), "quality_total": total}

    def own(self, topic, child):
        return {"absence": self.absence, "exclusion": self.exclusion, "part-time-timetable": self.timetable,
                "referral": self.referral, "advice-submission": self.advice}[topic](child)

    def event(self, topic, child):
        event = {**self.envelope(child), **self.own(topic, child)}
        if topic == "absence" and child % 2:
            event["record_id"] = ""
        return event

    def variations(self, topic, child):
        """An event, and how its source might send it again."""
        event = self.event(topic, child)
        yield event
        while self.draw.random() < .4:
            other = dict(event, event_id=self.uuid(), recorded_at=self.recorded_at(child))
            kind = self.draw.randrange(6)
            if kind == 1:
                other["revision"] = max(1, event["revision"] + self.one_of(-1, 1))
            elif kind == 2:
                other["op"] = "VOID" if event["op"] == "ASSERT" else "ASSERT"
            elif kind == 3:
                other["pupil"] = self.pupil(child)
            elif kind >= 4:  # a correction, or with the same revision a conflict
                other["revision"] += kind == 4
                self.correct(topic, child, other)
            yield other

    def correct(self, topic, child, event):
        own = self.own(topic, child)
        if topic == "absence":
            own = {name: own[name] for name in ("code", "cause")}
        event.update(own if self.draw.random() < .5 else dict(self.draw.sample(sorted(own.items()), 1)))

    def spoil(self, event):
        """One field out of range; what stands in the pupil too."""
        names = [name for name in SPOILT if name in event] + ["nc_year", "primary_need"]
        name = self.draw.choice(names)
        if name in event:
            event[name] = self.draw.choice(SPOILT[name])
        elif event["pupil"] is not None:
            event["pupil"] = dict(event["pupil"], **{name: {"nc_year": 16, "primary_need": "XXX"}[name]})


def older(schema):
    """As another release might have written it: without the last field, with one that is gone, with a narrow number."""
    fields = schema["fields"][:-1]
    fields = [dict(field, type="int") if field["name"] == "revision" else field for field in fields]
    remark = {"name": "remark", "type": ["null", "string"], "default": None}
    return {**schema, "fields": fields[:7] + [remark] + fields[7:]}


def add_older_schemas(schemas):
    """In a copy of the folder of schemas: the history of every topic."""
    for topic in SHARES:
        with open(f"{schemas}/avro/{topic}.avsc", encoding="utf-8") as file:
            schema = older(json.load(file))
        with open(f"{schemas}/avro/history/{topic}/1.avsc", "w", encoding="utf-8") as file:
            json.dump(schema, file)


def plain(schema):
    """The schema without logical types: dates and instants are numbers here."""
    if isinstance(schema, dict):
        return {key: plain(value) for key, value in schema.items() if key != "logicalType"}
    return [plain(item) for item in schema] if isinstance(schema, list) else schema


class Encoder:
    """Apache Avro's own Python writer, framed as a single object."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            raw = json.load(file)
        self.header = b"\xc3\x01" + wire.fingerprint(raw)
        self.names = [field["name"] for field in raw["fields"]]
        self.writer = avro.io.DatumWriter(avro.schema.parse(json.dumps(plain(raw))))

    def encode(self, event):
        out = io.BytesIO()
        out.write(self.header)
        self.writer.write({name: event[name] for name in self.names}, avro.io.BinaryEncoder(out))
        return out.getvalue()


def broken(draw, value):
    kind = draw.randrange(5)
    if kind == 0:
        return value[:draw.randrange(len(value))]
    if kind == 1:
        return value + b"\0"
    if kind == 2:
        at = draw.randrange(len(value))
        return value[:at] + bytes([value[at] ^ 1 << draw.randrange(8)]) + value[at + 1:]
    return bytes(draw.getrandbits(8) for _ in range(draw.randrange(60))) if kind == 3 else None


class Publisher:
    """Sends a maker's events; some are broken, some carry the key of another child."""

    def __init__(self, maker, brokers, schemas):
        self.maker, self.draw = maker, maker.draw
        self.encoders = {topic: [Encoder(path) for path in (f"{schemas}/avro/{topic}.avsc",
                                                            f"{schemas}/avro/history/{topic}/1.avsc")
                                 if os.path.exists(path)] for topic in SHARES}
        self.producers = [confluent_kafka.Producer({"bootstrap.servers": brokers, "linger.ms": 20,
                                                    "partitioner": partitioner})
                          for partitioner in ("murmur2_random", "murmur2_random", "consistent_random")]

    def encode(self, topic, event):
        present, *earlier = self.encoders[topic]
        narrow = event["revision"] < 1 << 31
        if earlier and narrow and self.draw.random() < .2:
            return earlier[0].encode({**event, "remark": "as it was"})
        return present.encode(event)

    def send(self, topic, event):
        if self.draw.random() < .02:
            self.maker.spoil(event)
        value, key = self.encode(topic, event), event["child_ref"].encode()
        if self.draw.random() < .02:
            value = broken(self.draw, value)
        if self.draw.random() < .003:
            key = self.draw.choice([None, b"", b"somebody else"])
        self.draw.choice(self.producers).produce(topic, key=key, value=value)

    def publish(self, events, sent_on, topics=tuple(SHARES)):
        """So many events, of all topics together, as if they were sent on the day; returns how many messages."""
        self.maker.sent_on, records = number(sent_on), []
        for topic in topics:
            wanted = len(records) + int(events * SHARES[topic] / sum(map(SHARES.get, topics)))
            while len(records) < wanted:
                child = self.draw.randrange(self.maker.children // (3 if topic == "absence" else 1))
                records.extend((topic, event) for event in self.maker.variations(topic, child))
        self.draw.shuffle(records)
        for topic, event in records:
            self.send(topic, event)
        for producer in self.producers:
            assert producer.flush(60) == 0, "messages were not delivered"
        return len(records)

    def publish_refused(self):
        """Besides what chance brings, a message for each of REFUSALS; returns how many messages."""
        topic = "part-time-timetable"
        event = {**self.maker.event(topic, self.draw.randrange(self.maker.children)), "record_id": self.maker.uuid(),
                 "revision": 1, "op": "ASSERT", "la_notified_on": None}
        pupil = {"school_urn": 106900, "nc_year": 8, "sen_provision": "E", "primary_need": "?", "looked_after": None}
        events = [event, dict(event, parent_agreed=not event["parent_agreed"]),  # a conflict
                  dict(event, weekly_minutes=3001), dict(event, pupil=pupil)]
        encode = self.encoders[topic][0].encode
        values = [encode(one) for one in events] + [spoil(encode(event)) for spoil in BROKEN.values()]
        messages = [(event["child_ref"].encode(), value) for value in values] + [(b"somebody else", encode(event))]
        for key, value in messages:
            self.producers[0].produce(topic, key=key, value=value)
        assert self.producers[0].flush(60) == 0, "messages were not delivered"
        return len(messages)
