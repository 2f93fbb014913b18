"""How often the interval of a forecast holds what came: `python -m bench.forecasts`.

Shares are made up week by week over two years, in shapes that do occur. Forecasts are made on four days of
the second year, for its last day and for thirty days ahead, from the weeks until then alone.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from math import exp, pi, sin

from motcua.indicators.rules import forecasting, series
from motcua.indicators.rules.forecasting import Told, Week

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
MADE_ON = (date(2026, 3, 30), date(2026, 5, 25), date(2026, 8, 3), date(2026, 10, 5))
MONTH = timedelta(days=30)
TET = (date(2025, 1, 27), date(2026, 2, 16))  # first Mondays of two weeks in which offices rest or begin anew


@dataclass(frozen=True)
class Case:
    """A forecast with a target near what was so when it was made, and the share that came."""

    shape: str
    told: Told
    target: float
    came: float

    @property
    def held(self) -> bool:
        return float(self.told.low) <= self.came <= float(self.told.high)

    @property
    def met(self) -> bool:
        return self.came >= self.target


@dataclass(frozen=True)
class Shape:
    """`level` of the share in a week, `usual` dossiers a week, `alike` as weeks differ beyond chance."""

    level: Callable[[random.Random], Callable[[int, date], float]]
    usual: int
    alike: float = 0.001


def _stable(dice: random.Random) -> Callable[[int, date], float]:
    level = dice.uniform(0.3, 0.9)
    return lambda week, monday: level


def _rising(dice: random.Random) -> Callable[[int, date], float]:
    start, gain = dice.uniform(0.2, 0.4), dice.uniform(0.002, 0.005)
    return lambda week, monday: start + gain * week


def _seasonal(dice: random.Random) -> Callable[[int, date], float]:
    level, swing = dice.uniform(0.5, 0.7), dice.uniform(0.01, 0.06)
    return lambda week, monday: level + swing * sin(2 * pi * week / 52) - 0.1 * _rests(monday)


def _stepping(dice: random.Random) -> Callable[[int, date], float]:
    level, step, when = dice.uniform(0.3, 0.5), dice.uniform(0.05, 0.2), dice.randrange(20, 100)
    return lambda week, monday: level + step * (week >= when)


def _wandering(dice: random.Random) -> Callable[[int, date], float]:
    levels, quick = [dice.uniform(0.4, 0.7)], dice.uniform(0.003, 0.015)
    for _week in range(110):
        levels.append(levels[-1] + dice.gauss(0, quick))
    return lambda week, monday: levels[week]


SHAPES: Mapping[str, Shape] = {
    "stable": Shape(_stable, 2000),
    "rising": Shape(_rising, 2000),
    "seasonal, with Tết": Shape(_seasonal, 2000),
    "a step": Shape(_stepping, 2000),
    "wandering": Shape(_wandering, 500),
    "small commune": Shape(_stable, 12),
    "small commune, wandering": Shape(_wandering, 12),
}


def _rests(monday: date) -> bool:
    return any(first <= monday < first + timedelta(weeks=2) for first in TET)


def weeks(shape: Shape, dice: random.Random) -> list[Week]:
    """Two years of them."""
    level, found = shape.level(dice), []
    for number, period in enumerate(series.weeks(FIRST, LAST + timedelta(days=8))):
        busy = shape.usual * exp(dice.gauss(0, 0.1)) * (0.3 if _rests(period.first) else 1)
        total = max(0, round(busy + dice.gauss(0, busy**0.5)))
        near = min(max(level(number, period.first), 0.01), 0.99)
        drawn = min(max(dice.gauss(near, (near * (1 - near) * shape.alike) ** 0.5), 0.0), 1.0)
        noise = dice.gauss(0, (total * drawn * (1 - drawn)) ** 0.5)
        few = sum(dice.random() < drawn for _dossier in range(total)) if total < 50 else None
        counted = round(total * drawn + noise) if few is None else few
        found.append(Week(period, min(max(counted, 0), total), total))
    return found


def cases(number: int, seed: int) -> Iterator[Case]:
    """So many histories of each shape, each with its forecasts; the same for the same seed."""
    for name, shape in SHAPES.items():
        dice = random.Random(f"{name} {seed}")
        for _one in range(number):
            history = weeks(shape, dice)
            for today in MADE_ON:
                for by in (LAST, today + MONTH):
                    if case := _case(name, history, today, by, dice):
                        yield case


def _case(name: str, history: list[Week], today: date, by: date, dice: random.Random) -> Case | None:
    year = [one for one in history if one.period.first >= date(2026, 1, 1)]
    known = [one for one in year if one.period.last < today]
    whole = [one for one in year if one.period.last <= by]
    counted, total = sum(one.counted for one in whole), sum(one.total for one in whole)
    now = 100 * sum(one.counted for one in known) / sum(one.total for one in known)
    target = round(now + dice.uniform(-2, 3), 1)
    told = forecasting.forecast(
        [one for one in history if one.period.last < today],
        counted=sum(one.counted for one in known),
        total=sum(one.total for one in known),
        today=today,
        by=by,
        target=Decimal(str(target)),
    )
    return Case(name, told, target, 100 * counted / total) if told else None


def main() -> None:
    found = list(cases(30, seed=2026))
    print(f"{len(found)} forecasts; the interval is meant to hold four of five")
    for name in (*SHAPES, ""):
        of = [one for one in found if name in ("", one.shape)]
        held = sum(one.held for one in of) / len(of)
        wide = sum(float(one.told.high - one.told.low) for one in of) / len(of)
        off = sum(abs(float(one.told.expected) - one.came) for one in of) / len(of)
        print(f"{name or 'all':26} {held:6.1%} held, {wide:5.2f} points wide, {off:4.2f} off")
    for least, most in pairwise((0.0, 0.2, 0.4, 0.6, 0.8, 1.0)):
        of = [one for one in found if least <= (one.told.chance or 0) < most or one.told.chance == most == 1]
        print(f"chance {least:.0%} to {most:.0%}: target met in {sum(one.met for one in of) / len(of):.0%}")


if __name__ == "__main__":
    main()
