"""Rows of kpi.series, kpi.breakdown and kpi.as_at from ledger lines, with fractions."""
import collections
import datetime
from decimal import Decimal
from fractions import Fraction

from . import calendar
from .register import register, stock_measures

FACTORS = {"percent": 100, "per-1000": 1000}
Line = collections.namedtuple("Line", "day measure since org sen need stage detail")
GROUPS = {"N": ("N", "ALL"), "K": ("K", "SEND", "ALL"), "E": ("E", "SEND", "ALL"), "": ("ALL",)}
SERIES = ("", "")  # in place of dimension and member
BY_DETAIL = "detail"


def _date(text):
    return datetime.date.fromisoformat(text) if text else None


def _shown(value, precision):
    """Half up, away from zero at .5."""
    whole = (abs(value.numerator) * 10 ** precision * 2 + value.denominator) // (2 * value.denominator)
    shown = Decimal(whole).scaleb(-precision)
    return -shown if value < 0 else shown


def _sum(terms, sums):
    """sums: {measure: {(detail, age): value}}."""
    return sum(value for term in terms for (detail, age), value in sums.get(term.measure, {}).items()
               if (term.details is None or detail in term.details)
               and (term.age is None or (age <= term.age[1]) == term.age[0]))


def _of_ages(kpi, sums):
    """(how many lines, their mean or median age)."""
    ages = collections.Counter()
    for term in kpi.numerator:
        for (_, age), value in sums.get(term.measure, {}).items():
            ages[age] += value
    count, reached = sum(ages.values()), 0
    if count == 0:
        return 0, None
    if kpi.unit == "mean-days":
        return count, Fraction(sum(age * value for age, value in ages.items()), count)
    for age in sorted(ages):
        reached += ages[age]
        if 2 * reached >= count:
            return count, Fraction(age)
    raise AssertionError("half of the lines are reached by the last")


def _row(kpi, sums):
    """(numerator, denominator, value, shown)."""
    if kpi.unit in ("mean-days", "median-days"):
        numerator, (denominator, value) = None, _of_ages(kpi, sums)
    else:
        numerator = _sum(kpi.numerator, sums)
        if not kpi.denominator:
            return (numerator, None, numerator, numerator)
        denominator = _sum(kpi.denominator, sums)
        value = Fraction(FACTORS[kpi.unit] * numerator, denominator) if denominator else None
    return (numerator, denominator, value, None if value is None else _shown(value, kpi.precision))


def _measures(kpi):
    return {term.measure for term in kpi.numerator + kpi.denominator}


def _members(line, reference):
    school = reference.schools.get(line.org)
    return [SERIES, ("org", line.org), ("need", line.need), ("stage", line.stage),
            ("phase", school.phase if school else ""), ("locality", school.locality if school else ""),
            (BY_DETAIL, line.detail)]


def _keys(line, reference):
    """Every (sen, (dimension, member)) that the line counts for; without reference data those of the series only."""
    members = _members(line, reference) if reference else [SERIES]
    return [(sen, member) for sen in GROUPS[line.sen] for member in members]


def _is_asked(kpi, period, member):
    return (period in kpi.periods and (period != "day" or member == SERIES)
            and (member[0] != BY_DETAIL or kpi.by_detail))


def _flow_sums(lines, reference, today):
    """{measure: {(period, start, end, sen, member): {(detail, age): value}}} of lines up to today."""
    sums = collections.defaultdict(lambda: collections.defaultdict(collections.Counter))
    for line, value in lines:
        date, since = _date(line.day), _date(line.since)
        if date > today:
            continue
        spans, age = calendar.periods(date), since and (date - since).days
        for sen, member in _keys(line, reference):
            for span in spans if member == SERIES else spans[1:]:
                sums[line.measure][span + (sen, member)][line.detail, age] += value
    return sums


def _flow_rows(kpis, lines, reference, today):
    sums = _flow_sums(lines, reference, today)
    for kpi_id, kpi in kpis.items():
        measures = _measures(kpi)
        for key in set().union(*(sums[measure] for measure in measures)):
            if _is_asked(kpi, key[0], key[4]):
                yield (kpi_id, *key), _row(kpi, {measure: sums[measure].get(key, {}) for measure in measures})


def _ends(first, today):
    """Every period from that of the first day to that of today, by the day on which a stock of it is looked at."""
    ends, date = collections.defaultdict(set), first
    while date <= today:
        for span in calendar.periods(date):
            ends[min(span[2], today)].add(span)
        date += calendar.ONE
    return sorted(ends.items())


class _Stock:
    """What is open, day by day from the first; no KPI of a stock asks for a detail."""

    def __init__(self):
        self.lines, self.first = [], {}
        self.open = collections.defaultdict(collections.Counter)

    def add(self, date, line, value):
        self.lines.append((date, line.measure, _date(line.since), value))
        self.first[line.measure] = min(date, self.first.get(line.measure, date))

    def until(self, day):
        """{measure: {('', age): value}} of what is open on the day; days are asked for in order."""
        while self.lines and self.lines[-1][0] <= day:
            _, measure, since, value = self.lines.pop()
            self.open[measure][since] += value
        return {measure: {("", (day - since).days): value for since, value in counter.items() if value}
                for measure, counter in self.open.items()}


def _stocks(lines, reference, today):
    """{(sen, member): its stock} of lines up to today."""
    found = collections.defaultdict(_Stock)
    for line, value in lines:
        date = _date(line.day)
        if date <= today:
            for key in _keys(line, reference):
                found[key].add(date, line, value)
    for stock in found.values():
        stock.lines.sort(reverse=True)
    return found


def _stock_rows(kpis, lines, reference, today):
    """The rows of a period are those of its last day, or of today."""
    for (sen, member), stock in _stocks(lines, reference, today).items():
        for day, spans in _ends(min(stock.first.values()), today):
            asked = [span for span in spans if span[0] != "day" or member == SERIES]
            sums = stock.until(day) if asked else {}
            for kpi_id, kpi in kpis.items() if asked else ():
                exists = any(stock.first.get(measure, calendar.LAST) <= day for measure in _measures(kpi))
                if exists and (member[0] != BY_DETAIL or kpi.by_detail):
                    row = _row(kpi, sums)
                    for span in asked:
                        yield (kpi_id, *span, sen, member), row


def rows(ledger, reference, today):
    """({series key: row}, {breakdown key: row}) of everything that was measured up to today; without reference data,
    which names the members, no breakdown."""
    series, breakdown, stocks = {}, {}, stock_measures()
    lines = [(Line(*key), value) for key, value in ledger.items()]
    kpis = register()
    found = [_flow_rows({name: kpi for name, kpi in kpis.items() if kpi.kind != "stock"},
                        [item for item in lines if item[0].measure not in stocks], reference, today),
             _stock_rows({name: kpi for name, kpi in kpis.items() if kpi.kind == "stock"},
                         [item for item in lines if item[0].measure in stocks], reference, today)]
    for part in found:
        for (kpi_id, period, start, end, sen, member), row in part:
            key = (kpi_id, period, start.isoformat(), end.isoformat(), sen)
            if member == SERIES:
                series[key] = row
            else:
                breakdown[key + member] = row
    return series, breakdown


def as_at(ledger, date, today):
    """{(measure, since, org, sen, need, stage, detail): what is open on the date}."""
    stocks, found = stock_measures(), collections.Counter()
    for key, value in ledger.items():
        line = Line(*key)
        if line.measure in stocks and _date(line.day) <= min(date, today):
            found[key[1:]] += value
    return {key: value for key, value in found.items() if value}
