"""Dates as the strategy's numbers use them, written apart from the C code on purpose."""
import bisect
import datetime
import functools
from zoneinfo import ZoneInfo

EPOCH = datetime.date(1970, 1, 1)
FIRST, LAST = datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)
LONDON = ZoneInfo("Europe/London")
ONE = datetime.timedelta(days=1)
PASCHAL_MOONS = [  # month and day by golden number, 1900 to 2199 (Book of Common Prayer)
    (4, 14), (4, 3), (3, 23), (4, 11), (3, 31), (4, 18), (4, 8), (3, 28), (4, 16), (4, 5), (3, 25),
    (4, 13), (4, 2), (3, 22), (4, 10), (3, 30), (4, 17), (4, 7), (3, 27),
]


def day(number):
    """The date so many days after 1970-01-01; None stays None."""
    return None if number is None else EPOCH + datetime.timedelta(days=number)


def after(date, days):
    return date + datetime.timedelta(days=days)


def in_london(epoch_ms):
    instant = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return (instant + datetime.timedelta(milliseconds=epoch_ms)).astimezone(LONDON).date()


def is_valid(number, to_date=day):
    """Whether a number of an event is a date, or an instant on a date, that events may have."""
    try:
        return FIRST <= to_date(number) <= LAST
    except (OverflowError, ValueError):
        return False


def academic_year(date):
    return datetime.date(date.year if date.month >= 9 else date.year - 1, 9, 1)


def next_september(date):
    """The first 1 September after the date."""
    return datetime.date(academic_year(date).year + 1, 9, 1)


def easter(year):
    """The Sunday after the paschal full moon."""
    moon = datetime.date(year, *PASCHAL_MOONS[year % 19])
    return moon + datetime.timedelta(days=7 - (moon.weekday() + 1) % 7)


def term(date):
    if date.month >= 9:
        return datetime.date(date.year, 9, 1)
    if date <= easter(date.year):
        return datetime.date(date.year, 1, 1)
    return easter(date.year) + ONE


def term_end(first):
    """The last day of the term that begins so."""
    if first.month == 9:
        return datetime.date(first.year, 12, 31)
    spring = first.month == 1 and first.day == 1
    return easter(first.year) if spring else datetime.date(first.year, 8, 31)


class SchoolDays:
    """The days that are known to be school days; nothing is said of a day before the first or past the last."""

    def __init__(self, days):
        self.days = sorted(days)

    def nth(self, n, date):
        """The n-th school day from the date, which counts itself if it is one; None where none is known."""
        at = bisect.bisect_left(self.days, date) + n - 1
        known = self.days[0] <= date <= self.days[-1]
        return self.days[at] if known and at < len(self.days) else None

    def first_after(self, date):
        return self.nth(1, after(date, 1))

    def between(self, first, last):
        """How many school days there are from one date to another, both counted; None from a date outside."""
        if not self.days[0] <= first <= self.days[-1]:
            return None
        return bisect.bisect_right(self.days, last) - bisect.bisect_left(self.days, first)


def _next_month(date):
    return datetime.date(date.year + date.month // 12, date.month % 12 + 1, 1)


@functools.lru_cache(maxsize=None)
def periods(date):
    """Every (period, starts_on, ends_on) that holds the date."""
    year, first, month = academic_year(date), term(date), date.replace(day=1)
    financial = datetime.date(date.year if date.month >= 4 else date.year - 1, 4, 1)
    return [
        ("day", date, date),
        ("month", month, _next_month(month) - ONE),
        ("term", first, term_end(first)),
        ("academic-year", year, next_september(date) - ONE),
        ("calendar-year", datetime.date(date.year, 1, 1), datetime.date(date.year, 12, 31)),
        ("financial-year", financial, datetime.date(financial.year + 1, 3, 31)),
    ]
