"""The page of a unit's scoreboard: what is asked, the board, one indicator closely, the units below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from motcua.indicators.actions import snapshots
from motcua.indicators.queries import scoreboard
from motcua.indicators.rules.board import Board, Line
from motcua.indicators.rules.sets import Form
from motcua.kernel.errors import Invalid
from motcua.web.ui import asking, boards, comparing, figures, outlooks, words
from motcua.web.ui.asking import Asked
from motcua.web.ui.boards import Addresses, BoardPage
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


def page(code: str, asked: Asked, now: datetime, addresses: Addresses) -> Page:
    """The scoreboard of this unit, its counts kept from now on. Raises NotFound for an unknown unit."""
    own = scoreboard.unit(code)
    above = _above(own.parent, addresses)
    errors = dict(asked.errors)
    if errors:
        return Page(words.named(own.name), above, _form(asked, errors))
    question: dict[str, Any] = {
        "indicators": asked.indicators,
        "period": asked.period,
        "now": now,
        "as_of": asked.as_of,
    }
    try:
        snapshots.ensure(indicators=asked.indicators, period=asked.period, at=now, as_of=asked.as_of)
        board = scoreboard.board(code, **question)
    except Invalid as refused:
        return Page(words.named(own.name), above, _form(asked, {"period": [refused.message]}))
    line = boards.chosen(board, asked)
    kinds = comparing.kinds_of(code)
    units = None
    if kinds:
        kind = asked.kind if asked.kind in kinds else kinds[0]
        by = comparing.by_of(asked, asked.indicators, line.value.indicator.code if line else "")
        found = scoreboard.comparison(code, **question, kind=kind)
        units = comparing.compared(found, asked, kinds, kind, by, addresses)
    return Page(
        unit=words.named(own.name),
        above=above,
        form=_form(asked, {}),
        board=boards.shaped(board, asked, addresses),
        detail=_detail(board, line, asked, now) if line else None,
        units=units,
    )


def _above(parent: str, addresses: Addresses) -> tuple[Link, ...]:
    if not parent:
        return ()
    return (Link(words.named(scoreboard.unit(parent).name), addresses.unit(parent)),)


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


def _detail(board: Board, line: Line, asked: Asked, now: datetime) -> Detail:
    indicator = line.value.indicator
    found = None
    if indicator.form is Form.SHARE and asked.as_of is None and asked.period.last.year == asked.today.year:
        by = date(asked.today.year, 12, 31)
        found = scoreboard.forecast(
            board.unit.code, indicator.code, indicators=asked.indicators, by=by, now=now
        )
    return Detail(
        name=boards.named(indicator),
        trend=outlooks.trend(board, line),
        expected=outlooks.expected(found, indicator) if found else None,
    )
