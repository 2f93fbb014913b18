"""From counts to figures: exact arithmetic, rounded half up only where a figure is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from motcua.catalogue.rules.definition import Text
from motcua.indicators.rules.sets import Form, Grade, Indicator


class Status(StrEnum):
    """Whether there is a figure."""

    MEASURED = "measured"
    EMPTY = "empty"  # nothing to divide by
    MISSING = "missing"  # no fact says it yet


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted for one indicator of one unit: dossiers, and the sum of a mean's measure."""

    counted: int = 0
    total: int = 0
    left_out: int = 0
    sum: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.counted + other.counted,
            self.total + other.total,
            self.left_out + other.left_out,
            self.sum + other.sum,
        )


@dataclass(frozen=True, slots=True)
class Value:
    """One indicator of one unit. `value` and `points` are rounded; None: there is none."""

    indicator: Indicator
    tally: Tally
    status: Status
    value: Decimal | None
    target: Decimal | int | None
    points: Decimal | None


def value_of(indicator: Indicator, tally: Tally, branch: str | None, last: date) -> Value:
    """The figure. `branch` is ministry or province, None where both are in it; `last` the period's last day.

    Points by Decision 766: at the target or above all of them, below it in proportion to it, without a
    target in proportion to 100 %.
    """
    target = indicator.target_of(branch, last) if indicator.target or indicator.targets else None
    exact = fraction(indicator, tally)
    if exact is None:
        status = Status.MISSING if indicator.form is Form.MISSING else Status.EMPTY
        points = NO_POINTS if indicator.points and indicator.empty_is_zero else None
        return Value(indicator, tally, status, None, target, points)
    top, bottom = exact
    points = None
    if indicator.points is not None and indicator.form is Form.SHARE:
        aim = target or 100
        if top >= aim * bottom:
            points = rounded(indicator.points, 1)
        else:
            points = rounded(indicator.points * top, aim * bottom)
    decimals = 0 if indicator.form is Form.COUNT else indicator.decimals
    return Value(indicator, tally, Status.MEASURED, rounded(top, bottom, decimals), target, points)


def fraction(indicator: Indicator, tally: Tally) -> tuple[int, int] | None:
    """The exact value: what is above the line, and what is below. None: there is none."""
    match indicator.form:
        case Form.COUNT:
            return tally.counted, 1
        case Form.SHARE if tally.total:
            return 100 * tally.counted, tally.total
        case Form.MEAN if tally.total:
            return tally.sum, tally.total * indicator.per
    return None


def rounded(top: int, bottom: int, decimals: int = 2) -> Decimal:
    """top / bottom, half away from zero: 12.345 is 12.35. `bottom` is above zero."""
    whole = (2 * abs(top) * 10**decimals + bottom) // (2 * bottom)
    return Decimal(whole if top >= 0 else -whole).scaleb(-decimals)


NO_POINTS = rounded(0, 1)


@dataclass(frozen=True, slots=True)
class Score:
    """Points of a unit: the sum of its indicators' rounded ones. `possible` is what could have been reached
    by those that were scored; the class is that of `points`, of 100 as the decision has it."""

    points: Decimal
    possible: int
    grade: Text | None


def score_of(values: Iterable[Value], grades: Sequence[Grade]) -> Score | None:
    """None where no indicator has points."""
    scored = [one for one in values if one.indicator.points]
    if not scored:
        return None
    points = sum((one.points for one in scored if one.points is not None), Decimal(0))
    possible = sum(one.indicator.points or 0 for one in scored if one.points is not None)
    return Score(points, possible, next((one.name for one in grades if points >= one.least), None))
