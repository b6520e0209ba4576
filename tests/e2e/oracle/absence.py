"""Session marks recomputed from the log by the plainest means."""
import collections
import datetime
import itertools

from . import calendar
from .record import Crossing, date_checks, place

TOPIC = "absence"
IDENTITY = ("child_ref", "school_urn", "date", "session")


def checks(event, reference):
    """(reason, field) of everything that is wrong with a mark; its date is checked of a VOID too."""
    if len(event["record_id"]) > 128:
        yield "bad_value", "record_id"
    yield from date_checks(event, "date")
    if event["op"] == "VOID":
        return
    if (event["code"], event["session"]) in (("/", "PM"), ("\\", "AM")):
        yield "bad_value", "code"
    code = reference.codes.get(event["code"])
    if code is None or event["date"] < (code.valid_from - calendar.EPOCH).days:
        yield "unknown_code", "code"


def _place(mark):
    return place(mark, str(mark["school_urn"]))


def _possible(marks, reference):
    return [mark for mark in marks if reference.codes[mark["code"]].possible]


def _absent(marks, reference):
    return sum(reference.codes[mark["code"]].absent for mark in marks)


def _is_health(mark):
    return mark["code"] in ("I", "M") or (mark["code"] == "C2" and mark["cause"] in ("PHYSICAL", "MENTAL"))


def by_year(facts):
    """{(child, first day of the academic year): its marks in order}."""
    years = collections.defaultdict(list)
    for winner in facts:
        mark = winner.event
        years[mark["child_ref"], calendar.academic_year(calendar.day(mark["date"]))].append(mark)
    for marks in years.values():
        marks.sort(key=lambda mark: (mark["date"], mark["session"], mark["school_urn"]))
    return years


def _add_bands(marks, reference, measure, window, add):
    groups = collections.defaultdict(list)
    for mark in _possible(marks, reference):
        groups[window(calendar.day(mark["date"])), mark["school_urn"]].append(mark)
    for (first, _), group in groups.items():
        absent, possible = _absent(group, reference), len(group)
        band = "50plus" if 2 * absent >= possible else "10to50" if 10 * absent >= possible else "under10"
        add(first, measure, _place(group[-1]), band)


def _nth_ill(marks, n):
    ill = [mark for mark in marks if mark["code"] == "I"]
    return ill[n - 1] if len(ill) >= n else None


def _days(marks, reference):
    """The child's days that have possible marks."""
    possible = _possible(marks, reference)
    return [list(group) for _, group in itertools.groupby(possible, lambda mark: mark["date"])]


def _fifteen_in_a_row(marks, reference):
    """The last possible mark of the first day that ends fifteen ill ones."""
    run = 0
    for group in _days(marks, reference):
        run = run + 1 if all(mark["code"] == "I" for mark in group) else 0
        if run == 15:
            return group[-1]
    return None


def lines(facts, reference, add):
    for (_, year), marks in by_year(facts).items():
        for mark in marks:
            date = calendar.day(mark["date"])
            add(date, "sessions", _place(mark), mark["code"])
            if mark["code"] == "C2" and _is_health(mark):
                add(date, "health_part_time_sessions", _place(mark), mark["cause"])
        _add_bands(marks, reference, "attendance_band_term", calendar.term, add)
        _add_bands(marks, reference, "attendance_band_year", calendar.academic_year, add)
        for measure, mark in (("illness_15d_children", _nth_ill(marks, 30)),
                              ("illness_15d_run_children", _fifteen_in_a_row(marks, reference))):
            if mark:
                add(year, measure, _place(mark), "")


def _first_share(marks, reference, percent, least):
    """The last possible mark of the first day at whose end so many per cent were missed, half of it for health."""
    seen = []
    for group in _days(marks, reference):
        seen += group
        absent = _absent(seen, reference)
        health = sum(map(_is_health, seen))
        if len(seen) >= least and 100 * absent >= percent * len(seen) and 2 * health >= absent:
            return group[-1]
    return None


def _marks_that_cross(marks, reference, year):
    def row(rule):
        return reference.rule(rule, "", year)

    yield "C2_ILL_10D", _nth_ill(marks, row("C2_ILL_10D").threshold)
    either = [_nth_ill(marks, row("C2_ILL_15D").threshold), _fifteen_in_a_row(marks, reference)]
    yield "C2_ILL_15D", min(filter(None, either), key=marks.index, default=None)
    for rule in ("C2_PA", "C2_SEVERE"):
        yield rule, _first_share(marks, reference, row(rule).threshold, row(rule).least)


def crossings(facts, reference):
    for (child, year), marks in by_year(facts).items():
        for rule, mark in _marks_that_cross(marks, reference, year):
            if mark:
                org, sen, _, stage = _place(mark)
                yield Crossing(rule, "", child, year, year.isoformat(), calendar.day(mark["date"]),
                               datetime.date(year.year + 1, 9, 1), None, org, sen, stage, {""})
