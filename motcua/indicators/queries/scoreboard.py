"""Scoreboards: the indicators of a unit, of the units below one, and where its shares are going.

Read from kept counts (`actions.snapshots`); what is not kept of the asked period is counted at once, which
takes seconds for a country. Periods before it are shown where they are kept: as of the same moment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from motcua.indicators.queries import kept, places
from motcua.indicators.queries.counting import Question
from motcua.indicators.queries.gathering import Gathered, gathered
from motcua.indicators.queries.kept import Wanted
from motcua.indicators.queries.places import Place, Surroundings
from motcua.indicators.rules import drawing, keeping, ranking, series
from motcua.indicators.rules.ahead import Ahead
from motcua.indicators.rules.board import Board, Comparison, Forecast, Line, Unit
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.sets import IndicatorSet
from motcua.kernel import clock

TREND = 12  # periods, the asked one included


@dataclass(frozen=True, slots=True)
class Overview:
    """All that one page says of a unit. `units` are those below it of one kind, None where there are none;
    `ahead` tells where its shares are going at the year's end, None where that is not asked or not kept;
    `lacking`: of a past moment, earlier periods are not counted yet as they were known then."""

    board: Board
    units: Comparison | None
    ahead: Ahead | None
    lacking: bool


def unit(code: str) -> Unit:
    """The agency with this identifier, as boards name it. Raises NotFound."""
    return places.one(code).unit


def units_of(parent: str, *, kind: str = "") -> tuple[Unit, ...]:
    """The agencies right below this one, of this kind or of any, by name. Raises NotFound."""
    return tuple(one.unit for one in places.below(parent, kind)[1])


def overview(
    near: Surroundings,
    *,
    indicators: IndicatorSet,
    period: Period,
    now: datetime,
    as_of: datetime | None = None,
    kind: str = "",
) -> Overview:
    """The board of this unit, the comparison of those below it of this kind, its forecasts. Three queries.

    Raises Invalid for a period or a moment that has not come.
    """
    kept.check(period, now=now, as_of=as_of)
    own, today = near.own.unit.code, clock.day(now)
    below = [one for one in near.below if one.unit.kind == kind]
    row = series.row(period, TREND)
    year = series.around(today, series.Span.YEAR)
    forecast = as_of is None and period.last.year == today.year and keeping.forecast_for(indicators)
    earlier = [Wanted(row[:-1], [own]), Wanted(row[-2:-1], [one.unit.code for one in below])]
    if forecast:
        earlier.append(Wanted((year, *keeping.weeks(today)), [own]))
    found = gathered(
        indicators,
        Question(period, now, as_of),
        row=row,
        among=[*near.peers, *below],
        followed=[own, *(one.unit.code for one in below)],
        earlier=earlier,
        aimed=[year] if forecast else [],
    )
    return Overview(
        board=_board(found, near.peers, own),
        units=_comparison(found, near.own.unit, below) if below else None,
        ahead=found.ahead(near.own, year) if forecast else None,
        lacking=bool(as_of) and not found.asked.counts.keys() >= set(keeping.followed(period)),
    )


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
    near = places.around(unit)
    return overview(near, indicators=indicators, period=period, now=now, as_of=as_of).board


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
    row = series.row(period, 2)
    question, earlier = Question(period, now, as_of), [Wanted(row[:-1], followed)]
    found = gathered(indicators, question, row=row, among=below, followed=followed, earlier=earlier)
    return _comparison(found, above.unit, below)


def lacking(found: Comparison) -> tuple[tuple[Board, tuple[Line, ...]], ...]:
    """Each unit with the targets that keep it from being green; none for one that is, or has no target."""
    return tuple((one, ranking.lacking(one.lines)) for one in found.boards)


def forecasts(
    unit: str, *, indicators: IndicatorSet, by: date, now: datetime, since: date | None = None
) -> Iterator[Forecast]:
    """What each share of this unit of which that can be told is expected to be on the day `by`, counted from
    `since` (1 January). None where the day is past. Raises NotFound for an unknown unit.
    """
    ahead = _ahead(unit, indicators, Period(since or date(by.year, 1, 1), by), now)
    every = (ahead.of(one.code) for one in indicators.indicators) if ahead else ()
    return (one for one in every if one)


def forecast(
    unit: str, code: str, *, indicators: IndicatorSet, by: date, now: datetime, since: date | None = None
) -> Forecast | None:
    """As `forecasts`, of one share; None where it is none, or that cannot be told.

    Raises NotFound for an unknown unit or indicator.
    """
    if not keeping.forecastable(indicators.indicator(code)):
        return None
    ahead = _ahead(unit, indicators, Period(since or date(by.year, 1, 1), by), now)
    return ahead.of(code) if ahead else None


def _ahead(unit: str, indicators: IndicatorSet, period: Period, now: datetime) -> Ahead | None:
    kept.check(period, now=now)
    today = clock.day(now)
    if period.last < today:
        return None
    own = places.one(unit)
    weeks = Wanted(keeping.weeks(today), [unit])
    question = Question(period, now)
    found = gathered(indicators, question, row=[period], among=[own], followed=[unit], earlier=[weeks])
    return found.ahead(own, period)


def _board(found: Gathered, peers: Sequence[Place], unit: str) -> Board:
    return drawing.boards(found.asked, [one.unit for one in peers], only=unit, trends=True)[0]


def _comparison(found: Gathered, parent: Unit, below: Sequence[Place]) -> Comparison:
    kinds = sorted({one.unit.kind for one in below})
    alike = ([one.unit for one in below if one.unit.kind == each] for each in kinds)
    boards = [board for units in alike for board in drawing.boards(found.asked, units)]
    boards.sort(key=lambda one: (-(one.score.points if one.score else Decimal(0)), one.unit.name.vi))
    return Comparison(parent, tuple(boards), found.asked.at)
