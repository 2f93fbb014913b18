"""Figures and periods as people read them, in the language of the reader."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.sets import Form, Indicator
from motcua.web.ui import words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

QUARTERS = ("I", "II", "III", "IV")
HELD = "\u00a0"  # keeps a figure and its unit on one line


def number(value: Decimal | int, decimals: int | None = None) -> str:
    """ "1.234,5", in English "1,234.5"; with as many decimals as it has where none are asked for."""
    exact = Decimal(value)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    written = f"{exact:,f}"
    return written if words.english() else written.translate(str.maketrans(",.", ".,"))


def short(value: Decimal | int, decimals: int = 1) -> str:
    """As `number`, without the zeros at its end: "85", "81,2"."""
    exact = Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return number(exact, 0) if exact == exact.to_integral_value() else number(exact.normalize())


def percent(value: Decimal | int, decimals: int | None = None) -> str:
    """ "81,25 %", in English "81.25%"."""
    return number(value, decimals) + ("%" if words.english() else f"{HELD}%")


def short_percent(value: Decimal | int) -> str:
    """ "85 %", "81,2 %"."""
    return short(value) + ("%" if words.english() else f"{HELD}%")


def figure(indicator: Indicator, value: Decimal | int) -> str:
    """A value in the indicator's unit: "81,25 %", "1.234", "3,50 ngày"."""
    if indicator.form is Form.SHARE:
        return percent(value, indicator.decimals)
    written = number(value, 0 if indicator.form is Form.COUNT else indicator.decimals)
    return f"{written}{HELD}{indicator.unit}" if indicator.unit else written


def change(indicator: Indicator, by: Decimal) -> str:
    """How a value differs from the period before: "▲ tăng 2,10 điểm %"."""
    if not by:
        return str(_("Không đổi"))
    amount = number(abs(by), 0 if indicator.form is Form.COUNT else indicator.decimals)
    if indicator.form is Form.SHARE:
        amount = str(_("%(amount)s điểm %%") % {"amount": amount})
    elif indicator.unit:
        amount = f"{amount}{HELD}{indicator.unit}"
    sentence = _("▲ tăng %(amount)s") if by > 0 else _("▼ giảm %(amount)s")
    return str(sentence % {"amount": amount})


def written(period: Period) -> str:
    """As `periods.read` reads it, the shortest way: "2026-06", "2026-Q2", "2026"."""
    first, last = period.first, period.last
    if first == last:
        return first.isoformat()
    if first.day == 1 and last == _month_end(last.year, last.month) and first.year == last.year:
        match first.month, last.month:
            case 1, 12:
                return f"{first.year}"
            case begin, end if begin == end:
                return f"{first:%Y-%m}"
            case begin, end if begin % 3 == 1 and end == begin + 2:
                return f"{first.year}-Q{end // 3}"
            case _other:
                return f"{first:%Y-%m}..{last:%Y-%m}"
    return f"{first.isoformat()}..{last.isoformat()}"


def period(one: Period) -> StrOrPromise:
    """ "tháng 6/2026", "quý II/2026", "năm 2026", "ngày 15/06/2026", "từ 01/06/2026 đến 15/06/2026"."""
    code = written(one)
    if ".." in code:
        return _("từ %(first)s đến %(last)s") % {"first": words.day(one.first), "last": words.day(one.last)}
    if "Q" in code:
        return _("quý %(quarter)s/%(year)s") % {
            "quarter": QUARTERS[one.last.month // 3 - 1],
            "year": code[:4],
        }
    match len(code):
        case 4:
            return _("năm %(year)s") % {"year": code}
        case 7 if words.english():
            return f"{one.first:%B %Y}"
        case 7:
            return _("tháng %(month)s/%(year)s") % {"month": one.first.month, "year": code[:4]}
    return _("ngày %(day)s") % {"day": words.day(one.first)}


def mark(one: Period) -> str:
    """A period below the axis of a chart: "6/26", "Q2/26", "2026", "15/06"."""
    code = written(one)
    if len(code) == 4:
        return code
    if "Q" in code and ".." not in code:
        return f"Q{code[-1]}/{code[2:4]}"
    return f"{one.first.month}/{code[2:4]}" if len(code) == 7 else f"{one.last:%d/%m}"


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
