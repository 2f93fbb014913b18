"""Figures over a table of facts: of every unit at once, and of one. Of the lists behind them, `lists`.

Of procedures `services` counts and lists; that is decided here, and nowhere else.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from motcua.indicators.queries import lists, services
from motcua.indicators.queries.asking import Question, of_unit
from motcua.indicators.queries.lists import Listed, Row, Which
from motcua.indicators.queries.tallying import tallied
from motcua.indicators.rules.expressions import Of
from motcua.indicators.rules.scoring import Score, Tally, Value, score_of, value_of
from motcua.indicators.rules.sets import Form, IndicatorSet
from motcua.kernel.errors import NotFound

__all__ = [
    "Counted", "Figures", "Listed", "Question", "Row", "Rows", "Which", "behind", "figures", "figures_of",
    "listed", "of_unit", "tallies",
]  # fmt: skip

Rows = tuple[Row, ...] | tuple[services.Row, ...]  # dossiers, or procedures

BRANCHES = ("province", "ministry")


@dataclass(frozen=True, slots=True)
class Figures:
    """All indicators of a set for one unit, in their order. `score` None: this set has no points."""

    unit: str
    branch: str | None
    values: tuple[Value, ...]
    score: Score | None


def figures(table: Any, indicators: IndicatorSet, question: Question) -> dict[str, Figures]:
    """Unit to its figures, for every unit that has dossiers among these facts: one pass over them."""
    return _all_figures(_counted(table, indicators, question), indicators, question)


def _all_figures(found: "_Counts", indicators: IndicatorSet, question: Question) -> dict[str, Figures]:
    """Of a unit whose procedures nobody knows, what asks about them is missing."""
    last = question.period.last
    asked = {True: indicators, False: indicators.without(Of.PROCEDURES)}
    known = {
        (told, branch): _missing(one, branch, last)
        for told, one in asked.items()
        for branch in (None, *BRANCHES)
    }
    made = {}
    for unit, (branch, tallies) in found.units.items():
        told = unit in found.offered
        made[unit] = _figures(asked[told], unit, tallies, branch, last, known[told, branch])
    return made


Counted = tuple[str | None, tuple[Tally, ...]]  # the branch, and a tally for each indicator in its order


def tallies(table: Any, indicators: IndicatorSet, question: Question) -> dict[str, Counted]:
    """Unit to what was counted for it, as `figures`: what a snapshot keeps."""
    return _counted(table, indicators, question).units


@dataclass(frozen=True, slots=True)
class _Counts:
    """`offered`: of which units procedures are known."""

    units: dict[str, Counted]
    offered: Collection[str]


def _counted(
    table: Any,
    indicators: IndicatorSet,
    question: Question,
    unit: str | None = None,
    paths: Collection[str] | None = None,
) -> _Counts:
    """Of both datasets, each asked only where some indicator needs it; of this unit's only."""
    inside = of_unit(table, unit, paths) if unit else table
    offered = services.tallies(inside, indicators, question, unit, paths)
    rest = indicators.without(Of.PROCEDURES)
    found = _of_dossiers(table, rest, question, unit, paths) if rest.asks(Of.DOSSIERS) or not offered else {}
    nothing = tuple(Tally() for _one in indicators.indicators)
    for each, one in offered.items():
        branch = next(iter(one.branches)) if len(one.branches) == 1 else None
        branch, tallies = found.get(each, (branch, nothing))
        found[each] = branch, tuple(one.tallies.get(place, tally) for place, tally in enumerate(tallies))
    return _Counts(dict(sorted(found.items())), offered.keys())


def _of_dossiers(
    table: Any,
    indicators: IndicatorSet,
    question: Question,
    unit: str | None = None,
    paths: Collection[str] | None = None,
) -> dict[str, Counted]:
    rows, columns_of = tallied(table, indicators, question, unit, paths)
    units, inside = _rolled_up(rows["path"].to_pylist())
    names = [name for name in rows.column_names if name != "path"]
    counts = np.zeros((len(units), len(names)), np.int64)
    numbers = np.column_stack([rows[name].fill_null(0).to_numpy() for name in names])
    for depth in inside:
        there = depth >= 0
        np.add.at(counts, depth[there], numbers[there])
    told = {name: counts[:, place].tolist() for place, name in enumerate(names)}
    nothing = [0] * len(units)
    by_indicator = [
        [Tally()] * len(units)
        if columns is None
        else list(map(_tally, *(told[name] if name else nothing for name in columns)))
        for columns in columns_of
    ]
    branches = map(_branch, told["ministry"], told["rows"])
    each = zip(*by_indicator, strict=True)
    return {
        unit: (branch, one)
        for unit, branch, one in sorted(zip(units, branches, each, strict=True), key=itemgetter(0))
    }


def _rolled_up(paths: Sequence[str]) -> tuple[list[str], list[Any]]:
    """The units of these paths, and by how deep they stand, the place of each path's unit; -1 for none."""
    steps = [path.rstrip("/").split("/") for path in paths]
    places: dict[str, int] = {}
    deepest = max(map(len, steps), default=0)
    inside = [
        np.array([places.setdefault(each[depth], len(places)) if depth < len(each) else -1 for each in steps])
        for depth in range(deepest)
    ]
    return list(places), inside


def _tally(asked: int, total: int, counted: int, summed: int) -> Tally:
    return Tally(counted, total, asked - total, summed)


def _branch(ministry: int, rows: int) -> str | None:
    """None where both are in it."""
    return BRANCHES[bool(ministry)] if ministry in (0, rows) else None


def figures_of(
    table: Any,
    indicators: IndicatorSet,
    unit: str,
    question: Question,
    paths: Collection[str] | None = None,
) -> Figures:
    """The figures of one unit and all below it; `paths` as in `of_unit`.

    Raises NotFound where no dossier and no procedure of it is among the facts.
    """
    counted = _counted(table, indicators, question, unit, paths)
    found = _all_figures(counted, indicators, question).get(unit)
    if found:
        return found
    branches = of_unit(table, unit, paths).select("branch").distinct().to_pyarrow().to_pylist()
    if not branches:
        raise NotFound(_("Dữ kiện không có hồ sơ nào của đơn vị mang mã này."), code="no-such-unit")
    none = tuple(Tally() for _one in indicators.indicators)
    branch = branches[0]["branch"] if len(branches) == 1 else None
    last, known = question.period.last, indicators.without(Of.PROCEDURES)
    return _figures(known, unit, none, branch, last, _missing(known, branch, last))


def _figures(
    indicators: IndicatorSet,
    unit: str,
    tallies: tuple[Tally, ...],
    branch: str | None,
    last: date,
    known: tuple[Value | None, ...],
) -> Figures:
    values = tuple(
        value or value_of(one, tally, branch, last)
        for one, tally, value in zip(indicators.indicators, tallies, known, strict=True)
    )
    return Figures(unit, branch, values, score_of(values, indicators.grades))


def _missing(indicators: IndicatorSet, branch: str | None, last: date) -> tuple[Value | None, ...]:
    """Of those of which no fact says anything: the same for every unit."""
    return tuple(
        value_of(one, Tally(), branch, last) if one.form is Form.MISSING else None
        for one in indicators.indicators
    )


def behind(table: Any, indicators: IndicatorSet, code: str, unit: str, question: Question) -> Listed:
    """All dossiers, or procedures, behind this indicator of this unit. Raises as `listed`."""
    found = {which: listed(table, indicators, code, unit, question, which, limit=None) for which in Which}
    return Listed(
        tuple(row.code for row in found[Which.COUNTED]),
        tuple(row.code for row in found[Which.OTHERS]),
        tuple((row.code, row.why) for row in found[Which.LEFT_OUT]),
    )


def listed(
    table: Any,
    indicators: IndicatorSet,
    code: str,
    unit: str,
    question: Question,
    which: Which,
    *,
    after: str = "",
    limit: int | None = 50,
    paths: Collection[str] | None = None,
) -> Rows:
    """A page of one list behind this indicator, by code: dossiers as `lists.listed` tells, or procedures as
    `services.listed` does. Raises NotFound for an unknown indicator.
    """
    indicator = indicators.indicator(code)
    if indicator.of is Of.PROCEDURES and indicator.form is not Form.MISSING:
        return services.listed(
            table, indicators, indicator, unit, question, which, after=after, limit=limit, paths=paths
        )
    return lists.listed(table, indicators, code, unit, question, which, after=after, limit=limit, paths=paths)
