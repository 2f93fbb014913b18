"""From counts of units to their boards: figures, ranks, changes and trends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from itertools import dropwhile

from motcua.indicators.rules import ranking
from motcua.indicators.rules.board import Board, Line, Point, Unit
from motcua.indicators.rules.expressions import Of
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.scoring import Tally, Value, score_of, value_of
from motcua.indicators.rules.sets import Form, IndicatorSet

Counts = Mapping[str, tuple[Tally, ...]]  # unit to a tally for each indicator; none for one without dossiers


@dataclass(frozen=True)
class Asked:
    """What boards are drawn of. `row` is the asked period, the last, and those before it that are followed.

    `assigned` are targets by unit and code; `at` is up to when the facts tell.
    """

    indicators: IndicatorSet
    row: Sequence[Period]
    as_of: datetime | None
    at: datetime
    counts: Mapping[Period, Counts]
    branches: Mapping[str, str | None]
    assigned: Mapping[tuple[str, str], Decimal]

    @property
    def period(self) -> Period:
        return self.row[-1]

    @property
    def before(self) -> Period | None:
        return self.row[-2] if len(self.row) > 1 else None

    @cached_property
    def without_procedures(self) -> IndicatorSet:
        """For units whose procedures nobody knows: what asks about them is missing, as figures have it."""
        return self.indicators.without(Of.PROCEDURES)

    def values(self, unit: str, period: Period) -> tuple[Value, ...]:
        """The figures of this unit in a period whose counts are known."""
        every = self.indicators.indicators
        tallies = self.counts[period].get(unit) or (Tally(),) * len(every)
        branch = self.branches[unit]
        if not any(
            one.of is Of.PROCEDURES and tally.total for one, tally in zip(every, tallies, strict=True)
        ):
            every = self.without_procedures.indicators
        return tuple(
            value_of(one, tally, branch, period.last) for one, tally in zip(every, tallies, strict=True)
        )


def boards(asked: Asked, peers: Sequence[Unit], *, only: str = "", trends: bool = False) -> list[Board]:
    """Of each of these units of one kind under one parent, or of one of them among the others."""
    among = _Among(asked, peers)
    return [among.board(one, trends=trends) for one in peers if only in ("", one.code)]


class _Among:
    """Units with what they are compared with."""

    def __init__(self, asked: Asked, peers: Sequence[Unit]) -> None:
        self.asked, self.peers = asked, peers
        self.values = {one.code: asked.values(one.code, asked.period) for one in peers}
        self.scores = {
            unit: score_of(values, asked.indicators.grades) for unit, values in self.values.items()
        }

    @cached_property
    def places(self) -> list[dict[str, int]]:
        """For each indicator unit to rank; none where numbers only tell how large a unit is."""
        return [
            ranking.ranks(
                {unit: values[number].value for unit, values in self.values.items()},
                less_is_better=one.less_is_better,
            )
            if one.form is not Form.COUNT
            else {}
            for number, one in enumerate(self.asked.indicators.indicators)
        ]

    @cached_property
    def by_score(self) -> dict[str, int]:
        """Unit to its place by points; none for one of which nothing was counted."""
        points: dict[str, Decimal | None] = {
            unit: score.points
            for unit, score in self.scores.items()
            if score and unit in self.asked.counts[self.asked.period]
        }
        return ranking.ranks(points)

    def board(self, unit: Unit, *, trends: bool) -> Board:
        asked = self.asked
        lines = tuple(self._lines(unit.code, trends))
        return Board(
            unit=unit,
            indicators=asked.indicators,
            period=asked.period,
            as_of=asked.as_of,
            at=asked.at,
            lines=lines,
            score=self.scores[unit.code],
            rank=self.by_score.get(unit.code),
            peers=len(self.peers),
            green=ranking.green(lines),
        )

    def _lines(self, unit: str, trends: bool) -> Iterator[Line]:
        asked = self.asked
        known = [one for one in asked.row[:-1] if one in asked.counts and (trends or one == asked.before)]
        past = {period: asked.values(unit, period) for period in known}
        before = past.get(asked.before) if asked.before else None
        for number, value in enumerate(self.values[unit]):
            assigned = asked.assigned.get((unit, value.indicator.code))
            aimed = ranking.aimed(value, assigned)
            yield Line(
                value=aimed,
                standing=ranking.standing(aimed),
                achievement=ranking.achievement(aimed),
                rank=self.places[number].get(unit),
                peers=len(self.peers),
                change=self._change(value, before[number].value) if before else None,
                assigned=assigned is not None,
                trend=self._trend(value, {one: past[one][number].value for one in known}) if trends else (),
            )

    def _change(self, value: Value, before: Decimal | None) -> Decimal | None:
        """A count that still grows is not compared with one that is whole."""
        if value.value is None or before is None:
            return None
        if value.indicator.form is Form.COUNT and self.asked.at < self.asked.period.end:
            return None
        return value.value - before

    def _trend(self, value: Value, figures: Mapping[Period, Decimal | None]) -> tuple[Point, ...]:
        """From the first period of which something is known."""
        row = [Point(period, figures.get(period)) for period in self.asked.row[:-1]]
        known = dropwhile(lambda one: one.value is None, row)
        return (*known, Point(self.asked.period, value.value))
