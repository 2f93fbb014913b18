"""Scoreboards: the indicators of a unit, of the units below one, and where a share is going.

Read from kept counts (`actions.snapshots`); what is not kept is counted at once, which takes seconds for a
country. Periods before the asked one are shown as they are known now, except where their state at the asked
moment was kept.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from motcua.indicators.models import Snapshot
from motcua.indicators.queries import kept, places, targets
from motcua.indicators.queries.counting import Question
from motcua.indicators.queries.places import Place
from motcua.indicators.rules import drawing, forecasting, keeping, ranking, series
from motcua.indicators.rules.board import Board, Comparison, Forecast, Line, Point, Unit
from motcua.indicators.rules.drawing import Asked
from motcua.indicators.rules.forecasting import Week
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.scoring import Tally
from motcua.indicators.rules.sets import IndicatorSet
from motcua.kernel import clock

TREND = 12  # periods, the asked one included
_expected = lru_cache(maxsize=256)(forecasting.forecast)  # the same weeks tell the same all day


def unit(code: str) -> Unit:
    """The agency with this identifier, as boards name it. Raises NotFound."""
    return places.one(code).unit


def units_of(parent: str, *, kind: str = "") -> tuple[Unit, ...]:
    """The agencies right below this one, of this kind or of any, by name. Raises NotFound."""
    return tuple(one.unit for one in places.below(parent, kind)[1])


def board(
    unit: str,
    *,
    indicators: IndicatorSet,
    period: Period,
    now: datetime,
    as_of: datetime | None = None,
) -> Board:
    """All indicators of this unit with rank, change and trend. Without facts there are no figures.

    Raises NotFound for an unknown unit, Invalid for a period or a moment that has not come.
    """
    kept.check(period, now=now, as_of=as_of)
    peers = places.peers(unit)
    question = Question(period, now, as_of)
    asked = _asked(indicators, series.row(period, TREND), question, peers, [unit])
    return drawing.boards(asked, [one.unit for one in peers], only=unit, trends=True)[0]


def comparison(
    parent: str,
    *,
    indicators: IndicatorSet,
    period: Period,
    now: datetime,
    as_of: datetime | None = None,
    kind: str = "",
) -> Comparison:
    """The units right below this one, of this kind or of any: the best score first, else by name.

    Each is ranked among those of its own kind. Raises as `board`.
    """
    kept.check(period, now=now, as_of=as_of)
    above, below = places.below(parent, kind)
    followed = [one.unit.code for one in below]
    question = Question(period, now, as_of)
    asked = _asked(indicators, series.row(period, 2), question, below, followed)
    kinds = sorted({one.unit.kind for one in below})
    alike = ([one.unit for one in below if one.unit.kind == each] for each in kinds)
    boards = [board for units in alike for board in drawing.boards(asked, units)]
    boards.sort(key=lambda one: (-(one.score.points if one.score else Decimal(0)), one.unit.name.vi))
    return Comparison(above.unit, tuple(boards), asked.at)


def lacking(found: Comparison) -> tuple[tuple[Board, tuple[Line, ...]], ...]:
    """Each unit with the targets that keep it from being green; none for one that is, or has no target."""
    return tuple((one, ranking.lacking(one.lines)) for one in found.boards)


def forecast(
    unit: str, code: str, *, indicators: IndicatorSet, by: date, now: datetime, since: date | None = None
) -> Forecast | None:
    """What this share of this unit is expected to be on the day `by`, counted from `since` (1 January).

    None where it is no share, the day is past, or too little has been counted to tell. Raises NotFound for an
    unknown unit or indicator.
    """
    indicator = indicators.indicator(code)
    period = Period(since or date(by.year, 1, 1), by)
    kept.check(period, now=now)
    today = clock.day(now)
    if not keeping.forecastable(indicator) or by < today:
        return None
    place = indicators.indicators.index(indicator)
    row = (*reversed(keeping.weeks(today)), period)
    own = places.one(unit)
    asked = _asked(indicators, row, Question(period, now), [own], [unit])
    tallies = {one: units[unit][place] if unit in units else Tally() for one, units in asked.counts.items()}
    total = tallies.pop(period)
    weeks = tuple(Week(one, tallies[one].counted, tallies[one].total) for one in row if one in tallies)
    target = asked.assigned.get((unit, code))
    if target is None and (of_set := indicator.target_of(asked.branches[unit], by)) is not None:
        target = Decimal(of_set)
    told = _expected(
        weeks, counted=total.counted, total=total.total, today=clock.day(asked.at), by=by, target=target
    )
    if told is None:
        return None
    return Forecast(
        unit=unit,
        code=code,
        by=by,
        target=target,
        now=told.now,
        expected=told.expected,
        low=told.low,
        high=told.high,
        chance=told.chance,
        needed=told.needed,
        history=tuple(Point(one.period, one.share) for one in weeks if one.period.first >= period.first),
    )


def _asked(
    indicators: IndicatorSet,
    row: Sequence[Period],
    question: Question,
    among: Sequence[Place],
    followed: Collection[str],
) -> Asked:
    """Counts of the asked period, the last of the row, of all these units; before it, of those followed."""
    codes = [one.unit.code for one in among]
    best: dict[Period, Snapshot] = {}
    for one in kept.found(indicators, row, question.as_of):
        period = Period(one.first, one.last)
        if one.as_of == question.as_of or (period != question.period and period not in best):
            best[period] = one
    asked = best.pop(question.period, None)
    now = kept.of(asked, codes) if asked else kept.counted(indicators, question)
    counts = {Period(one.first, one.last): units for one, units in kept.rows(best.values(), followed)}
    on = clock.day(min(question.as_of or question.now, question.now) - timedelta(microseconds=1))
    return Asked(
        indicators=indicators,
        row=row,
        as_of=question.as_of,
        at=now.at,
        counts={**counts, question.period: now.units},
        branches=places.branches(among),
        assigned=targets.assigned(followed, indicators.name, question.period, on),
    )
