"""The register of KPIs, written apart from schemas/kpis on purpose."""
import collections

from .reference import ABSENT, AEA, ATTENDING, AUTHORISED, LATE, POSSIBLE, PRESENT, UNAUTHORISED

Kpi = collections.namedtuple("Kpi", "kind unit precision numerator denominator periods by_detail")
# details: None for all. age: None for all, else (at_most, days).
Term = collections.namedtuple("Term", "measure details age")
PERIODS = ("day", "month", "term", "academic-year", "calendar-year", "financial-year")
SECOND_NAMES = {"/": "present_am", "\\": "present_pm"}
BANDS = ("under10", "10to50", "50plus")


def _term(measure, details=None, age=None):
    return Term(measure, None if details is None else frozenset(details), age)


def _kpi(kind, unit, precision, numerator, denominator=(), periods=PERIODS):
    terms = [*numerator, *denominator]
    return Kpi(kind, unit, precision, numerator, list(denominator), periods,
               all(term.details is None for term in terms))


def _sessions(codes):
    return _term("sessions", codes)


def _attendance():
    possible = [_sessions(POSSIBLE)]
    kpis = {"sessions_possible": _kpi("flow", "count", 0, possible),
            "c2_sessions": _kpi("flow", "per-1000", 3, [_sessions({"C2"})], possible)}
    shares = {"attendance": ATTENDING, "absence": ABSENT, "absence_authorised": AUTHORISED,
              "absence_unauthorised": UNAUTHORISED, "sessions_present": PRESENT | LATE, "sessions_aea": AEA,
              "sessions_late": {"L", "U"}}
    shares.update({"code_" + SECOND_NAMES.get(code, code.lower()): {code} for code in POSSIBLE})
    for kpi, codes in shares.items():
        kpis[kpi] = _kpi("flow", "percent", 3, [_sessions(codes)], possible)
    kpis["absence_health"] = _kpi("flow", "percent", 3,
                                  [_sessions({"I", "M"}), _term("health_part_time_sessions")], possible)
    return kpis


def _windows():
    kpis = {}
    for suffix, period in (("term", "term"), ("year", "academic-year")):
        band = "attendance_band_" + suffix
        for kpi, details in (("persistent_absence_", BANDS[1:]), ("severe_absence_", BANDS[2:])):
            kpis[kpi + suffix] = _kpi("window", "percent", 3, [_term(band, details)], [_term(band)], (period,))
        kpis["suspended_children_" + suffix] = _kpi("window", "count", 0, [_term("suspended_children_" + suffix)],
                                                    periods=(period,))
    for measure in ("illness_15d_children", "illness_15d_run_children", "suspended_over_5d_term",
                    "suspended_over_15d_term", "suspended_45d_year"):
        period = "term" if measure.endswith("_term") else "academic-year"
        kpis[measure] = _kpi("window", "count", 0, [_term(measure)], periods=(period,))
    return kpis


def _flows():
    counts = {"suspensions": "suspensions", "suspension_sessions_lost": "sessions_lost",
              "permanent_exclusions": "permanent_exclusions",
              "permanent_exclusion_stages": "permanent_exclusion_stages",
              "timetables_started": "timetables_started", "referrals_received": "referrals_received"}
    kpis = {kpi: _kpi("flow", "count", 0, [_term(measure)]) for kpi, measure in counts.items()}
    wheelchair = {"WHEELCHAIR"}
    shares = {
        "sixth_day_provision": (_term("sixth_day_duties", {"met"}), _term("sixth_day_duties")),
        "exclusion_notice_in_time": (_term("exclusion_notices", {"in_time"}), _term("exclusion_notices")),
        "referrals_accepted": (_term("referrals_accepted"), _term("referrals_decided")),
        "first_contact_18_weeks": (_term("first_contacts", age=(True, 126)), _term("first_contacts")),
        "wheelchair_assessed_2_weeks": (_term("assessments", wheelchair, (True, 14)),
                                        _term("assessments", wheelchair)),
        "advice_6_weeks": (_term("advice_due_met"), _term("advice_due")),
        "advice_6_weeks_net": (_term("advice_due_net_met"), _term("advice_due_net")),
        "advice_quality": (_term("quality_indicators_met"), _term("quality_indicators")),
    }
    for kpi, (numerator, denominator) in shares.items():
        kpis[kpi] = _kpi("flow", "percent", 1, [numerator], [denominator])
    for kpi, unit, precision, measure in (("exclusion_notice_days_median", "median-days", 0, "exclusions_notified"),
                                          ("exclusion_notice_days_mean", "mean-days", 1, "exclusions_notified"),
                                          ("first_contact_median_days", "median-days", 0, "first_contacts")):
        kpis[kpi] = _kpi("flow", unit, precision, [_term(measure)])
    return kpis


def _stocks():
    counts = {"timetables_open": _term("timetables_open"),
              "timetables_without_agreement": _term("timetables_without_agreement"),
              "timetables_below_hours": _term("timetables_below_hours"),
              "timetables_over_6_weeks": _term("timetables_open", age=(False, 42)),
              "timetable_reviews_overdue": _term("timetable_reviews", age=(False, 0)),
              "referrals_waiting": _term("referrals_waiting"),
              "advice_outstanding": _term("advice_outstanding"),
              "advice_overdue": _term("advice_outstanding_net", age=(False, 42))}
    kpis = {kpi: _kpi("stock", "count", 0, [term]) for kpi, term in counts.items()}
    kpis["referrals_waiting_median_days"] = _kpi("stock", "median-days", 0, [_term("referrals_waiting")])
    for weeks in (18, 52):
        kpis[f"referrals_over_{weeks}_weeks"] = _kpi(
            "stock", "percent", 1, [_term("referrals_waiting", age=(False, 7 * weeks))], [_term("referrals_waiting")])
    return kpis


def register():
    return {**_attendance(), **_windows(), **_flows(), **_stocks()}


def stock_measures():
    """Measures that are opened and closed, whether or not a KPI of their own divides them."""
    return {term.measure for kpi in _stocks().values() for term in kpi.numerator}
