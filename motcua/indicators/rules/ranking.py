"""How a figure stands against its target and among its peers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from motcua.indicators.rules.board import Line, Standing
from motcua.indicators.rules.scoring import Value, fraction, rounded

NEAR = Fraction(9, 10)
PERCENT = 100


def aimed(value: Value, assigned: Decimal | None) -> Value:
    """The same figure against the assigned target, if there is one. Points keep that of the set."""
    return value if assigned is None else replace(value, target=assigned)


def standing(value: Value) -> Standing:
    """By the exact figure, so that one which was rounded up to its target does not meet it."""
    exact = fraction(value.indicator, value.tally)
    if exact is None:
        return Standing.NO_FIGURE
    if value.target is None:
        return Standing.NO_TARGET
    part = _part(value, Fraction(*exact))
    return Standing.MET if part >= 1 else Standing.NEAR if part >= NEAR else Standing.MISSED


def achievement(value: Value) -> Decimal | None:
    """How much of the target is reached, in per cent; of what should be little, target / value."""
    exact = fraction(value.indicator, value.tally)
    if exact is None or value.target is None:
        return None
    part = PERCENT * _part(value, Fraction(*exact))
    return rounded(part.numerator, part.denominator)


def _part(value: Value, exact: Fraction) -> Fraction:
    assert value.target is not None
    target = Fraction(value.target)
    above, below = (target, exact) if value.indicator.less_is_better else (exact, target)
    return above / below if below else Fraction(1)  # nothing was asked for, or nothing was spent


def ranks(found: Mapping[str, Decimal | None], *, less_is_better: bool = False) -> dict[str, int]:
    """Unit to its place; equal figures share the better one, and the next is as many places behind.

    Units without a figure have none.
    """
    figures = {unit: value for unit, value in found.items() if value is not None}
    order = sorted(figures.values(), reverse=not less_is_better)
    first = {value: place for place, value in reversed(list(enumerate(order, 1)))}
    return {unit: first[value] for unit, value in figures.items()}


def green(lines: Iterable[Line]) -> bool:
    """Whether every target that has a figure is met, and there is at least one."""
    aims = [one for one in lines if one.standing not in (Standing.NO_TARGET, Standing.NO_FIGURE)]
    return bool(aims) and all(one.standing is Standing.MET for one in aims)


def lacking(lines: Sequence[Line]) -> tuple[Line, ...]:
    """What keeps a unit from being green: the targets that it does not meet."""
    return tuple(one for one in lines if one.standing in (Standing.NEAR, Standing.MISSED))
