"""Where a share will be on the last day of its period, with how far one may trust that.

The share of each week is seen as a level that wanders, measured with noise: the fewer dossiers, the more of
it. How fast it wanders, how much weeks differ beyond chance, and whether it drifts is not known; every
combination of a few values is tried by a Kalman filter and weighs as much as it explained the weeks so far.
What lies ahead is the mixture of all of them, so the interval is wide where the past does not tell. Nothing
is drawn by lot: the same weeks give the same figures.

How many dossiers will come is taken from the same weeks of the year before, scaled by how the last weeks
compare with theirs; where they are not known, from the last weeks alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import product
from math import ceil, erf, exp, log, sqrt
from statistics import fmean, stdev

from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.scoring import rounded

LEAST_WEEKS = 4  # with dossiers in them: fewer tell nothing
RECENT = 13  # weeks from which it is told how many dossiers come
YEAR = timedelta(weeks=52)
WANDERING = (0.0, 0.002, 0.005, 0.01, 0.02, 0.04)  # of the level, from week to week (standard deviation)
DIFFERING = (0.0, 0.0005, 0.002, 0.01)  # of dossiers of one week, how alike they are (correlation)
DRIFTING = {
    -0.005: 0.05,
    -0.002: 0.15,
    0.0: 0.6,
    0.002: 0.15,
    0.005: 0.05,
}  # a week, with what is believed before
DAMPING = (0.9, 0.99)  # what of a drift is left a week later: the past does not tell whether it will last
BEFORE = 0.25  # standard deviation of the level before anything is seen
EDGE = 0.02  # noise is never counted as if the level were nearer to 0 or 1
UNSURE_VOLUME = 0.05  # of the projected number, beside what the weeks show
SPREAD = ((-sqrt(3), 1 / 6), (0.0, 2 / 3), (sqrt(3), 1 / 6))  # three points that stand for a normal spread
LOW, HIGH = 0.1, 0.9
NEGLIGIBLE = 1e-4


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days: how many dossiers were asked about, and how many of them reach the indicator."""

    period: Period
    counted: int
    total: int

    @property
    def share(self) -> Decimal | None:
        """In per cent; None without dossiers."""
        return rounded(100 * self.counted, self.total) if self.total else None


@dataclass(frozen=True, slots=True)
class Told:
    """In per cent, `chance` from 0 to 1, `needed` in dossiers a week: as `rules.board.Forecast` has them."""

    now: Decimal
    expected: Decimal
    low: Decimal
    high: Decimal
    chance: float | None
    needed: int | None


@dataclass(frozen=True, slots=True)
class _Normal:
    """A normal distribution, and how much it weighs."""

    weight: float
    mean: float
    deviation: float

    def below(self, value: float) -> float:
        if self.deviation == 0:
            return float(value >= self.mean)
        return (1 + erf((value - self.mean) / (self.deviation * sqrt(2)))) / 2


def forecast(
    weeks: Sequence[Week], *, counted: int, total: int, today: date, by: date, target: Decimal | None
) -> Told | None:
    """The share on the day `by`, where so many were counted until today.

    `weeks` are those that are over, the earliest first; those of the year before may be among them. None
    where too few of them have dossiers.
    """
    if total == 0 or sum(one.total > 0 for one in weeks) < LEAST_WEEKS:
        return None
    ahead = max(0, (by - today).days) / 7
    coming, unsure = _volume(weeks, today, ahead)
    mixture = list(_mixture(weeks, counted, total, ahead, coming, unsure))
    expected = sum(one.weight * one.mean for one in mixture)
    aim = None if target is None else float(target) / 100
    return Told(
        now=rounded(100 * counted, total),
        expected=_percent(expected),
        low=_percent(_quantile(mixture, LOW)),
        high=_percent(_quantile(mixture, HIGH)),
        chance=None if aim is None else 1 - sum(one.weight * one.below(aim - 1e-12) for one in mixture),
        needed=None if aim is None else _needed(aim, expected, counted, total, coming, ahead),
    )


def _needed(aim: float, expected: float, counted: int, total: int, coming: float, ahead: float) -> int | None:
    """More dossiers a week that must reach the indicator, of those that are to come."""
    lacking = (aim - expected) * (total + coming)
    if lacking <= 0:
        return 0
    will_not = total + coming - expected * (total + coming) - (total - counted)  # of those to come
    if ahead == 0 or lacking > will_not:
        return None
    return ceil(lacking / ahead)


# How many


def _volume(weeks: Sequence[Week], today: date, ahead: float) -> tuple[float, float]:
    """How many dossiers are to come in so many weeks, and the standard deviation of its logarithm."""
    recent = [float(one.total) for one in weeks[-RECENT:]]
    usual = fmean(recent)
    if ahead == 0 or usual == 0:
        return 0.0, 0.0
    spread = stdev(recent) / usual
    unsure = sqrt(spread**2 * (1 / ahead + 1 / len(recent)) + UNSURE_VOLUME**2)
    return usual * ahead * _season(weeks, today, ahead), min(unsure, 1.0)


def _season(weeks: Sequence[Week], today: date, ahead: float) -> float:
    """How the weeks to come compared with the last ones a year ago; 1 where that is not known."""
    totals = {one.period.first: one.total for one in weeks}
    last = [totals.get(one.period.first - YEAR) for one in weeks[-RECENT:]]
    monday = today - timedelta(days=today.weekday())
    following = [totals.get(monday + timedelta(weeks=n) - YEAR) for n in range(1, ceil(ahead) + 1)]
    known = [one for one in last if one is not None], [one for one in following if one is not None]
    if len(known[0]) < len(last) or len(known[1]) < len(following) or not sum(known[0]):
        return 1.0
    return min(max(fmean(known[1]) / fmean(known[0]), 0.25), 4.0)


# Which share of them


def _mixture(
    weeks: Sequence[Week], counted: int, total: int, ahead: float, coming: float, unsure: float
) -> Iterator[_Normal]:
    """Of the share at the end. Its weights add up to 1."""
    if coming == 0:
        yield _Normal(1.0, counted / total, 0.0)
        return
    worth = _worth(tuple((one.counted / one.total, one.total) for one in weeks if one.total))
    everything = sum(weight for _level, weight in worth)
    for (level, weight), damping in product(worth, DAMPING):
        mean, variance = level.average(ahead, coming, damping)
        for distance, part in SPREAD:
            more = coming * exp(distance * unsure)
            yield _Normal(
                weight / everything / len(DAMPING) * part,
                (counted + more * mean) / (total + more),
                sqrt(variance) * more / (total + more),
            )


@lru_cache(maxsize=1024)
def _worth(seen: tuple[tuple[float, int], ...]) -> list[tuple["_Level", float]]:
    """Where the level may be after these weeks, each with its weight; the same as long as no week is over."""
    levels = [
        _level(seen, _Supposed(wandering, differing, drift, belief))
        for wandering, differing, (drift, belief) in product(WANDERING, DIFFERING, DRIFTING.items())
    ]
    best = max(one.likely for one in levels)
    weights = [exp(one.likely - best) for one in levels]
    return [(one, weight) for one, weight in zip(levels, weights, strict=True) if weight > NEGLIGIBLE]


@lru_cache(maxsize=256)
def _drifted(weeks: int, damping: float) -> float:
    """How many weeks' worth of a drift the mean of so many weeks ahead has seen."""
    steps = (damping**week for week in range(1, weeks + 1))
    return sum(step * (weeks - place) for place, step in enumerate(steps)) / weeks


@dataclass(frozen=True, slots=True)
class _Supposed:
    """What might be so of the weeks, and how much it is believed before they are seen."""

    wandering: float
    differing: float
    drift: float
    belief: float

    def noise(self, share: float, total: float) -> float:
        """The variance of a week's share around its level."""
        near = min(max(share, EDGE), 1 - EDGE)
        return near * (1 - near) * (1 / total + self.differing)


@dataclass(frozen=True, slots=True)
class _Level:
    """Where the level is after the last week, if this is so; `likely` is the logarithm of its chance."""

    supposed: _Supposed
    likely: float
    mean: float
    variance: float

    def average(self, ahead: float, coming: float, damping: float) -> tuple[float, float]:
        """Of all dossiers of the weeks ahead: the mean of their share, and its variance."""
        weeks = max(1, round(ahead))
        mean = min(max(self.mean + self.supposed.drift * _drifted(weeks, damping), 0.0), 1.0)
        wandered = self.supposed.wandering**2 * (weeks + 1) * (2 * weeks + 1) / (6 * weeks)
        noise = self.supposed.noise(mean, coming / weeks) / weeks
        return mean, self.variance + wandered + noise


def _level(seen: Sequence[tuple[float, int]], supposed: _Supposed) -> _Level:
    """The filter: each week moves the level as far as its dossiers are to be believed."""
    mean, variance, likely = seen[0][0], BEFORE**2, log(supposed.belief)
    for share, total in seen:
        mean = min(max(mean + supposed.drift, 0.0), 1.0)
        variance += supposed.wandering**2
        spread = variance + supposed.noise(mean, total)
        error = share - mean
        likely -= (log(spread) + error * error / spread) / 2
        gain = variance / spread
        mean += gain * error
        variance *= 1 - gain
    return _Level(supposed, likely, mean, variance)


def _quantile(mixture: Sequence[_Normal], part: float) -> float:
    """The share below which the end lies with this chance; between 0 and 1."""
    low, high = 0.0, 1.0
    while high - low > NEGLIGIBLE / 10:
        middle = (low + high) / 2
        if sum(one.weight * one.below(middle) for one in mixture) < part:
            low = middle
        else:
            high = middle
    return high


def _percent(share: float) -> Decimal:
    return rounded(round(share * 1_000_000), 10_000)
