"""What a scoreboard shows: frozen values, made by `queries.scoreboard`, drawn by pages and reports."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from motcua.catalogue.rules.definition import Text
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.scoring import Score, Value
from motcua.indicators.rules.sets import IndicatorSet


class Standing(StrEnum):
    """How a figure stands against its target."""

    MET = "met"
    NEAR = "near"  # nine tenths of the target or more
    MISSED = "missed"
    NO_TARGET = "no-target"
    NO_FIGURE = "no-figure"  # nothing to divide by, or no fact says it yet


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of one period of a trend; None: there was none."""

    period: Period
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of one unit. `value.target` is the assigned target, else that of the set.

    `achievement` is value / target in per cent; `rank` of `peers` units of the same kind under the same
    parent (1 is best; None without a figure); `change` is the difference to the period before, in the
    indicator's unit; `assigned` says that the target was assigned to this unit and is not the set's.
    """

    value: Value
    standing: Standing
    achievement: Decimal | None
    rank: int | None
    peers: int
    change: Decimal | None
    assigned: bool
    trend: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency as boards name it. `province` and `commune` are official codes, "" where it is neither."""

    code: str
    name: Text
    kind: str
    parent: str
    province: str
    commune: str


@dataclass(frozen=True, slots=True)
class Board:
    """All indicators of a set for one unit. `at`: up to when the facts tell; `as_of`: what was asked for.

    `green`: every scored or targeted indicator with a figure meets its target, and there is at least one.
    """

    unit: Unit
    indicators: IndicatorSet
    period: Period
    as_of: datetime | None
    at: datetime
    lines: tuple[Line, ...]
    score: Score | None
    rank: int | None
    peers: int
    green: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The units below one, or any others: the same lines for each, without trends. Best score first."""

    parent: Unit | None
    boards: tuple[Board, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a share is expected to be on `by`, the last day of the target's period, if the last weeks go on.

    `low` and `high` hold four times in five. `chance` that the target is met, 0 to 1. `needed` is how many
    more dossiers a week must reach the indicator than now do, from today to `by`; 0 where the forecast meets
    the target, None where no number of them suffices. `history` are weekly figures from the period's start.
    """

    unit: str
    code: str
    by: date
    target: Decimal | None
    now: Decimal
    expected: Decimal
    low: Decimal
    high: Decimal
    chance: float | None
    needed: int | None
    history: tuple[Point, ...]
