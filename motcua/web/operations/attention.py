"""What else asks for a leader's attention: findings to be reviewed, and targets that will be missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from motcua.agencies.models import Agency
from motcua.indicators.queries import honesty, scoreboard
from motcua.indicators.rules import sets
from motcua.indicators.rules.board import Forecast
from motcua.indicators.rules.periods import Period
from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError
from motcua.web.operations import asked
from motcua.web.operations.decimals import decimal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FORECAST = "whole-process"  # the set whose targets are assigned year by year


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence and where it leads."""

    sentence: StrOrPromise
    url: str


def notices(unit: Agency, at: datetime) -> tuple[Notice, ...]:
    """Those of this unit; none of what cannot be computed yet."""
    return (*_missing(unit, at), *_findings(unit, at))


def _findings(unit: Agency, at: datetime) -> tuple[Notice, ...]:
    today = clock.day(at)
    try:
        found = honesty.found(unit, Period(today.replace(day=1), today))
    except MotcuaError:
        return ()
    if not found:
        return ()
    said = ngettext(
        "%(count)s dấu hiệu cần xem lại trong tháng này",
        "%(count)s dấu hiệu cần xem lại trong tháng này",
        len(found),
    )
    return (Notice(said % {"count": len(found)}, asked.address("honesty", unit=unit.code)),)


def _missing(unit: Agency, at: datetime) -> tuple[Notice, ...]:
    """Targets of this year that will not be met if the last weeks go on."""
    chosen, end = sets.shipped(FORECAST), date(clock.day(at).year, 12, 31)
    try:
        told = list(scoreboard.forecasts(unit.code, indicators=chosen, by=end, now=at))
    except MotcuaError:
        return ()
    return tuple(
        Notice(_sentence(str(chosen.indicator(one.code).name), one), asked.address_of("board", unit.code))
        for one in told
        if one.target is not None and one.expected < one.target
    )


def _sentence(name: str, found: Forecast) -> StrOrPromise:
    return _("%(indicator)s: dự báo %(expected)s %%, chỉ tiêu %(target)s %% vào %(day)s") % {
        "indicator": name,
        "expected": decimal(float(found.expected)),
        "target": decimal(float(found.target or 0)),
        "day": f"{found.by:%d/%m/%Y}",
    }
