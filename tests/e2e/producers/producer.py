#!/usr/bin/python3
"""Publishes one mark of a register: a producer to start from.

    apt-get install python3-confluent-kafka python3-avro
    producer.py BROKERS [CHILD_REF]

Change: EVENT, from your register; SOURCE, to the name that the operator gave you; the client's TLS and login, after
`bootstrap.servers`. Keep: the partitioner, the key, and sending again whatever was not acknowledged (it counts once).
HEADER belongs to absence.avsc as it is now: take both over together, from schemas/avro/README.md.
"""
import datetime
import io
import os
import sys

import avro.io
import avro.schema
import confluent_kafka

BROKERS = sys.argv[1]
CHILD_REF = sys.argv[2] if len(sys.argv) > 2 else "7f3kq2m9w4tb"  # a pseudonym, never a name or a number
SOURCE = "mis-north"
HERE = os.path.dirname(os.path.realpath(__file__))
SCHEMAS = os.environ.get("GOLDENTHREAD_SCHEMAS", os.path.join(HERE, "../../../schemas"))
HEADER = bytes.fromhex("C3 01 65 03 B4 DA 33 FB 86 36")
CHANGED_AT = datetime.datetime.fromtimestamp(1788255000, datetime.timezone.utc)
EVENT = {
    "event_id": "0f8fad5b-d9cb-469f-a165-70867728950e",  # str(uuid.uuid4()) for every event
    "source": SOURCE, "record_id": "88120417",
    "revision": int(CHANGED_AT.timestamp() * 1000),  # grows with every change of the mark
    "op": "ASSERT", "recorded_at": CHANGED_AT, "child_ref": CHILD_REF,
    "pupil": {"school_urn": 990001, "nc_year": 9, "sen_provision": "K", "primary_need": "SEMH",
              "looked_after": False},  # on the day of the session; None where not known
    "school_urn": 990001, "date": datetime.date(2026, 9, 1), "session": "AM", "code": "I", "cause": None,
}


def encode(event):
    with open(os.path.join(SCHEMAS, "avro/absence.avsc"), encoding="utf-8") as file:
        writer = avro.io.DatumWriter(avro.schema.parse(file.read()))
    out = io.BytesIO()
    out.write(HEADER)
    writer.write(event, avro.io.BinaryEncoder(out))
    return out.getvalue()


def delivered(error, message):
    if error is not None:
        sys.exit(f"not acknowledged, send it again: {error}")
    print(f"partition {message.partition()}, offset {message.offset()}")


producer = confluent_kafka.Producer({"bootstrap.servers": BROKERS, "enable.idempotence": True, "acks": "all",
                                     "partitioner": "murmur2_random"})
producer.produce("absence", key=CHILD_REF.encode(), value=encode(EVENT), on_delivery=delivered)
if producer.flush(60) > 0:
    sys.exit("the broker did not answer within a minute: send it again")
