#!/usr/bin/python3
"""Recomputes every ledger sum, series row and breakdown row from the messages in Kafka and compares them with PostgreSQL;
with the key of breach ids every open breach too, for which today must be the consumer's.

    compare.py --brokers HOST:PORT --dsn DSN --schemas schemas --today 2026-03-31 [--schools FILE] [--breach-key-file FILE]

Shares no code with the consumers. Exit status 1 and the first differences when anything differs.
"""
import argparse
import csv
import datetime
import glob
import io
import json
import os
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import confluent_kafka

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from oracle import absence, breaches, kpis, wire  # noqa: E402
from oracle.reference import Reference  # noqa: E402

TOLERANCE = Fraction(1, 10 ** 9)


def load_schema(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def writer_schemas(folder, topic):
    """{fingerprint bytes: schema}."""
    paths = [f"{folder}/avro/{topic}.avsc"] + glob.glob(f"{folder}/avro/history/{topic}/*.avsc")
    return {wire.fingerprint(schema): schema for schema in map(load_schema, paths)}


def messages(brokers, topic):
    consumer = confluent_kafka.Consumer({
        "bootstrap.servers": brokers, "group.id": "oracle", "enable.auto.commit": False,
        "enable.partition.eof": True, "auto.offset.reset": "error"})
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    wanted, assigned = 0, []
    for number in partitions:
        low, high = consumer.get_watermark_offsets(
            confluent_kafka.TopicPartition(topic, number), timeout=10)
        wanted += high > low
        assigned.append(confluent_kafka.TopicPartition(topic, number, low))
    consumer.assign(assigned)
    ended = 0
    while ended < len(partitions):
        for message in consumer.consume(10000, timeout=1.0):
            if message.error() is None:
                yield message
            elif message.error().code() == confluent_kafka.KafkaError._PARTITION_EOF:
                ended += 1
            else:
                raise confluent_kafka.KafkaException(message.error())
    consumer.close()


def read_events(options, reference):
    reader = load_schema(f"{options.schemas}/avro/absence.avsc")
    schemas = writer_schemas(options.schemas, "absence")
    events, refused, consumed = [], 0, 0
    for message in messages(options.brokers, "absence"):
        consumed += 1
        event = wire.decode(message.value(), schemas)
        event = event and wire.add_defaults(event, reader)
        if event is None or absence.refusal(event, message.key(), reference):
            refused += 1
        else:
            events.append(event)
    return events, refused, consumed


def query(dsn, sql, today):
    command = ["psql", dsn, "-X", "-q", "-v", "ON_ERROR_STOP=1", "--csv", "-c",
               f"set goldenthread.today = '{today.isoformat()}'", "-c", sql]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return list(csv.reader(io.StringIO(output)))[1:]


def number(text):
    return int(text) if text != "" else None


def database_rows(dsn, relation, columns, today):
    rows = {}
    key_columns = columns.count(",") + 1
    for row in query(dsn, f"select {columns}, numerator, denominator, value, shown from {relation}"
                          " where kpi_id = any(array[" +
                          ",".join(f"'{kpi}'" for kpi in sorted(kpis.register())) + "])", today):
        n, d, value, shown = row[key_columns:]
        rows[tuple(row[:key_columns])] = (number(n), number(d),
                                          Fraction(value) if value else None,
                                          Decimal(shown) if shown else None)
    return rows


def same(a, b):
    if a is None or b is None or a[:2] != b[:2] or a[3] != b[3]:
        return False
    return a[2] == b[2] or (None not in (a[2], b[2]) and abs(a[2] - b[2]) < TOLERANCE)


def report(name, expected, actual, equal):
    keys = set(expected) | set(actual)
    wrong = [key for key in keys if not equal(expected.get(key), actual.get(key))]
    print(f"{name}: {len(keys)} compared, {len(wrong)} different")
    for key in sorted(wrong)[:10]:
        print(f"  {key}: expected {expected.get(key)}, found {actual.get(key)}")
    return len(wrong)


def different_breaches(options, events, reference, today):
    rules = breaches.Rules(options.schemas)
    expected = breaches.open_on(breaches.of_absence(events, reference, rules), rules,
                                breaches.key_of_file(options.breach_key_file), today)
    found = {row[0]: tuple(row[1:]) for row in query(
        options.dsn, "select breach_id, rule_id, commitment, priority, subject, episode, org, sen, stage,"
        " raised_on, due_on, over_on from breach.open where rule_id like 'C2%'", today)}
    return report("open breaches", expected, found, lambda a, b: a == b)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("brokers", "dsn", "schemas", "today"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--schools")
    parser.add_argument("--breach-key-file")
    options = parser.parse_args()
    today = datetime.date.fromisoformat(options.today)
    reference = Reference(options.schemas, options.schools)
    events, refused, consumed = read_events(options, reference)
    ledger = absence.lines(events, reference)
    print(f"messages: {consumed}, of which undecodable or refused: {refused}")

    found = {tuple(row[:-1]): int(row[-1]) for row in query(
        options.dsn, "select day, measure, since, org, sen, need, stage, detail, sum(value)"
        " from kpi.ledger group by 1, 2, 3, 4, 5, 6, 7, 8 having sum(value) <> 0", today)}
    different = report("ledger sums", ledger, found, lambda a, b: a == b)
    series, breakdown = kpis.rows(ledger, reference, today)
    columns = "kpi_id, period, starts_on, ends_on, sen"
    different += report("kpi.series", series,
                        database_rows(options.dsn, "kpi.series", columns, today), same)
    different += report("kpi.breakdown", breakdown,
                        database_rows(options.dsn, "kpi.breakdown", columns + ", dimension, member",
                                      today), same)
    if options.breach_key_file:
        different += different_breaches(options, events, reference, today)
    counted = query(options.dsn, "select coalesce(sum(consumed), 0), coalesce(sum(applied + unchanged"
                    " + quarantined), 0) from stream.offset where topic = 'absence'", today)[0]
    if [int(value) for value in counted] != [consumed, consumed]:
        print(f"conservation: {consumed} messages in Kafka, counted and accounted for {counted}")
        different += 1
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
