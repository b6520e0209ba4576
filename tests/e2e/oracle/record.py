"""What events of all five topics have in common: the envelope and its checks, the place of a fact, a crossing."""
import collections

from . import calendar

SOURCE = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
IDENTITY = ("child_ref", "source", "record_id")

Crossing = collections.namedtuple(
    "Crossing", "rule step child window episode raised_on over_on due_on org sen stage event_ids")


def is_name(text):
    return 1 <= len(text) <= 64 and set(text) <= SOURCE


def envelope_checks(event, key, reference):
    """(reason, field) of everything that is wrong with an event's head."""
    child = event["child_ref"].encode()
    if not 1 <= len(child) <= 128 or key != child:
        yield "bad_key", "child_ref"
    if not is_name(event["source"]):
        yield "bad_value", "source"
    if event["revision"] < 1:
        yield "bad_value", "revision"
    if not calendar.is_valid(event["recorded_at"], calendar.in_london):
        yield "bad_value", "recorded_at"
    pupil = event["pupil"] or {}
    year, need = pupil.get("nc_year"), pupil.get("primary_need")
    if year is not None and not -2 <= year <= 15:
        yield "bad_value", "nc_year"
    if need is not None and need not in reference.needs:
        yield "unknown_code", "primary_need"


def record_id_check(event):
    if not 1 <= len(event["record_id"]) <= 128:
        yield "bad_value", "record_id"


def date_checks(event, *names):
    """Dates that are given must be dates that an event may have."""
    for name in names:
        if event[name] is not None and not calendar.is_valid(event[name]):
            yield "bad_value", name


def not_before(event, first, *names):
    for name in names:
        if event[name] is not None and event[name] < event[first]:
            yield "bad_value", name


def within(event, name, least, most):
    if event[name] is not None and not least <= event[name] <= most:
        yield "bad_value", name


def _stage(year):
    if year is None:
        return ""
    return "nursery" if year < 0 else "primary" if year <= 6 else "secondary" if year <= 11 else "post16"


def place(event, org=None):
    """(org, sen, need, stage); without an org of its own a fact is at the school of its pupil."""
    pupil = event["pupil"] or {}
    if org is None:
        school = pupil.get("school_urn")
        org = "" if school is None else str(school)
    return (org, pupil.get("sen_provision") or "", pupil.get("primary_need") or "", _stage(pupil.get("nc_year")))


def name(event):
    return f"{event['source']}|{event['record_id']}"


def crossing(rule, winner, raised_on, over_on, due_on=None, *, step="", episode=None, org=None):
    """A crossing whose own record is the winner's event."""
    event = winner.event
    org, sen, _, stage = place(event, org)
    return Crossing(rule, step, event["child_ref"], None, episode or name(event), raised_on, over_on, due_on,
                    org, sen, stage, winner.event_ids)


def by_child(facts):
    """{child_ref: its facts}."""
    children = collections.defaultdict(list)
    for winner in facts:
        children[winner.event["child_ref"]].append(winner)
    return children


def add_stock(add, measure, where, detail, first, last, since):
    """Open from its first day to its last; not at all if that is no later."""
    if last is None or last > first:
        add(first, measure, where, detail, since=since)
        if last is not None:
            add(last, measure, where, detail, -1, since=since)
