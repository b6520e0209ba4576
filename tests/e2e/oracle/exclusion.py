"""Exclusions recomputed from the log: duties and notices of each, totals of each child."""
import collections
import datetime

from . import calendar, record

TOPIC = "exclusion"
IDENTITY = record.IDENTITY
CATEGORIES = ("SUSP", "LNCH")


def checks(event, reference):
    yield from record.record_id_check(event)
    if event["op"] == "VOID":
        return
    yield from record.date_checks(event, "decided_on", "starts_on", "ends_on", "provision_from")
    told = event["la_notified_at"]
    if told is not None and not calendar.is_valid(told, calendar.in_london):
        yield "bad_value", "la_notified_at"
    yield from record.not_before(event, "starts_on", "ends_on")
    yield from record.within(event, "sessions", 0, 400)
    if not 1 <= len(event["reasons"]) <= 3:
        yield "bad_value", "reasons"
    if not set(event["reasons"]) <= reference.reasons:
        yield "unknown_code", "reasons"


class Exclusion:
    """A fact with its dates as dates."""

    def __init__(self, winner, reference):
        event = winner.event
        self.winner, self.event, self.place = winner, event, record.place(event)
        self.category, self.sessions, self.stage = event["category"], event["sessions"], event["stage"]
        self.starts_on, self.decided_on = calendar.day(event["starts_on"]), calendar.day(event["decided_on"])
        self.provision_from = calendar.day(event["provision_from"])
        told = event["la_notified_at"]
        self.told_on = None if told is None else calendar.in_london(told)
        self.stands = self.stage in ("ISSUED", "UPHELD")
        self.limit = reference.school_days.first_after(self.decided_on)
        self.sixth_day = self._sixth_day(reference)

    def _sixth_day(self, reference):
        owed = self.stands and (self.category == "PERM" or self.category == "SUSP" and self.sessions > 10)
        return reference.school_days.nth(6, self.starts_on) if owed else None

    def is_met(self):
        return self.provision_from is not None and self.provision_from <= self.sixth_day

    def is_standing(self, category):
        return self.stands and self.category == category

    def order(self):
        return (self.starts_on, self.event["source"].encode(), self.event["record_id"].encode())


def _of_children(facts, reference):
    for child, winners in record.by_child(facts).items():
        yield child, sorted((Exclusion(winner, reference) for winner in winners), key=Exclusion.order)


def _windows(exclusions, window):
    """{first day: exclusions that start in the window}."""
    windows = collections.defaultdict(list)
    for exclusion in exclusions:
        windows[window(exclusion.starts_on)].append(exclusion)
    return windows


def _that_reaches(exclusions, sessions):
    """The record by which the half days of suspensions and lunchtimes come to so many."""
    total = 0
    for exclusion in exclusions:
        total += exclusion.sessions if exclusion.category in CATEGORIES else 0
        if total >= sessions:
            return exclusion
    return None


def _record_lines(fact, add):
    reason = fact.event["reasons"][0]
    if fact.is_standing("SUSP"):
        add(fact.starts_on, "suspensions", fact.place, reason)
    if fact.is_standing("PERM"):
        add(fact.starts_on, "permanent_exclusions", fact.place, reason)
    if fact.category == "PERM":
        add(fact.starts_on, "permanent_exclusion_stages", fact.place, fact.stage)
    else:
        add(fact.starts_on, "sessions_lost", fact.place, fact.category, fact.sessions)
    if fact.sixth_day:
        add(fact.sixth_day, "sixth_day_duties", fact.place, "met" if fact.is_met() else "missed")
    if fact.limit:
        notice = "none" if fact.told_on is None else "in_time" if fact.told_on <= fact.limit else "late"
        add(fact.limit, "exclusion_notices", fact.place, notice)
    if fact.told_on:
        add(max(fact.told_on, fact.decided_on), "exclusions_notified", fact.place, fact.category,
            since=fact.decided_on)


def _child_lines(exclusions, window, suspended, totals, add):
    for first, inside in _windows(exclusions, window).items():
        orgs = {}
        for exclusion in inside:
            if exclusion.is_standing("SUSP"):
                orgs.setdefault(exclusion.place[0], exclusion)
        for exclusion in orgs.values():
            add(first, suspended, exclusion.place, "")
        for measure, sessions in totals:
            reached = _that_reaches(inside, sessions)
            if reached:
                add(first, measure, reached.place, "")


def lines(facts, reference, add):
    for _, exclusions in _of_children(facts, reference):
        for exclusion in exclusions:
            _record_lines(exclusion, add)
        _child_lines(exclusions, calendar.term, "suspended_children_term",
                     [("suspended_over_5d_term", 11), ("suspended_over_15d_term", 31)], add)
        _child_lines(exclusions, calendar.academic_year, "suspended_children_year",
                     [("suspended_45d_year", 90)], add)


def _record_crossings(fact):
    decided, over = fact.decided_on, calendar.next_september(fact.decided_on)
    if fact.category == "PERM":
        rule = "C1_PEX_SEND" if fact.stands else "C1_PEX_RETRACT"
        yield record.crossing(rule, fact.winner, decided, over)
    if fact.is_standing("SUSP") and fact.place[1] == "E":
        yield record.crossing("C1_SUSP_EHCP", fact.winner, decided, over)
    if fact.sixth_day and not fact.is_met():
        yield record.crossing("C1_SIXTH_DAY", fact.winner, fact.sixth_day, fact.provision_from, fact.sixth_day)
    if fact.limit and (fact.told_on is None or fact.told_on > fact.limit):
        yield record.crossing("C1_LATE_NOTICE", fact.winner, calendar.after(fact.limit, 1),
                              calendar.next_september(fact.limit), fact.limit)


def _term_crossings(first, inside, reference):
    over = calendar.after(calendar.term_end(first), 1)
    for rule in ("C1_SUSP_5D", "C1_SUSP_15D"):
        reached = _that_reaches(inside, reference.rule(rule, "", first).threshold)
        if reached:
            yield record.crossing(rule, reached.winner, reached.decided_on, over, episode=first.isoformat())


def _third_in_a_row(inside, reference, most):
    standing = [exclusion for exclusion in inside if exclusion.is_standing("SUSP")]
    for first, third in zip(standing, standing[2:]):
        days = reference.school_days.between(first.starts_on, third.starts_on)
        if days is not None and days <= most:
            return third
    return None


def _year_crossings(first, inside, reference):
    over = datetime.date(first.year + 1, 9, 1)
    for step in ("35", "40", "45"):
        reached = _that_reaches(inside, reference.rule("C1_SUSP_45D", step, first).threshold)
        if reached:
            yield record.crossing("C1_SUSP_45D", reached.winner, reached.decided_on, over, step=step,
                                  episode=f"{first.isoformat()}|{step}")
    third = _third_in_a_row(inside, reference, reference.rule("C1_SUSP_REPEAT", "", first).threshold)
    if third:
        yield record.crossing("C1_SUSP_REPEAT", third.winner, third.decided_on, over, episode=first.isoformat())


def crossings(facts, reference):
    for _, exclusions in _of_children(facts, reference):
        for exclusion in exclusions:
            yield from _record_crossings(exclusion)
        for first, inside in _windows(exclusions, calendar.term).items():
            yield from _term_crossings(first, inside, reference)
        for first, inside in _windows(exclusions, calendar.academic_year).items():
            yield from _year_crossings(first, inside, reference)
