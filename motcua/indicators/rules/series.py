"""Periods in a row: which kind one is, the one before it, those that a day lies in."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from motcua.indicators.rules.periods import Period

MONTHS = {1: "month", 3: "quarter", 12: "year"}
WEEK = timedelta(days=7)


class Span(StrEnum):
    DAY = "day"
    WEEK = "week"  # from Monday
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    OTHER = "other"  # so many days


def span(period: Period) -> Span:
    """The kind of this period."""
    days = (period.last - period.first).days + 1
    if days == 1:
        return Span.DAY
    if days == WEEK.days and period.first.weekday() == 0:
        return Span.WEEK
    for months, name in MONTHS.items():
        if (period.first.month - 1) % months == 0 and period == _months(period.first, months):
            return Span(name)
    return Span.OTHER


def around(day: date, kind: Span) -> Period:
    """The day, week, month, quarter or year in which this day lies."""
    if kind is Span.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + WEEK - timedelta(days=1))
    for months, name in MONTHS.items():
        if kind == name:
            return _months(date(day.year, day.month - (day.month - 1) % months, 1), months)
    return Period(day, day)


def before(period: Period) -> Period:
    """The period of the same kind, or of as many days, that ends on the day before this one."""
    kind, last = span(period), period.first - timedelta(days=1)
    if kind is Span.OTHER:
        return Period(last - (period.last - period.first), last)
    return around(last, kind)


def row(period: Period, count: int) -> tuple[Period, ...]:
    """This period and those before it, so many in all, the earliest first."""
    found = [period]
    while len(found) < count:
        found.append(before(found[-1]))
    return tuple(reversed(found))


def weeks(first: date, until: date) -> Iterator[Period]:
    """The whole weeks from this day on that were over before `until` began."""
    monday = first + timedelta(days=-first.weekday() % 7)
    while monday + WEEK <= until:
        yield around(monday, Span.WEEK)
        monday += WEEK


def _months(first: date, count: int) -> Period:
    year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
    if first.day != 1 or year > date.max.year:
        return Period(first, first)
    return Period(first, date(year, month + 1, 1) - timedelta(days=1))
