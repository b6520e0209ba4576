"""Dates as the strategy's numbers use them, written apart from the C code on purpose."""
import datetime
from zoneinfo import ZoneInfo

EPOCH = datetime.date(1970, 1, 1)
LONDON = ZoneInfo("Europe/London")
PASCHAL_MOONS = [  # month and day by golden number, 1900 to 2199 (Book of Common Prayer)
    (4, 14), (4, 3), (3, 23), (4, 11), (3, 31), (4, 18), (4, 8), (3, 28), (4, 16), (4, 5), (3, 25),
    (4, 13), (4, 2), (3, 22), (4, 10), (3, 30), (4, 17), (4, 7), (3, 27),
]


def day(number):
    return EPOCH + datetime.timedelta(days=number)


def in_london(epoch_ms):
    instant = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return (instant + datetime.timedelta(milliseconds=epoch_ms)).astimezone(LONDON).date()


def academic_year(date):
    return datetime.date(date.year if date.month >= 9 else date.year - 1, 9, 1)


def easter(year):
    """The Sunday after the paschal full moon."""
    moon = datetime.date(year, *PASCHAL_MOONS[year % 19])
    return moon + datetime.timedelta(days=7 - (moon.weekday() + 1) % 7)


def term(date):
    if date.month >= 9:
        return datetime.date(date.year, 9, 1)
    if date <= easter(date.year):
        return datetime.date(date.year, 1, 1)
    return easter(date.year) + datetime.timedelta(days=1)


def _next_month(date):
    return datetime.date(date.year + date.month // 12, date.month % 12 + 1, 1)


ONE = datetime.timedelta(days=1)


def periods(date):
    """Every (period, starts_on, ends_on) that holds the date."""
    year = academic_year(date)
    first = term(date)
    term_end = (datetime.date(first.year, 12, 31) if first.month == 9
                else easter(first.year) if first.month == 1 and first.day == 1
                else datetime.date(first.year, 8, 31))
    financial = datetime.date(date.year if date.month >= 4 else date.year - 1, 4, 1)
    month = date.replace(day=1)
    return [
        ("day", date, date),
        ("month", month, _next_month(month) - ONE),
        ("term", first, term_end),
        ("academic-year", year, datetime.date(year.year + 1, 8, 31)),
        ("calendar-year", datetime.date(date.year, 1, 1), datetime.date(date.year, 12, 31)),
        ("financial-year", financial, datetime.date(financial.year + 1, 3, 31)),
    ]
