"""Figures over a table of facts: of every unit at once, of one, and the dossiers behind a number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import add
from typing import Any

import ibis
from django.utils.translation import gettext_lazy as _

from motcua.indicators.rules import compiling
from motcua.indicators.rules.compiling import Compiler, Window
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.scoring import Score, Tally, Value, score_of, value_of
from motcua.indicators.rules.sets import Form, Indicator, IndicatorSet
from motcua.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Question:
    """Which facts count: those of the period, as known now, or before the moment `as_of`.

    `now` is when it is asked: what is open is compared with it where the period has not ended.
    """

    period: Period
    now: datetime
    as_of: datetime | None = None

    @property
    def window(self) -> Window:
        end = min(self.period.end, self.as_of or self.now)
        return Window(self.period.start, max(end, self.period.start))

    def facts(self, table: Any) -> Any:
        """Those that there were: months that came later need not be read."""
        found = compiling.as_of(table, self.as_of) if self.as_of else table
        return found.filter(found.submitted_at < compiling.literal(self.window.end))


@dataclass(frozen=True, slots=True)
class Figures:
    """All indicators of a set for one unit, in their order. `score` None: this set has no points."""

    unit: str
    branch: str | None
    values: tuple[Value, ...]
    score: Score | None


def figures(table: Any, indicators: IndicatorSet, question: Question) -> dict[str, Figures]:
    """Unit to its figures, for every unit that has dossiers among these facts: one pass over them."""
    rows = compiling.tallies(question.facts(table), indicators, question.window).to_pyarrow()
    columns = [name for name in rows.column_names if name not in ("path", "branch")]
    counts = zip(*([int(one or 0) for one in rows[name].to_pylist()] for name in columns), strict=True)
    summed: dict[str, list[int]] = {}
    branches: dict[str, set[str]] = {}
    for path, branch, row in zip(rows["path"].to_pylist(), rows["branch"].to_pylist(), counts, strict=True):
        for unit in path.rstrip("/").split("/"):
            branches.setdefault(unit, set()).add(branch)
            before = summed.get(unit)
            summed[unit] = list(map(add, before, row)) if before else list(row)
    last = question.period.last
    return {
        unit: _figures(
            indicators, unit, _tallies(indicators, dict(zip(columns, row, strict=True))), branches[unit], last
        )
        for unit, row in sorted(summed.items())
    }


def figures_of(table: Any, indicators: IndicatorSet, unit: str, question: Question) -> Figures:
    """The figures of one unit and all below it. Raises NotFound where no dossier of it is among the facts."""
    found = figures(of_unit(table, unit), indicators, question).get(unit)
    if found:
        return found
    branches = of_unit(table, unit).select("branch").distinct().to_pyarrow().to_pylist()
    if not branches:
        raise NotFound(_("Dữ kiện không có hồ sơ nào của đơn vị mang mã này."), code="no-such-unit")
    none = [Tally() for _one in indicators.indicators]
    return _figures(indicators, unit, none, {row["branch"] for row in branches}, question.period.last)


def of_unit(table: Any, unit: str) -> Any:
    """The facts of this unit and of all below it."""
    return table.filter((ibis.literal("/") + table.path).contains(f"/{unit}/"))


def _figures(
    indicators: IndicatorSet, unit: str, tallies: list[Tally], branches: set[str], last: date
) -> Figures:
    branch = next(iter(branches)) if len(branches) == 1 else None
    values = tuple(
        value_of(one, tally, branch, last) for one, tally in zip(indicators.indicators, tallies, strict=True)
    )
    return Figures(unit, branch, values, score_of(values, indicators.grades))


def _tallies(indicators: IndicatorSet, row: Mapping[str, int]) -> list[Tally]:
    return [_tally(row, place, one) for place, one in enumerate(indicators.indicators)]


def _tally(row: Mapping[str, int], place: int, indicator: Indicator) -> Tally:
    if indicator.form is Form.MISSING:
        return Tally()
    total = row[f"t{place}"]
    counted = row[f"c{place}"] if indicator.counts else total
    return Tally(counted, total, row.get(f"a{place}", total) - total, row.get(f"s{place}", 0))


@dataclass(frozen=True, slots=True)
class Listed:
    """The dossiers behind one number, by code. Of a share, `others` are in the denominator only; `left_out`
    are those asked about that do not count, each with why."""

    counted: tuple[str, ...]
    others: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]


def behind(table: Any, indicators: IndicatorSet, code: str, unit: str, question: Question) -> Listed:
    """The dossiers behind this indicator of this unit. Raises NotFound for an unknown indicator."""
    indicator = indicators.indicator(code)
    if indicator.form is Form.MISSING:
        return Listed((), (), ())
    facts = question.facts(of_unit(table, unit))
    compiler = Compiler(facts, question.window, indicators.terms)
    why = (
        ibis.cases(
            *((reason, ibis.literal(place)) for place, reason in enumerate(compiler.left_out(indicator))),
            else_=ibis.literal(-1),
        )
        if indicator.exclude or indicator.linked_once
        else ibis.literal(-1)
    )
    rows = (
        facts.mutate(among_=compiler.among(indicator), counted_=compiler.counted(indicator), why_=why)
        .filter(lambda row: row.among_)
        .select("code", "linked", "counted_", "why_")
        .order_by("code")
        .to_pyarrow()
        .to_pylist()
    )
    return Listed(
        tuple(row["code"] for row in rows if row["counted_"]),
        tuple(row["code"] for row in rows if not row["counted_"] and row["why_"] < 0),
        tuple((row["code"], _reason(indicator, row)) for row in rows if row["why_"] >= 0),
    )


def _reason(indicator: Indicator, row: Mapping[str, Any]) -> str:
    place = row["why_"]
    if place < len(indicator.exclude):
        return str(indicator.exclude[place].reason)
    return str(_("Tính cùng hồ sơ %(code)s") % {"code": row["linked"]})
