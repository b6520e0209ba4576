#!/usr/bin/python3
"""Recomputes from the messages in Kafka what PostgreSQL must hold, and compares: refusals, positions, ledger sums,
series, breakdown, stocks on days, and with the key of breach ids every breach and timer.

    compare.py --brokers HOST:PORT --dsn DSN --schemas schemas --today 2026-03-31 [--schools FILE]
               [--breach-key-file FILE] [--consumers absence,exclusion]

Today must be the consumers' own for breaches. Shares no code with the consumers. Exit status 1 and the first
differences when anything differs.
"""
import argparse
import collections
import csv
import datetime
import io
import os
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), ".."))
from oracle import breaches, kpis, register  # noqa: E402
from oracle.log import STREAMS, Stream  # noqa: E402
from oracle.reference import Reference  # noqa: E402

TOLERANCE = Fraction(1, 10 ** 9)
SERIES = "kpi_id, period, starts_on, ends_on, sen"
LINE = "measure, since, org, sen, need, stage, detail"
BREACH = "rule_id, commitment, priority, subject, episode, org, sen, stage, raised_on, due_on, over_on, state"
STANDING = ("RAISED", "ACKNOWLEDGED")


def report(name, expected, actual, equal=lambda wanted, found: wanted == found):
    """Prints how many rows were compared and the first that differ; returns how many do."""
    keys = set(expected) | set(actual)
    wrong = [key for key in keys if not equal(expected.get(key), actual.get(key))]
    print(f"{name}: {len(keys)} compared, {len(wrong)} different")
    for key in sorted(wrong, key=str)[:10]:
        print(f"  {key}: expected {expected.get(key)}, found {actual.get(key)}")
    return len(wrong)


def _number(text):
    """Of SQL: None, a whole number, or a fraction."""
    return None if text == "" else int(text) if text.isdigit() else Fraction(text)


def _same_value(wanted, found):
    if wanted is None or found is None or wanted[:2] != found[:2] or wanted[3] != found[3]:
        return False
    return wanted[2] == found[2] or (None not in (wanted[2], found[2])
                                     and abs(wanted[2] - found[2]) < TOLERANCE)


def _same_refusal(wanted, found):
    if wanted is None or found is None:
        return False
    reason, field, event_id, kept = found
    return ((reason, event_id, kept) == (wanted.reason, wanted.event_id, wanted.kept)
            and (wanted.fields is None or field.split(".")[-1] in wanted.fields))


class Database:
    def __init__(self, dsn):
        self.dsn, self.today = dsn, None

    def rows(self, sql):
        command = ["psql", self.dsn, "-X", "-q", "-v", "ON_ERROR_STOP=1", "--csv", "-c",
                   f"set goldenthread.today = '{self.today.isoformat()}'", "-c", sql]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return list(csv.reader(io.StringIO(output)))[1:]

    def values(self, relation, columns):
        """Rows of a view of KPIs by their key."""
        found, key = {}, columns.count(",") + 1
        names = ",".join(f"'{kpi}'" for kpi in register.register())
        for row in self.rows(f"select {columns}, numerator, denominator, value, shown from {relation}"
                             f" where kpi_id in ({names})"):
            n, d, value, shown = row[key:]
            found[tuple(row[:key])] = (_number(n), _number(d), _number(value), Decimal(shown) if shown else None)
        return found


class Oracle:
    """What the log says, beside what the database holds on a day."""

    def __init__(self, options):
        self.database = Database(options.dsn)
        self.key = breaches.key_of_file(options.breach_key_file) if options.breach_key_file else None
        reference = Reference(options.schemas, options.schools)
        names = options.consumers.split(",") if options.consumers else STREAMS
        self.streams = [Stream(name, options.brokers, options.schemas, reference) for name in names]
        self.on(options.today)
        self.judge(reference)

    def on(self, today):
        """From now on it is this day."""
        self.today = self.database.today = datetime.date.fromisoformat(today)

    def judge(self, reference):
        """Lines and crossings of what counts, by this reference data."""
        self.reference, self.ledger, self.crossings = reference, collections.Counter(), {}
        for stream in self.streams:
            facts = stream.fold.facts()
            stream.rules.lines(facts, reference, self._add)
            self.crossings[stream.name] = list(stream.rules.crossings(facts, reference))
        self.ledger = {key: value for key, value in self.ledger.items() if value}

    def _add(self, day, measure, where, detail, value=1, since=None):
        self.ledger[(day.isoformat(), measure, since.isoformat() if since else "", *where, detail)] += value

    def compare(self):
        """All but breaches; returns the number of differences."""
        return (sum(self._stream(stream) for stream in self.streams) + self._ledger() + self.compare_kpis()
                + self._as_at())

    def _stream(self, stream):
        where = f"consumer = '{stream.name}'"
        found = {(int(row[0]), int(row[1])): tuple(row[2:]) for row in self.database.rows(
            f'select partition, "offset", reason, field, event_id, kept from stream.quarantine where {where}')}
        certain = {at: row for at, row in found.items() if not (row[0] == "conflict" and at in stream.uncertain)}
        different = report(f"{stream.name}: refusals", stream.refused, certain, _same_refusal)
        refused = collections.Counter(partition for partition, _ in found)
        positions = {int(row[0]): tuple(row[1:]) for row in self.database.rows(
            "select partition, topic, consumed, applied + unchanged + quarantined, quarantined, last_offset,"
            f" last_event_id from stream.offset where consumed > 0 and {where}")}
        expected = {partition: (stream.topic, str(count), str(count), str(refused[partition]),
                                *map(str, stream.last[partition]))
                    for partition, count in stream.consumed.items()}
        return different + report(f"{stream.name}: positions after {sum(stream.consumed.values())} messages",
                                  expected, positions)

    def _ledger(self):
        found = {tuple(row[:-1]): int(row[-1]) for row in self.database.rows(
            f"select day, {LINE}, sum(value) from kpi.ledger group by day, {LINE} having sum(value) <> 0")}
        return report("kpi.ledger sums", self.ledger, found)

    def compare_kpis(self):
        series, breakdown = kpis.rows(self.ledger, self.reference, self.today)
        return (report("kpi.series", series, self.database.values("kpi.series", SERIES), _same_value)
                + report("kpi.breakdown", breakdown,
                         self.database.values("kpi.breakdown", SERIES + ", dimension, member"), _same_value))

    def compare_as_known(self, known_on, ledger):
        """The series from lines that an earlier recomputation found."""
        series, _ = kpis.rows(ledger, None, self.today)
        return report(f"kpi.as_known({known_on})", series,
                      self.database.values(f"kpi.as_known('{known_on}')", SERIES), _same_value)

    def _as_at(self):
        different = 0
        for days in (-100, 0, 50):
            date = self.today + datetime.timedelta(days=days)
            found = {tuple(row[:-1]): int(row[-1]) for row in self.database.rows(
                f"select {LINE}, value from kpi.as_at('{date}')")}
            different += report(f"kpi.as_at({date})", kpis.as_at(self.ledger, date, self.today), found)
        return different

    def compare_breaches(self, by_person=None, quiet=None):
        """Every breach that was ever found, those that stand, and when each document changes by time. quiet tells of a
        breach that stands whether it was raised quietly; None where that is not known."""
        crossings = [crossing for found in self.crossings.values() for crossing in found]
        expected = breaches.history(crossings, self.reference, self.key, self.today, by_person)
        history = self.breaches("breach.history")
        # A row of something that is no crossing any more must be a retracted one.
        gone = {identity for identity, row in history.items()
                if identity not in expected and row.state == "RETRACTED"}
        kept = {identity: row for identity, row in history.items() if identity not in gone}
        standing = {identity: row for identity, row in expected.items() if row.state in STANDING}
        if quiet:
            standing = {identity: row._replace(quiet=quiet(identity, row)) for identity, row in standing.items()}
        print(f"retracted breaches: {len(gone)}")
        return (report("breach.history", expected, kept, _same_breach)
                + report("breach.open", standing, self.breaches("breach.open"), _same_breach)
                + sum(map(self._timers, self.streams)))

    def breaches(self, relation):
        """{breach_id: Breach} as the database has them."""
        found = {}
        for row in self.database.rows(f"select breach_id, {BREACH}, event_id, quiet from {relation}"):
            found[row[0]] = breaches.Breach(tuple(row[1:-3]), row[-3], {row[-2]}, row[-1] == "t", None)
        return found

    def _timers(self, stream):
        windowed = "window_start" if stream.name == "absence" else "null"
        found = {tuple(row[:2]): row[2] for row in self.database.rows(
            f"select child_ref, {windowed}, next_due from state.{stream.name} where next_due is not null")}
        expected = {(child, window.isoformat() if window else ""): day for (child, window), day in
                    breaches.next_due(self.crossings[stream.name], self.reference, self.today).items()}
        return report(f"{stream.name}: timers", expected, found)


def _same_breach(wanted, found):
    """Of an event that was sent again the id is that of either; who was told is not always known."""
    return (wanted is not None and found is not None and wanted[:2] == found[:2]
            and found.event_ids <= wanted.event_ids and wanted.quiet in (None, found.quiet))


def arguments(words=None):
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("brokers", "dsn", "schemas", "today"):
        parser.add_argument("--" + name, required=True)
    for name in ("schools", "breach-key-file", "consumers"):
        parser.add_argument("--" + name)
    return parser.parse_args(words)


def main():
    oracle = Oracle(arguments())
    different = oracle.compare() + (oracle.compare_breaches() if oracle.key else 0)
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
