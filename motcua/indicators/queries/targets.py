"""Which targets hold, which are drafted, and what was decided before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from motcua.agencies.models import Agency
from motcua.indicators.models import Publication, Remark, Target
from motcua.indicators.rules import periods, sets, target_periods
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.sets import Form
from motcua.indicators.rules.targets import OPEN, State

Key = tuple[str, str]  # a unit's identifier and an indicator's code
MOST_SHOWN = 20  # targets of one history


def assigned(units: Collection[str], indicators: str, period: Period, on: date) -> Mapping[Key, Decimal]:
    """The targets of these units that were published by the end of this day and not yet revised then.

    Of exactly this period; where a unit has none for it, that of the year that holds it. A year's count says
    nothing about its months, so counts have none but their own.
    """
    return assigned_for(units, indicators, [period], on)[period]


def assigned_for(
    units: Collection[str], indicators: str, asked: Collection[Period], on: date
) -> dict[Period, Mapping[Key, Decimal]]:
    """As `assigned`, for each of these periods. One query."""
    rows = _published(units, indicators, asked, on)
    return {
        period: {key: one.value for key, one in _holding(rows, indicators, period).items()}
        for period in asked
    }


def in_force(
    units: Collection[str], indicators: str, period: Period, on: date, code: str = ""
) -> dict[Key, Target]:
    """As `assigned`, the rows, each with its publication; of one indicator where `code` says so."""
    return _holding(_published(units, indicators, [period], on, code), indicators, period)


def _spans(period: Period) -> list[Period]:
    """Whose targets hold for this period: the closer one comes last."""
    year = target_periods.year_of(period)
    return [period] if year is None or year == period else [year, period]


def _published(
    units: Collection[str], indicators: str, asked: Iterable[Period], on: date, code: str = ""
) -> list[Target]:
    wanted = {span for period in asked for span in _spans(period)}
    found = Target.objects.select_related("unit", "publication__agency").filter(
        state=State.PUBLISHED,
        indicators=indicators,
        first__in=[one.first for one in wanted],
        last__in=[one.last for one in wanted],
        unit__code__in=units,
        publication__at__lt=periods.end_of(on),
    )
    return list(found.filter(code=code) if code else found)


def _holding(rows: Collection[Target], indicators: str, period: Period) -> dict[Key, Target]:
    revised = {one.revises_id for one in rows}
    counts = _counts(indicators)
    held: dict[Key, Target] = {}
    for span in _spans(period):
        held |= {
            (one.unit.code, one.code): one
            for one in rows
            if one.period == span and one.pk not in revised and (span == period or one.code not in counts)
        }
    return held


def _counts(indicators: str) -> frozenset[str]:
    if indicators not in sets.names():
        return frozenset()
    return frozenset(one.code for one in sets.shipped(indicators).indicators if one.form is Form.COUNT)


def open_of(units: Iterable[Agency], indicators: str, period: Period, code: str = "") -> dict[Key, Target]:
    """Drafts, agreed or not, of exactly this period."""
    found = Target.objects.select_related("unit", "revises").filter(
        state__in=OPEN, indicators=indicators, first=period.first, last=period.last, unit__in=list(units)
    )
    return {(one.unit.code, one.code): one for one in (found.filter(code=code) if code else found)}


def open_for(unit: Agency) -> list[Target]:
    """Drafts for this unit that wait for its word or for publication, the oldest first."""
    return list(Target.objects.filter(state__in=OPEN, unit=unit).select_related("revises").order_by("pk"))


def remarks(rows: Iterable[Target]) -> dict[int, list[Remark]]:
    """What was remarked on each of these, in order."""
    found: dict[int, list[Remark]] = {}
    for one in Remark.objects.filter(target__in=[row.pk for row in rows]).order_by("pk"):
        found.setdefault(one.target_id, []).append(one)
    return found


def history(unit: Agency, indicators: str, code: str, period: Period) -> list[Target]:
    """Every target there was for this unit, indicator and period, the newest first, at most MOST_SHOWN."""
    found = Target.objects.select_related("publication__agency").filter(
        unit=unit, indicators=indicators, code=code, first=period.first, last=period.last
    )
    return list(found.order_by("-pk")[:MOST_SHOWN])


def last_publication(unit: Agency, indicators: str, code: str, period: Period) -> Publication | None:
    """How this unit last published targets of its parts: with what reasons."""
    found = Publication.objects.filter(
        agency=unit, indicators=indicators, code=code, first=period.first, last=period.last, source=""
    )
    return found.order_by("-pk").first()
