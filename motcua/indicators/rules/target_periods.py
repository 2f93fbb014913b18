"""The periods for which targets are assigned: which they are, which year holds one, which ended last."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from motcua.indicators.rules import series
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.series import Span
from motcua.kernel.errors import Invalid

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


LENGTHS = (Span.YEAR, Span.QUARTER, Span.MONTH)


def length_of(period: Period) -> Span:
    """A year, a quarter or a month. Raises Invalid for any other period."""
    found = series.span(period)
    if found not in LENGTHS:
        raise Invalid(
            _("Chỉ tiêu được giao theo năm, quý hoặc tháng. Ví dụ: 2026, 2026-Q2, 2026-06."),
            code="bad-period",
        )
    return found


def written(period: Period) -> str:
    """As `periods.read` reads it: "2026", "2026-Q2", "2026-06". Raises Invalid for any other period."""
    day = period.first
    match length_of(period):
        case Span.YEAR:
            return f"{day:%Y}"
        case Span.QUARTER:
            return f"{day:%Y}-Q{_quarter(day)}"
    return f"{day:%Y-%m}"


def named(period: Period) -> StrOrPromise:
    """For people: "năm 2026", "quý 2 năm 2026", "tháng 6 năm 2026". Raises Invalid for any other period."""
    day = period.first
    match length_of(period):
        case Span.YEAR:
            return format_lazy(_("năm {year}"), year=day.year)
        case Span.QUARTER:
            return format_lazy(_("quý {n} năm {year}"), n=_quarter(day), year=day.year)
    return format_lazy(_("tháng {n} năm {year}"), n=day.month, year=day.year)


def year_of(period: Period) -> Period | None:
    """The year that holds all of it; None where it reaches into another."""
    year = series.around(period.first, Span.YEAR)
    return year if period.last <= year.last else None


def last_closed(length: Span, on: date) -> Period:
    """The last period of this length that had ended before this day."""
    return series.before(series.around(on, length))


def _quarter(day: date) -> int:
    return (day.month + 2) // 3
