"""Open breaches recomputed from the winners by the plainest means: every question goes through all facts again."""
import base64
import collections
import csv
import datetime
import hashlib
import hmac

from . import absence, calendar

Crossing = collections.namedtuple("Crossing", "rule step child episode raised_on over_on due_on org sen stage")
NO_ONE_BUT_N = "SEND_OR_UNKNOWN"


class Rules:
    """reference.rule as its file has it."""

    def __init__(self, schemas):
        with open(schemas + "/sql/reference/rule.csv", newline="", encoding="utf-8") as file:
            self.rows = list(csv.DictReader(file))

    def row(self, rule, step, date):
        """The row that is valid on the date."""
        rows = [row for row in self.rows if (row["rule_id"], row["step"]) == (rule, step)
                and row["valid_from"] <= date.isoformat()]
        return max(rows, key=lambda row: row["valid_from"]) if rows else None

    def threshold(self, rule, date):
        return int(self.row(rule, "", date)["threshold"])


def breach_id(key, crossing):
    text = "\x1f".join([crossing.rule, crossing.child, crossing.episode])
    digest = hmac.new(key, text.encode(), hashlib.sha256).digest()
    return "alr_" + base64.b32encode(digest).decode().lower()[:26]


def key_of_file(path):
    with open(path, "rb") as file:
        content = file.read()
    return content if len(content) == 32 else bytes.fromhex(content.decode().strip())


def _health(mark):
    return mark["code"] in ("I", "M") or (mark["code"] == "C2"
                                          and mark["cause"] in ("PHYSICAL", "MENTAL"))


def _first_share(days, reference, percent, least):
    """The last possible mark of the first day at whose end the share holds."""
    for end in range(1, len(days) + 1):
        marks = [mark for day in days[:end] for mark in day]
        possible = [mark for mark in marks if reference.codes[mark["code"]].possible]
        absent = [mark for mark in possible if reference.codes[mark["code"]].absent]
        health = [mark for mark in marks if _health(mark)]
        if (possible and possible[-1] in days[end - 1] and len(possible) >= least
                and 100 * len(absent) >= percent * len(possible)
                and 2 * len(health) >= len(absent)):
            return possible[-1]
    return None


def _fifteenth_day(days, reference):
    run = 0
    for day in days:
        possible = [mark for mark in day if reference.codes[mark["code"]].possible]
        if possible:
            run = run + 1 if all(mark["code"] == "I" for mark in possible) else 0
            if run == 15:
                return possible[-1]
    return None


def _marks_that_cross(marks, reference, rules, year):
    by_date = collections.OrderedDict()
    for mark in marks:
        by_date.setdefault(mark["date"], []).append(mark)
    days = list(by_date.values())
    ill = [mark for mark in marks if mark["code"] == "I"]
    ten, fifteen = (rules.threshold(rule, year) for rule in ("C2_ILL_10D", "C2_ILL_15D"))
    yield "C2_ILL_10D", ill[ten - 1] if len(ill) >= ten else None
    ends = [mark for mark in (ill[fifteen - 1] if len(ill) >= fifteen else None,
                              _fifteenth_day(days, reference)) if mark]
    yield "C2_ILL_15D", min(ends, key=marks.index) if ends else None
    for rule in ("C2_PA", "C2_SEVERE"):
        row = rules.row(rule, "", year)
        yield rule, _first_share(days, reference, int(row["threshold"]), int(row["least"]))


def of_absence(events, reference, rules):
    for (child, year), marks in absence.by_year(events).items():
        for rule, mark in _marks_that_cross(marks, reference, rules, year):
            if mark:
                org, sen, _, stage = absence.place(mark)
                yield Crossing(rule, "", child, year.isoformat(), calendar.day(mark["date"]),
                               datetime.date(year.year + 1, 9, 1), None, org, sen, stage)


def open_on(crossings, rules, key, today):
    """{breach_id: what breach.open says of it}."""
    found = {}
    for crossing in crossings:
        row = rules.row(crossing.rule, crossing.step, crossing.raised_on)
        left_out = row["scope"] == NO_ONE_BUT_N and crossing.sen == "N"
        over = crossing.over_on is not None and crossing.over_on <= today
        if not left_out and crossing.raised_on <= today and not over:
            found[breach_id(key, crossing)] = (
                crossing.rule, row["commitment"], row["priority"], crossing.child, crossing.episode,
                crossing.org, crossing.sen, crossing.stage, crossing.raised_on.isoformat(),
                crossing.due_on.isoformat() if crossing.due_on else "",
                crossing.over_on.isoformat() if crossing.over_on else "")
    return found
