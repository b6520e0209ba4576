"""The register of absence KPIs and their rows, recomputed from ledger lines with fractions."""
import collections
import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from . import calendar

PRESENT, LATE, AEA = {"/", "\\"}, {"L"}, {"B", "K", "P", "V", "W"}
AUTHORISED = {"C1", "M", "J1", "S", "C2", "C", "T", "R", "I", "E"}
UNAUTHORISED = {"G", "N", "O", "U"}
ATTENDING = PRESENT | LATE | AEA
ABSENT = AUTHORISED | UNAUTHORISED
POSSIBLE = ATTENDING | ABSENT
SECOND_NAMES = {"/": "present_am", "\\": "present_pm"}

Kpi = collections.namedtuple("Kpi", "kind factor precision numerator denominator periods by_detail")
FLOW_PERIODS = ("day", "month", "term", "academic-year", "calendar-year", "financial-year")


def _sessions(codes):
    return [("sessions", frozenset(codes))]


def _percent(numerator):
    return Kpi("flow", 100, 3, numerator, _sessions(POSSIBLE), FLOW_PERIODS, False)


def _window(measure, details, period):
    return Kpi("window", 100, 3, [(measure, frozenset(details))],
               [(measure, frozenset({"under10", "10to50", "50plus"}))], (period,), False)


def register():
    kpis = {
        "sessions_possible": Kpi("flow", None, 0, _sessions(POSSIBLE), None, FLOW_PERIODS, False),
        "attendance": _percent(_sessions(ATTENDING)),
        "absence": _percent(_sessions(ABSENT)),
        "absence_authorised": _percent(_sessions(AUTHORISED)),
        "absence_unauthorised": _percent(_sessions(UNAUTHORISED)),
        "sessions_present": _percent(_sessions(PRESENT | LATE)),
        "sessions_aea": _percent(_sessions(AEA)),
        "sessions_late": _percent(_sessions({"L", "U"})),
        "absence_health": _percent(_sessions({"I", "M"}) + [("health_part_time_sessions", None)]),
        "c2_sessions": Kpi("flow", 1000, 3, _sessions({"C2"}), _sessions(POSSIBLE), FLOW_PERIODS,
                           False),
        "illness_15d_children": Kpi("window", None, 0, [("illness_15d_children", None)], None,
                                    ("academic-year",), True),
        "illness_15d_run_children": Kpi("window", None, 0, [("illness_15d_run_children", None)],
                                        None, ("academic-year",), True),
    }
    for code in sorted(POSSIBLE):
        kpis["code_" + SECOND_NAMES.get(code, code.lower())] = _percent(_sessions({code}))
    for suffix, period in (("term", "term"), ("year", "academic-year")):
        measure = "attendance_band_" + suffix
        kpis["persistent_absence_" + suffix] = _window(measure, {"10to50", "50plus"}, period)
        kpis["severe_absence_" + suffix] = _window(measure, {"50plus"}, period)
    return kpis


def _holds(terms, measure, detail):
    return any(m == measure and (details is None or detail in details) for m, details in terms)


def _sen_groups(sen):
    return {"N": ("N", "ALL"), "K": ("K", "SEND", "ALL"), "E": ("E", "SEND", "ALL"),
            "": ("ALL",)}[sen]


def _members(line, reference, by_detail):
    _, _, _, org, _, need, stage, detail = line
    school = reference.schools.get(org)
    members = [("org", org), ("need", need), ("stage", stage),
               ("phase", school.phase if school else ""),
               ("locality", school.locality if school else "")]
    return members + [("detail", detail)] if by_detail else members


def _shown(value, precision):
    """Half up, away from zero at .5."""
    scaled = abs(value) * 10 ** precision
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    shown = Decimal(whole).scaleb(-precision)
    return -shown if value < 0 else shown


def _row(kpi, sums):
    numerator, denominator = sums
    if kpi.factor is None:
        return (numerator, None, Fraction(numerator), _shown(Fraction(numerator), kpi.precision))
    if denominator == 0:
        return (numerator, 0, None, None)
    value = Fraction(kpi.factor * numerator, denominator)
    return (numerator, denominator, value, _shown(value, kpi.precision))


def rows(ledger, reference, today):
    """({series key: row}, {breakdown key: row}) of everything that was measured up to today."""
    kpis = register()
    series = collections.defaultdict(lambda: [0, 0])
    breakdown = collections.defaultdict(lambda: [0, 0])
    measures = {kpi_id: {m for m, _ in kpi.numerator + (kpi.denominator or [])}
                for kpi_id, kpi in kpis.items()}
    for line, value in ledger.items():
        date = datetime.date.fromisoformat(line[0])
        if date > today:
            continue
        spans = calendar.periods(date)
        groups = _sen_groups(line[4])
        for kpi_id, kpi in kpis.items():
            if line[1] not in measures[kpi_id]:
                continue
            n = value if _holds(kpi.numerator, line[1], line[7]) else 0
            d = value if kpi.denominator and _holds(kpi.denominator, line[1], line[7]) else 0
            members = _members(line, reference, kpi.by_detail)
            for period, start, end in spans:
                if period not in kpi.periods:
                    continue
                for sen in groups:
                    key = (kpi_id, period, start.isoformat(), end.isoformat(), sen)
                    series[key][0] += n
                    series[key][1] += d
                    if period != "day":
                        for member in members:
                            breakdown[key + member][0] += n
                            breakdown[key + member][1] += d
    return ({key: _row(kpis[key[0]], sums) for key, sums in series.items()},
            {key: _row(kpis[key[0]], sums) for key, sums in breakdown.items()})
