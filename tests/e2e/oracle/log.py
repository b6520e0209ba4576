"""The messages of a topic as Kafka holds them, and what is to become of each."""
import collections
import glob
import json

import confluent_kafka

from . import absence, advice, exclusion, record, referral, timetable, wire
from .fold import Fold

STREAMS = {"absence": absence, "exclusion": exclusion, "timetable": timetable, "referral": referral, "advice": advice}
REASONS = ("bad_key", "bad_value", "unknown_code")  # of a check, the first that holds

# fields: one of those that are wrong; kept: None unless the reason is a conflict.
Refusal = collections.namedtuple("Refusal", "reason fields event_id kept")
Message = collections.namedtuple("Message", "partition offset key value")


def load_schema(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def writer_schemas(folder, topic):
    """{fingerprint bytes: schema}."""
    paths = [f"{folder}/avro/{topic}.avsc"] + glob.glob(f"{folder}/avro/history/{topic}/*.avsc")
    return {wire.fingerprint(schema): schema for schema in map(load_schema, paths)}


def messages(brokers, topic):
    """All that the topic holds now, each partition in order."""
    consumer = confluent_kafka.Consumer({
        "bootstrap.servers": brokers, "group.id": "oracle", "enable.auto.commit": False,
        "enable.partition.eof": True, "auto.offset.reset": "error"})
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    # the client itself asks again while a partition's leader is not known yet
    consumer.assign([confluent_kafka.TopicPartition(topic, number, confluent_kafka.OFFSET_BEGINNING)
                     for number in partitions])
    ended = 0
    while ended < len(partitions):
        for message in consumer.consume(10000, timeout=1.0):
            if message.error() is None:
                yield Message(message.partition(), message.offset(), message.key(), message.value())
            elif message.error().code() == confluent_kafka.KafkaError._PARTITION_EOF:
                ended += 1
            else:
                raise confluent_kafka.KafkaException(message.error())
    consumer.close()


class Stream:
    """One topic, folded."""

    def __init__(self, name, brokers, schemas, reference):
        self.name, self.rules, self.reference = name, STREAMS[name], reference
        self.topic = self.rules.TOPIC
        self.schema = load_schema(f"{schemas}/avro/{self.topic}.avsc")
        self.writers = writer_schemas(schemas, self.topic)
        self.fold = Fold(self.schema, self.rules.IDENTITY)
        self.consumed, self.last = collections.Counter(), {}
        self.refused, self.offsets = {}, collections.defaultdict(list)
        for message in messages(brokers, self.topic):
            self._take(message)
        self._forget_uncertain_conflicts()

    def _take(self, message):
        at = (message.partition, message.offset)
        self.consumed[message.partition] += 1
        self.last[message.partition] = (message.offset, "")
        try:
            event = wire.decode(message.value, self.writers, self.schema)
        except wire.Broken as broken:
            self.refused[at] = Refusal(str(broken), None, "", "")
            return
        self.last[message.partition] = (message.offset, event["event_id"])
        wrong = self._wrong(event, message.key)
        if wrong:
            self.refused[at] = Refusal(*wrong, event["event_id"], "")
        else:
            self._fold(at, event)

    def _wrong(self, event, key):
        """(reason, fields of which one is named) of an event that fails a check."""
        found = collections.defaultdict(set)
        for reason, field in [*record.envelope_checks(event, key, self.reference),
                              *self.rules.checks(event, self.reference)]:
            found[reason].add(field)
        return next(((reason, found[reason]) for reason in REASONS if reason in found), None)

    def _fold(self, at, event):
        identity = tuple(event[name] for name in self.rules.IDENTITY)
        self.offsets[identity].append((event["revision"], at))
        taken = self.fold.take(event)
        if taken.outcome == "conflict":
            self.refused[at] = Refusal("conflict", None, event["event_id"], taken.kept)

    def _forget_uncertain_conflicts(self):
        """Which of two events on two partitions arrived first is not for the log to say; a conflict needs two."""
        self.uncertain = set()
        for offsets in self.offsets.values():
            if len({partition for _, (partition, _) in offsets}) > 1:
                count = collections.Counter(revision for revision, _ in offsets)
                self.uncertain.update(at for revision, at in offsets if count[revision] > 1)
        self.refused = {at: refusal for at, refusal in self.refused.items()
                        if refusal.reason != "conflict" or at not in self.uncertain}
