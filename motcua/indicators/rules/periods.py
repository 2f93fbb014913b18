"""Periods as they are written: a day, a month, a quarter, a year, or a range of two of them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from motcua.kernel.clock import HANOI
from motcua.kernel.errors import Invalid

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

YEARS = range(1900, 2100)  # a calendar must still be able to count a trend back and a year on
_WRITTEN = re.compile(r"(\d{4})(?:-Q([1-4])|-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Period:
    """Days of Vietnam's calendar, the last one included."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """The first moment, UTC."""
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """The first moment that is no longer in it, UTC."""
        return _midnight(self.last + timedelta(days=1))


def read(text: str) -> Period:
    """ "2026-06-15", "2026-06", "2026-Q2", "2026", or two of them with ".." between. Raises Invalid."""
    first, dots, last = text.strip().partition("..")
    try:
        begin, end = _one(first), _one(last if dots else first)
        period = Period(begin.first, end.last)
    except (ValueError, OverflowError) as error:  # there is no day after 9999-12-31
        raise Invalid(_unreadable(text), code="bad-period") from error
    if period.last < period.first or period.first.year not in YEARS or period.last.year not in YEARS:
        raise Invalid(_unreadable(text), code="bad-period")
    return period


def end_of(day: date) -> datetime:
    """The first moment after this day, UTC."""
    return _midnight(day + timedelta(days=1))


def _one(text: str) -> Period:
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    year, quarter, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    if day and month:
        return Period(date(year, month, day), date(year, month, day))
    if month is not None:
        return Period(date(year, month, 1), _month_end(year, month))
    if quarter:
        return Period(date(year, 3 * quarter - 2, 1), _month_end(year, 3 * quarter))
    return Period(date(year, 1, 1), date(year, 12, 31))


def _month_end(year: int, month: int) -> date:
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HANOI).astimezone(UTC)


def _unreadable(text: str) -> "StrOrPromise":
    return format_lazy(
        _("Không hiểu kỳ “{text}”. Ví dụ: 2026-06-15, 2026-06, 2026-Q2, 2026, 2026-01..2026-03."), text=text
    )
