"""The page of a unit's scoreboard: what is asked, the board, one indicator closely, the units below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from motcua.indicators.actions import snapshots
from motcua.indicators.queries import scoreboard
from motcua.indicators.queries.places import Surroundings
from motcua.indicators.queries.scoreboard import Overview
from motcua.indicators.rules.board import Line
from motcua.kernel.errors import Invalid
from motcua.web.ui import asking, boardrows, boards, comparing, figures, outlooks, standing, words
from motcua.web.ui.asking import Asked
from motcua.web.ui.boardrows import Addresses
from motcua.web.ui.boards import BoardPage
from motcua.web.ui.charts import Chart
from motcua.web.ui.comparing import ComparisonPage
from motcua.web.ui.outlooks import Expected
from motcua.web.ui.shapes import Link

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form above a board shows."""

    sets: list[tuple[str, StrOrPromise]]
    periods: list[tuple[str, StrOrPromise]]
    set: str
    period: str
    as_of: str
    errors: Mapping[str, list[StrOrPromise]]


@dataclass(frozen=True, slots=True)
class Detail:
    """One indicator closely."""

    name: str
    trend: Chart | None
    expected: Expected | None


@dataclass(frozen=True, slots=True)
class Page:
    """`board` is None where the address asks for what cannot be; the form then says what is wrong."""

    unit: StrOrPromise
    above: tuple[Link, ...]
    form: Choices
    board: BoardPage | None = None
    detail: Detail | None = None
    units: ComparisonPage | None = None


def page(near: Surroundings, asked: Asked, now: datetime, addresses: Addresses) -> Page:
    """The scoreboard of this unit, its counts kept from now on."""
    name, above = words.named(near.own.unit.name), _above(near, addresses)
    errors = dict(asked.errors)
    if errors:
        return Page(name, above, _form(asked, errors))
    kinds = comparing.kinds_of(near)
    kind = asked.kind if asked.kind in kinds else next(iter(kinds), "")
    question: dict[str, Any] = {
        "indicators": asked.indicators,
        "period": asked.period,
        "as_of": asked.as_of,
    }
    try:
        snapshots.ensure(**question, at=now)
        found = scoreboard.overview(near, **question, now=now, kind=kind)
    except Invalid as refused:
        return Page(name, above, _form(asked, {"period": [refused.message]}))
    line, units = boardrows.chosen(found.board, asked), None
    if found.units:
        by = comparing.by_of(asked, asked.indicators, line.value.indicator.code if line else "")
        units = comparing.compared(found.units, asked, kinds, kind, by, addresses)
    return Page(
        unit=name,
        above=above,
        form=_form(asked, {}),
        board=boards.shaped(found, asked, addresses),
        detail=_detail(found, line) if line else None,
        units=units,
    )


def _above(near: Surroundings, addresses: Addresses) -> tuple[Link, ...]:
    if near.above is None:
        return ()
    above = near.above.unit
    return (Link(words.named(above.name), addresses.unit(above.code)),)


def _form(asked: Asked, errors: Mapping[str, list[StrOrPromise]]) -> Choices:
    sets, periods = asking.choices(asked)
    return Choices(
        sets=sets,
        periods=periods,
        set=asked.indicators.name,
        period=figures.written(asked.period),
        as_of=asked.as_of_day.isoformat() if asked.as_of_day else "",
        errors=errors,
    )


def _detail(found: Overview, line: Line) -> Detail:
    indicator = line.value.indicator
    forecast = found.ahead.of(indicator.code) if found.ahead else None
    return Detail(
        name=standing.named(indicator),
        trend=outlooks.trend(line),
        expected=outlooks.expected(forecast, indicator) if forecast else None,
    )
