#!/usr/bin/python3
"""Publishes random absence events in every shape: resends, corrections, withdrawals before and after, conflicts, moves
of school, unknown SEN, hostile bytes; shuffled, from clients with different partitioners.

    random_events.py --brokers HOST:PORT --schemas schemas --seed 1 --events 20000
"""
import argparse
import io
import json
import os
import random
import sys
import uuid

import avro.io
import avro.schema
import confluent_kafka

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from oracle import wire  # noqa: E402

CODES = ["/", "\\", "L", "I", "I", "I", "M", "C2", "C2", "O", "X", "D", "K", "Y1", "E", "U", "G", "#"]
NEEDS = ["SEMH", "ASD", "SLCN", "MLD", "HI"]
FIRST_DAY = 20332  # 2025-09-01
DAYS = 210


def pupil(draw, school):
    if draw.random() < .05:
        return None
    sen = draw.choice(["N", "N", "K", "E", None])
    return {"school_urn": school if draw.random() < .9 else None,
            "nc_year": draw.choice([-1, 0, 3, 6, 7, 11, 12, None]),
            "sen_provision": sen,
            "primary_need": draw.choice(NEEDS) if sen in ("K", "E") else None,
            "looked_after": draw.choice([True, False, None])}


def event(draw, child):
    school = 106900 + (child + (draw.random() < .1)) % 7
    session = draw.choice(["AM", "PM"])
    code = "I" if child % 5 == 0 and draw.random() < .7 else draw.choice(CODES)
    if code in "/\\":
        code = "/" if session == "AM" else "\\"
    day = FIRST_DAY + draw.randrange(DAYS)
    revision = draw.choice([1, 2, 3, 1767600000000 + draw.randrange(5)])
    return {"event_id": str(uuid.UUID(int=draw.getrandbits(128))), "source": f"mis-{child % 3}",
            "record_id": "" if child % 2 else f"r{draw.randrange(1000)}", "revision": revision,
            "op": "VOID" if draw.random() < .08 else "ASSERT",
            "recorded_at": 1767600000000 + draw.randrange(10 ** 9), "child_ref": f"child-{child:04d}",
            "pupil": pupil(draw, school), "school_urn": school, "date": day, "session": session,
            "code": code, "cause": draw.choice(["PHYSICAL", "MENTAL", "UNSPECIFIED", None])}


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
        self.writer = avro.io.DatumWriter(avro.schema.parse(json.dumps(plain(raw))))

    def encode(self, record):
        out = io.BytesIO()
        out.write(self.header)
        self.writer.write(record, avro.io.BinaryEncoder(out))
        return out.getvalue()


def variations(draw, record):
    """The event as its source might send it again."""
    yield record
    while draw.random() < .35:
        other = dict(record, event_id=str(uuid.UUID(int=draw.getrandbits(128))))
        kind = draw.randrange(5)
        if kind == 1:
            other["revision"] = max(1, record["revision"] + draw.choice([-1, 1]))
        elif kind == 2 and record["op"] == "ASSERT":
            other["code"] = draw.choice(["I", "M", "O"])
        elif kind == 3:
            other["op"] = "VOID" if record["op"] == "ASSERT" else "ASSERT"
        elif kind == 4:
            other["pupil"] = pupil(draw, record["school_urn"])
        yield other


def hostile(draw, value):
    kind = draw.randrange(4)
    if kind == 0:
        return value[:draw.randrange(len(value))]
    if kind == 1:
        return value + b"\0"
    if kind == 2:
        at = draw.randrange(len(value))
        return value[:at] + bytes([value[at] ^ 1 << draw.randrange(8)]) + value[at + 1:]
    return bytes(draw.getrandbits(8) for _ in range(draw.randrange(60)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--brokers", required=True)
    parser.add_argument("--schemas", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--events", type=int, default=20000)
    parser.add_argument("--hostile", type=float, default=.01, help="share of broken messages")
    options = parser.parse_args()
    draw = random.Random(options.seed)
    encoder = Encoder(f"{options.schemas}/avro/absence.avsc")
    records = []
    while len(records) < options.events:
        records.extend(variations(draw, event(draw, draw.randrange(options.events // 60 + 5))))
    draw.shuffle(records)
    producers = [confluent_kafka.Producer({"bootstrap.servers": options.brokers, "linger.ms": 20,
                                           "partitioner": partitioner})
                 for partitioner in ("murmur2_random", "murmur2_random", "consistent_random")]
    for record in records:
        value = encoder.encode(record)
        if draw.random() < options.hostile:
            value = hostile(draw, value)
        producer = draw.choice(producers)
        producer.produce("absence", key=record["child_ref"].encode(), value=value)
        producer.poll(0)
    for producer in producers:
        assert producer.flush(60) == 0, "messages were not delivered"
    print(f"published {len(records)}")


if __name__ == "__main__":
    main()
