"""Exclusions as another client publishes them: encoded by Python's avro, framed by hand, acknowledged by the broker."""
import datetime
import io
import json
import os
import time
import uuid

import avro.io
import avro.schema
import confluent_kafka

from oracle import wire

SOURCE = "mis-breach-test"
UTC = datetime.timezone.utc


def day(text):
    return datetime.date.fromisoformat(text)


def afternoon(date):
    return datetime.datetime.combine(date, datetime.time(15), UTC)


def exclusion(child, record, revision, decided_on, **changes):
    """A permanent exclusion of a child with SEN support from the day after the decision, recorded and notified at once."""
    decided_on = day(decided_on)
    event = {
        "event_id": str(uuid.uuid4()), "source": SOURCE, "record_id": record, "revision": revision, "op": "ASSERT",
        "recorded_at": afternoon(decided_on), "child_ref": child,
        "pupil": {"school_urn": 106958, "nc_year": 9, "sen_provision": "K", "primary_need": "SEMH",
                  "looked_after": False},
        "category": "PERM", "reasons": ["DB"], "decided_on": decided_on,
        "starts_on": decided_on + datetime.timedelta(days=1), "ends_on": None, "sessions": 0, "stage": "ISSUED",
        "la_notified_at": afternoon(decided_on), "provision_from": None,
    }
    unknown = set(changes) - set(event)
    assert not unknown, unknown
    return {**event, **changes}


class Publisher:
    """A client of the topic exclusion that remembers what no alert, log or metric may contain."""

    def __init__(self, stack):
        with open(os.path.join(stack.schemas, "avro/exclusion.avsc"), encoding="utf-8") as file:
            text = file.read()
        self.writer = avro.io.DatumWriter(avro.schema.parse(text))
        self.head = b"\xc3\x01" + wire.fingerprint(json.loads(text))
        self.producer = confluent_kafka.Producer({
            "bootstrap.servers": stack.brokers, "enable.idempotence": True, "partitioner": "murmur2_random",
            "linger.ms": 0})
        self.sent, self.secrets = 0, {SOURCE}

    def encoded(self, event):
        out = io.BytesIO(self.head)
        out.seek(0, io.SEEK_END)
        self.writer.write(event, avro.io.BinaryEncoder(out))
        return out.getvalue()

    def publish(self, *events):
        """When the broker had acknowledged the last of them, in seconds of the clock."""
        acknowledged = []

        def delivered(error, _):
            assert error is None, error
            acknowledged.append(time.time())

        for event in events:
            self.producer.produce("exclusion", key=event["child_ref"].encode(), value=self.encoded(event),
                                  on_delivery=delivered)
            self.secrets |= {event["child_ref"], event["record_id"], event["event_id"]}
        assert self.producer.flush(60) == 0, "the broker did not answer"
        self.sent += len(events)
        return max(acknowledged)
