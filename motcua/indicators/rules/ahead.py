"""Where the shares of a unit are going: each told from the same weeks, when somebody asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from motcua.indicators.rules import forecasting, keeping
from motcua.indicators.rules.board import Forecast, Point
from motcua.indicators.rules.forecasting import Week
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.scoring import Tally
from motcua.indicators.rules.sets import IndicatorSet

_expected = lru_cache(maxsize=1024)(forecasting.forecast)  # the same weeks tell the same all day

Tallies = tuple[Tally, ...]  # one for each indicator of the set; none where nothing was counted


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is known of one unit's period that lasts: counts of it all and of weeks, the earliest first.

    `assigned` are the unit's targets for the period, by code; `today` is the day up to which facts tell.
    """

    unit: str
    indicators: IndicatorSet
    branch: str | None
    period: Period
    today: date
    total: Tallies
    weeks: Mapping[Period, Tallies]
    assigned: Mapping[str, Decimal]

    def of(self, code: str) -> Forecast | None:
        """What this share is expected to be at the period's end.

        None where it is no share of which more is better, or too little was counted. Raises NotFound.
        """
        indicator = self.indicators.indicator(code)
        if not keeping.forecastable(indicator):
            return None
        place, by = self.indicators.indicators.index(indicator), self.period.last
        target = self.assigned.get(code)
        if target is None and (of_set := indicator.target_of(self.branch, by)) is not None:
            target = Decimal(of_set)
        total = _at(self.total, place)
        weeks = tuple(
            Week(one, tally.counted, tally.total)
            for one, tallies in self.weeks.items()
            for tally in [_at(tallies, place)]
        )
        told = _expected(
            weeks, counted=total.counted, total=total.total, today=self.today, by=by, target=target
        )
        if told is None:
            return None
        since = self.period.first
        return Forecast(
            unit=self.unit,
            code=code,
            by=by,
            target=target,
            now=told.now,
            expected=told.expected,
            low=told.low,
            high=told.high,
            chance=told.chance,
            needed=told.needed,
            history=tuple(Point(one.period, one.share) for one in weeks if one.period.first >= since),
        )


def _at(tallies: Tallies, place: int) -> Tally:
    return tallies[place] if tallies else Tally()
