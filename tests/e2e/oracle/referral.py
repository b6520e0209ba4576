"""Referrals recomputed from the log: steps, and who waits."""
from . import calendar, record

TOPIC = "referral"
IDENTITY = record.IDENTITY
STEPS = ("triaged_on", "first_contact_on", "assessed_on", "treatment_on", "closed_on")
CONTACT_IS_NO_END = ("ND", "CDC")


def checks(event, reference):
    yield from record.record_id_check(event)
    if event["op"] == "VOID":
        return
    if not record.is_name(event["provider"]):
        yield "bad_value", "provider"
    yield from record.date_checks(event, "received_on", *STEPS)
    yield from record.not_before(event, "received_on", *STEPS)
    if event["service"] not in reference.services:
        yield "unknown_code", "service"


def _wait_end(event):
    ends = [event["assessed_on"], event["treatment_on"], event["closed_on"]]
    if event["accepted"] is False:
        ends.append(event["received_on"] if event["triaged_on"] is None else event["triaged_on"])
    if event["service"] not in CONTACT_IS_NO_END:
        ends.append(event["first_contact_on"])
    return calendar.day(min((end for end in ends if end is not None), default=None))


def lines(facts, _reference, add):
    for winner in facts:
        event, where = winner.event, record.place(winner.event, winner.event["provider"])
        service, received = event["service"], calendar.day(event["received_on"])
        triaged, contact, assessed = (calendar.day(event[name])
                                      for name in ("triaged_on", "first_contact_on", "assessed_on"))
        add(received, "referrals_received", where, service)
        if event["accepted"] is not None:
            add(triaged or received, "referrals_decided", where, service)
        if event["accepted"]:
            add(triaged or received, "referrals_accepted", where, service)
        if contact:
            add(contact, "first_contacts", where, service, since=received)
        if assessed:
            add(assessed, "assessments", where, service, since=received)
        record.add_stock(add, "referrals_waiting", where, service, received, _wait_end(event), received)


def crossings(facts, reference):
    for winner in facts:
        received = calendar.day(winner.event["received_on"])
        days = reference.rule("C5_CHILD_104WK", "", received).threshold
        yield record.crossing("C5_CHILD_104WK", winner, calendar.after(received, days + 1),
                              _wait_end(winner.event), calendar.after(received, days),
                              org=winner.event["provider"])
