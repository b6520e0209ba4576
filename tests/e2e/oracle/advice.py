"""Advice for assessments recomputed from the log: due after six weeks, outstanding until it comes."""
from . import calendar, record

TOPIC = "advice-submission"
IDENTITY = record.IDENTITY
SIX_WEEKS = 42


def checks(event, _reference):
    yield from record.record_id_check(event)
    if event["op"] == "VOID":
        return
    if not record.is_name(event["provider"]):
        yield "bad_value", "provider"
    yield from record.date_checks(event, "requested_on", "received_on")
    yield from record.not_before(event, "requested_on", "received_on")
    met, total = event["quality_met"], event["quality_total"]
    if (met is None) != (total is None):
        yield "bad_value", "quality_met"
        yield "bad_value", "quality_total"
    elif met is not None and not 0 <= met <= total:
        yield "bad_value", "quality_met"
        yield "bad_value", "quality_total"


def _of_one(event, add):
    where, strand = record.place(event, event["provider"]), event["strand"]
    requested, received = calendar.day(event["requested_on"]), calendar.day(event["received_on"])
    due = calendar.after(requested, SIX_WEEKS)
    suffixes = ("", "_net") if event["exemption"] == "NONE" else ("",)
    for suffix in suffixes:
        add(due, f"advice_due{suffix}", where, strand)
        if received and received <= due:
            add(due, f"advice_due{suffix}_met", where, strand)
        record.add_stock(add, f"advice_outstanding{suffix}", where, strand, requested, received, requested)
    if received and event["quality_total"] is not None:
        add(received, "quality_indicators", where, strand, event["quality_total"])
        add(received, "quality_indicators_met", where, strand, event["quality_met"])


def lines(facts, _reference, add):
    for winner in facts:
        _of_one(winner.event, add)


def crossings(facts, reference):
    for winner in facts:
        event = winner.event
        if event["exemption"] != "NONE":
            continue
        requested, received = calendar.day(event["requested_on"]), calendar.day(event["received_on"])
        warning, limit = (reference.rule("C4_ADVICE_DUE", step, requested).threshold for step in ("35", "42"))
        due, late = calendar.after(requested, limit), calendar.after(requested, limit + 1)
        name = record.name(event)
        yield record.crossing("C4_ADVICE_DUE", winner, calendar.after(requested, warning),
                              min(received, late) if received else late, due, step="35",
                              episode=f"{name}|35", org=event["provider"])
        yield record.crossing("C4_ADVICE_DUE", winner, late, received, due, step="42",
                              episode=f"{name}|42", org=event["provider"])
