"""Part-time timetables recomputed from the log: each is open from a day to a day."""
from . import calendar, record

TOPIC = "part-time-timetable"
IDENTITY = record.IDENTITY


def checks(event, _reference):
    yield from record.record_id_check(event)
    if event["op"] == "VOID":
        return
    yield from record.date_checks(event, "starts_on", "planned_end_on", "ended_on", "next_review_on",
                                  "la_notified_on")
    yield from record.not_before(event, "starts_on", "ended_on")
    yield from record.within(event, "weekly_minutes", 0, 3000)
    yield from record.within(event, "ap_minutes", 0, 3000)


def _entitlement(year):
    """Minutes a week of full-time education; None where nothing is laid down."""
    if year is None or not 1 <= year <= 11:
        return None
    return 1260 if year <= 2 else 1410 if year <= 6 else 1440 if year <= 10 else 1500


def _is_below_hours(event):
    full_time = _entitlement((event["pupil"] or {}).get("nc_year"))
    return full_time is not None and event["weekly_minutes"] + (event["ap_minutes"] or 0) < full_time


def lines(facts, _reference, add):
    for winner in facts:
        event, where, reason = winner.event, record.place(winner.event), winner.event["reason"]
        first, last, review = (calendar.day(event[name]) for name in ("starts_on", "ended_on", "next_review_on"))
        add(first, "timetables_started", where, reason)
        record.add_stock(add, "timetables_open", where, reason, first, last, first)
        if not event["parent_agreed"]:
            record.add_stock(add, "timetables_without_agreement", where, reason, first, last, first)
        if review:
            record.add_stock(add, "timetable_reviews", where, reason, first, last, review)
        if _is_below_hours(event):
            record.add_stock(add, "timetables_below_hours", where, reason, first, last, first)


def _of_one(winner, reference):
    event = winner.event
    first, last, review = (calendar.day(event[name]) for name in ("starts_on", "ended_on", "next_review_on"))

    def crossed(rule, raised_on=first, due_on=None, **options):
        return record.crossing(rule, winner, raised_on, last, due_on, **options)

    if not event["parent_agreed"]:
        yield crossed("C1_PTT_NO_AGREE")
    if event["planned_end_on"] is None or review is None:
        yield crossed("C1_PTT_OPEN_ENDED")
    days = reference.rule("C1_PTT_OVER_6WK", "", first).threshold
    yield crossed("C1_PTT_OVER_6WK", calendar.after(first, days + 1), calendar.after(first, days))
    if review:
        yield crossed("C1_PTT_REVIEW_DUE", max(first, calendar.after(review, 1)), review,
                      episode=f"{record.name(event)}|{review.isoformat()}")
    if event["reason"] == "BEHAVIOUR":
        yield crossed("C1_PTT_BEHAVIOUR")
    if _is_below_hours(event):
        yield crossed("C1_PTT_HOURS")


def crossings(facts, reference):
    for winner in facts:
        yield from _of_one(winner, reference)
