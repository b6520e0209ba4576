"""Session marks recomputed from the log by the plainest means: one dictionary of winners, one pass for the lines."""
import collections
import datetime

from . import calendar

FIRST, LAST = datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)
SOURCE = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
SEN = ["N", "K", "E"]
CAUSES = ["PHYSICAL", "MENTAL", "UNSPECIFIED"]


def _in_range(date):
    return FIRST <= date <= LAST


def refusal(event, key, reference):
    """(reason, field) for an event that decoded, or None."""
    child = event["child_ref"].encode()
    if not 1 <= len(child) <= 128 or key != child:
        return ("bad_key", "child_ref")
    assertion = event["op"] == "ASSERT"
    pupil = event["pupil"] or {}
    year = pupil.get("nc_year")
    try:
        recorded = calendar.in_london(event["recorded_at"])
        date = calendar.day(event["date"])
    except (OverflowError, ValueError):
        return ("bad_value", "")
    bad = (not 1 <= len(event["source"]) <= 64 or not set(event["source"]) <= SOURCE
           or len(event["record_id"]) > 128 or event["revision"] < 1
           or not _in_range(recorded) or not _in_range(date)
           or (year is not None and not -2 <= year <= 15)
           or (assertion and event["code"] == "/" and event["session"] != "AM")
           or (assertion and event["code"] == "\\" and event["session"] != "PM"))
    if bad:
        return ("bad_value", "")
    need = pupil.get("primary_need")
    if need is not None and need not in reference.needs:
        return ("unknown_code", "primary_need")
    if assertion and (event["code"] not in reference.codes
                      or date < reference.codes[event["code"]].valid_from):
        return ("unknown_code", "code")
    return None


def _null_first(value):
    return (0,) if value is None else (1, value)


def _order(event):
    """The place of an event among those of its identity."""
    pupil = event["pupil"]
    place = None
    if pupil is not None:
        sen, need, looked_after = (pupil["sen_provision"], pupil["primary_need"],
                                   pupil["looked_after"])
        place = (_null_first(pupil["school_urn"]), _null_first(pupil["nc_year"]),
                 _null_first(None if sen is None else SEN.index(sen)),
                 _null_first(None if need is None else need.encode()), _null_first(looked_after))
    order = (event["revision"], 0 if event["op"] == "ASSERT" else 1, _null_first(place))
    if event["op"] == "ASSERT":
        cause = event["cause"]
        order += (event["code"].encode(),
                  _null_first(None if cause is None else CAUSES.index(cause)))
    return order


def winners(events):
    """The greatest event of every (child, school, date, session)."""
    best = {}
    for event in events:
        identity = (event["child_ref"], event["school_urn"], event["date"], event["session"])
        if identity not in best or _order(best[identity]) < _order(event):
            best[identity] = event
    return best


def place(mark):
    """(org, sen, need, stage)."""
    pupil = mark["pupil"] or {}
    year = pupil.get("nc_year")
    stage = ("" if year is None else "nursery" if year < 0 else "primary" if year <= 6
             else "secondary" if year <= 11 else "post16")
    return (str(mark["school_urn"]), pupil.get("sen_provision") or "",
            pupil.get("primary_need") or "", stage)


def _band(absent, possible):
    return "50plus" if 2 * absent >= possible else "10to50" if 10 * absent >= possible else "under10"


def _bands(marks, reference, measure, window, add):
    by_window = collections.defaultdict(list)
    for mark in marks:
        if reference.codes[mark["code"]].possible:
            by_window[window(calendar.day(mark["date"])), mark["school_urn"]].append(mark)
    for (first, _), group in by_window.items():
        absent = sum(reference.codes[mark["code"]].absent for mark in group)
        add(first, measure, place(group[-1]), _band(absent, len(group)))


def _illness(marks, reference, year, add):
    ill = [mark for mark in marks if mark["code"] == "I"]
    if len(ill) >= 30:
        add(year, "illness_15d_children", place(ill[29]), "")
    days = collections.OrderedDict()
    for mark in marks:
        if reference.codes[mark["code"]].possible:
            days.setdefault(mark["date"], []).append(mark)
    run = 0
    for group in days.values():
        run = run + 1 if all(mark["code"] == "I" for mark in group) else 0
        if run == 15:
            add(year, "illness_15d_run_children", place(group[-1]), "")
            break


def by_year(events):
    """The facts of every (child, first day of the academic year), in order."""
    years = collections.defaultdict(list)
    for mark in winners(events).values():
        if mark["op"] == "ASSERT":
            years[mark["child_ref"], calendar.academic_year(calendar.day(mark["date"]))].append(mark)
    for marks in years.values():
        marks.sort(key=lambda m: (m["date"], m["session"], m["school_urn"]))
    return years


def lines(events, reference):
    """{(day, measure, since, org, sen, need, stage, detail): value}, zeros left out."""
    ledger = collections.Counter()

    def add(day, measure, place, detail):
        ledger[(day.isoformat(), measure, "") + place + (detail,)] += 1

    for (_, year), marks in by_year(events).items():
        for mark in marks:
            add(calendar.day(mark["date"]), "sessions", place(mark), mark["code"])
            if mark["code"] == "C2" and mark["cause"] in ("PHYSICAL", "MENTAL"):
                add(calendar.day(mark["date"]), "health_part_time_sessions", place(mark),
                    mark["cause"])
        _bands(marks, reference, "attendance_band_term", calendar.term, add)
        _bands(marks, reference, "attendance_band_year", calendar.academic_year, add)
        _illness(marks, reference, year, add)
    return {key: value for key, value in ledger.items() if value}
