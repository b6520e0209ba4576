"""What stands in breach.history on a day: every crossing that has been raised, open or over."""
import base64
import collections
import hashlib
import hmac

# row: from rule_id to over_on as text. event_ids: of all events that say the same. quiet: None where not known.
Breach = collections.namedtuple("Breach", "row state event_ids quiet age")


def key_of_file(path):
    with open(path, "rb") as file:
        content = file.read()
    return content if len(content) == 32 else bytes.fromhex(content.decode().strip())


def breach_id(key, rule, child, episode):
    text = "\x1f".join([rule, child, episode])
    digest = hmac.new(key, text.encode(), hashlib.sha256).digest()
    return "alr_" + base64.b32encode(digest).decode().lower()[:26]


def exist(crossings, reference):
    """Crossings without those that are over before they begin, and those of children without SEN where left out."""
    for crossing in crossings:
        row = reference.rule(crossing.rule, crossing.step, crossing.raised_on)
        left_out = row.scope == "SEND_OR_UNKNOWN" and crossing.sen == "N"
        if not left_out and (crossing.over_on is None or crossing.over_on > crossing.raised_on):
            yield crossing, row


def _iso(date):
    return date.isoformat() if date else ""


def history(crossings, reference, key, today, by_person=None):
    """{breach_id: what stands there}; by_person are states that people gave to breaches that stand. The age of a breach
    is days beyond those after which a new one is told to nobody."""
    found = {}
    for crossing, row in exist(crossings, reference):
        if crossing.raised_on > today:
            continue
        identity = breach_id(key, crossing.rule, crossing.child, crossing.episode)
        over = crossing.over_on is not None and crossing.over_on <= today
        state = "RESOLVED" if over else (by_person or {}).get(identity, "RAISED")
        found[identity] = Breach(
            (crossing.rule, str(row.commitment), row.priority, crossing.child, crossing.episode, crossing.org,
             crossing.sen, crossing.stage, _iso(crossing.raised_on), _iso(crossing.due_on), _iso(crossing.over_on)),
            state, crossing.event_ids, None, (today - crossing.raised_on).days - row.quiet_after)
    return found


def next_due(crossings, reference, today):
    """{(child, first day of the window or None): the nearest day on which time alone changes something}."""
    days = collections.defaultdict(list)
    for crossing, _ in exist(crossings, reference):
        days[crossing.child, crossing.window] += [
            day for day in (crossing.raised_on, crossing.over_on) if day is not None and day > today]
    return {document: min(dates).isoformat() for document, dates in days.items() if dates}
