"""Which counts are kept without being asked for, and how long each is good.

Of each set: the day, month, quarter and year that a day lies in; as many of those that are over as a trend
shows; and the weeks that forecasts need, so many that those of a year ago say how many dossiers to expect.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from motcua.indicators.rules import series
from motcua.indicators.rules.expressions import Of
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.series import Span
from motcua.indicators.rules.sets import Form, Indicator, IndicatorSet

CURRENT = (Span.MONTH, Span.YEAR, Span.QUARTER, Span.DAY)  # what boards show first
PAST = {Span.MONTH: 12, Span.QUARTER: 5, Span.DAY: 8, Span.YEAR: 2}  # with the current one
AT_LEAST = 2  # of a week, and of so many days: the one before, for the change
WEEKS = 66  # a year and the quarter before it: the last weeks, and the same ones of the year before
TO_DATE = (Span.MONTH, Span.QUARTER, Span.YEAR)  # whose state at midnight is kept

SHORTEST = timedelta(minutes=1)
SHARE_OF_TIME = 10  # renewing takes at most one part of so many of a processor's time
CLOSED = timedelta(days=1)  # late facts change what is over, but nobody waits for it
IDLE = timedelta(days=30)  # what nobody asked for so long is deleted
ASKED = timedelta(days=2)  # what was asked for so lately is kept fresh


def current(day: date) -> tuple[Period, ...]:
    """What boards show on this day."""
    return tuple(series.around(day, kind) for kind in CURRENT)


def past(day: date) -> Iterator[Period]:
    """What trends show on this day, the latest of each kind first; without the current ones."""
    for kind, count in PAST.items():
        yield from reversed(series.row(series.around(day, kind), count)[:-1])


def followed(period: Period) -> tuple[Period, ...]:
    """The periods before this one that its trend shows, the latest first."""
    return tuple(reversed(series.row(period, PAST.get(series.span(period), AT_LEAST))[:-1]))


def weeks(day: date) -> tuple[Period, ...]:
    """The weeks that a forecast on this day rests on, the latest first."""
    return tuple(reversed(list(series.weeks(day - WEEKS * series.WEEK, day))))


def forecast_for(indicators: IndicatorSet) -> bool:
    """Whether weeks are kept of this set: one of its shares is aimed at something."""
    return any(forecastable(one) and (one.target or one.targets) for one in indicators.indicators)


def forecastable(indicator: Indicator) -> bool:
    """Whether a forecast says anything: a share of what comes week by week, of which more is better."""
    return indicator.form is Form.SHARE and indicator.of is Of.DOSSIERS and not indicator.less_is_better


def good_for(together: timedelta) -> timedelta:
    """How long counts of a period that lasts are left alone, where renewing all of them takes so long."""
    return max(SHORTEST, SHARE_OF_TIME * together)


def lasting(as_of: date) -> bool:
    """Whether the state before this day began is kept for good: that of each month's end."""
    return as_of.day == 1
